"""Files in redacted copies: none goes unless an officer says so, and the reader is told why."""

import io

import page
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosure.models import RedactedFile
from disclosure.redacting import actions, queries
from disclosure.redacting.decided_files import decide_files
from records import files
from records.models import Attachment
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.test_annex import WORD, attach, said_in_pictures
from tests.disclosure.test_redaction import checked, everything_in, made, remove_all
from tests.people.factories import make_contact, make_person
from tests.records.papers import pdf, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    """An entry with three files with pages and one without."""
    entry = make_signed(make_person())
    for name in ("given", "kept", "forgotten"):
        said = f"Words of Zq{name}"
        attach(entry, f"A {name} letter", pdf(said), "application/pdf", pages=1, text=said)
    attach(entry, "A plan", word(), WORD)
    return entry


@pytest.fixture
def officer(entry):
    return make_officer(entry.person)


def decide(entry, case, officer, **answers):
    keys = {each.title.split()[1]: each.key for each in entry.attachments.all()}
    decide_files(
        row=queries.row_of(case, entry.key),
        by=officer,
        answers={keys[name]: answer for name, answer in answers.items()},
    )


GIVE, LEAVE_OUT = ("GIVE", "", "She wrote it"), ("LEAVE_OUT", "OTHER_PERSON", "")


def test_a_file_goes_only_if_it_was_decided_and_the_rest_is_listed_with_reasons(entry, officer):
    case = make_redaction(entry.person, officer)
    decide(entry, case, officer, given=GIVE, kept=LEAVE_OUT, plan=GIVE)
    remove_all(case, officer)
    checked(case, officer, make_officer(entry.person))

    export = made(case, officer)

    assert export.failed_because == ""
    assert said_in_pictures(export) == ["Page 1 of 1. Words on it: Words of Zqgiven"]
    content = files.read(export.stored_as)
    text = everything_in(content)
    assert "Zqkept" not in text
    assert "Zqforgotten" not in text
    for said in (
        "A kept letter Not in this copy. About another person. This is private to somebody else",
        "A forgotten letter Not in this copy. Nobody decided that it may go.",
        "A plan Not in this copy. A file of this kind (Word document) has no pages.",
        "4 files listed (2 left out)",
    ):
        assert "".join(said.split()) in text
    with pikepdf.open(io.BytesIO(content)) as opened:
        pictures = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant


def test_what_was_taken_out_of_the_name_of_a_file_stands_nowhere(entry, officer):
    make_contact(entry.person, name="Zqvx Mensah", kind="FRIEND")
    title, source = "A named letter of Zqvx Mensah", "Zqvx Mensah"
    attach(entry, title, pdf(), "application/pdf", pages=1, source=source)
    case = make_redaction(entry.person, officer)
    decide(entry, case, officer, named=GIVE)
    remove_all(case, officer)
    checked(case, officer, make_officer(entry.person))

    text = everything_in(files.read(made(case, officer).stored_as))

    assert "Zqvx" not in text
    assert "Mensah" not in text
    assert "Anamedletterof[removed:nameordetailsofanotherperson]" in text


def test_whoever_decided_about_a_file_does_not_check(entry, officer):
    second = make_officer(entry.person)
    case = make_redaction(entry.person, officer)
    decide(entry, case, second, given=GIVE)
    remove_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)

    progress = queries.progress_of(case, queries.parts_of(second, case))

    assert queries.why_not_check(second, case, progress).startswith("You decided some of it")


@pytest.mark.parametrize(
    ("answer", "words"),
    [(("LEAVE_OUT", "", ""), "Select why"), (GIVE, "nobody can look at it until it was scanned")],
)
def test_a_file_goes_or_stays_for_a_reason_that_holds(entry, officer, answer, words):
    waiting = Attachment.Scan.WAITING
    attach(entry, "A waiting letter", pdf(), "application/pdf", pages=1, scan=waiting)
    case = make_redaction(entry.person, officer)

    with pytest.raises(ValidationError, match=words):
        decide(entry, case, officer, waiting=answer)

    assert not RedactedFile.objects.exists()


def test_the_page_asks_about_each_file_and_says_what_names_others(client, entry, officer):
    make_contact(entry.person, name="Zqkept", kind="FRIEND")
    case = make_redaction(entry.person, officer)
    given, kept = entry.attachments.all()[:2]
    here = reverse("disclosure:redact-entry", args=[entry.person.key, case.key, entry.key])
    client.force_login(officer)

    shown = client.get(here).text
    assert shown.count("Left out: nobody decided") == 4
    assert "stand in its words: 1 found" in shown

    wrong = {"act": "files", f"{kept.key}-decision": "LEAVE_OUT", f"{kept.key}-because": "So"}
    refused = client.post(here, wrong)
    assert refused.status_code == 400
    assert "Select why the file is left out" in refused.text
    assert 'value="So"' in refused.text

    right = wrong | {f"{kept.key}-reason": "OTHER_PERSON", f"{given.key}-decision": "GIVE"}
    assert client.post(here, right).status_code == 302
    decided = {each.attachment: each.decision for each in RedactedFile.objects.all()}
    assert decided == {given: "GIVE", kept: "LEAVE_OUT"}
    case_page = client.get(reverse("disclosure:redaction", args=[entry.person.key, case.key])).text
    assert "1 of 4 files may go" in case_page
    assert (
        "A file (PDF)"
        in client.get(reverse("disclosure:redaction-list", args=[entry.person.key, case.key])).text
    )
