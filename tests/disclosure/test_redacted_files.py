"""Files in redacted copies: none goes unless an officer says so, and the reader is told why."""

import io

import page
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosure.models import RedactedFile
from disclosure.redacting import actions, queries
from disclosure.redacting.decided_files import Answer, decide_files
from disclosure.redacting.page_numbers import in_words, page_numbers
from disclosure.requests import letters
from records import files
from records.models import Attachment
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.test_annex import WORD, attach, said_in_pictures
from tests.disclosure.test_redaction import checked, everything_in, made, remove_all
from tests.people.factories import make_contact, make_person
from tests.records.papers import pdf, pdf_with, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    """An entry with three files with pages and one without."""
    entry = make_signed(make_person())
    for name in ("given", "kept"):
        said = f"Words of Zq{name}"
        attach(entry, f"A {name} letter", pdf(said), "application/pdf", pages=1, text=said)
    said = [f"Words of Zqpage{number}" for number in range(1, 5)]
    content = pdf_with(lambda opened: opened.pages.extend([opened.pages[0]] * 3))
    attach(entry, "A long letter", content, "application/pdf", pages=4, text="\f".join(said))
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


GIVE = Answer("GIVE", because="She wrote it")
LEAVE_OUT = Answer("LEAVE_OUT", "OTHER_PERSON")
SOME = Answer("SOME", "TOLD_BY_OTHER", pages="1-2, 4")


def test_a_file_goes_only_if_it_was_decided_and_the_rest_is_listed_with_reasons(entry, officer):
    case = make_redaction(entry.person, officer)
    decide(entry, case, officer, given=GIVE, kept=LEAVE_OUT, plan=GIVE, long=SOME)
    remove_all(case, officer)
    checked(case, officer, make_officer(entry.person))

    export = made(case, officer)

    assert export.failed_because == ""
    assert said_in_pictures(export) == [
        "Page 1 of 1. Words on it: Words of Zqgiven",
        "Page 1 of 4. Words on it: Words of Zqpage1",
        "Page 2 of 4. Words on it: Words of Zqpage2",
        "Page 4 of 4. Words on it: Words of Zqpage4",
    ]
    content = files.read(export.stored_as)
    text = everything_in(content)
    assert "Zqkept" not in text
    assert "Zqpage3" not in text
    for said in (
        "A kept letter Not in this copy. About another person. This is private to somebody else",
        "A long letter In part. Pages 1 to 2, 4 of 4 alone may be given. Told by another person.",
        "A plan Not in this copy. A file of this kind (Word document) has no pages.",
        "4 files listed (1 left out, 1 in part)",
    ):
        assert "".join(said.split()) in text
    with pikepdf.open(io.BytesIO(content)) as opened:
        pictures = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 4
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant


def test_what_was_checked_before_all_was_decided_is_opened_again(client, entry, officer):
    case = make_redaction(entry.person, officer)
    remove_all(case, officer)
    checked(case, officer, make_officer(entry.person))
    client.force_login(officer)
    here = reverse("disclosure:redaction", args=[entry.person.key, case.key])
    assert "Make the redacted copy" in client.get(here).text
    case.entries.filter(entry=entry).update(done_by=None, done_at=None)

    page = client.get(here).text
    client.post(here, {"act": "again"})

    assert "Make the redacted copy" not in page
    assert "Open it again to decide the rest" in page
    case.refresh_from_db()
    assert case.state == "DECIDING"


def test_as_many_pages_may_go_as_a_file_has(entry, officer):
    attach(entry, "A great letter", pdf(), "application/pdf", pages=300)
    case = make_redaction(entry.person, officer)

    decide(entry, case, officer, great=Answer("SOME", "TOLD_BY_OTHER", pages="1-299"))

    assert len(RedactedFile.objects.get(decision="SOME").page_numbers) == 299


def test_a_part_is_not_done_while_nobody_decided_about_a_file(entry, officer):
    case = make_redaction(entry.person, officer)
    row = queries.row_of(case, entry.key)
    decide(entry, case, officer, given=GIVE, kept=LEAVE_OUT, long=SOME)
    answers = {mark.key: ("REMOVE", mark.reason, "") for mark in row.marks.all()}
    actions.decide_marks(row=row, by=officer, answers=answers)

    def waits():
        progress = queries.progress_of(case, queries.parts_of(officer, case))
        return next(each.undecided for each in progress if each.key == entry.key)

    assert waits() == 1
    with pytest.raises(ValidationError, match="Decide about every file"):
        actions.finish_entry(row=row, by=officer)

    decide(entry, case, officer, plan=GIVE)
    actions.finish_entry(row=row, by=officer)

    assert waits() == 0


def test_the_letter_says_how_many_files_are_left_out_and_why(entry, officer):
    case = make_redaction(entry.person, officer)
    decide(entry, case, officer, given=GIVE, kept=LEAVE_OUT, plan=LEAVE_OUT, long=SOME)
    remove_all(case, officer)

    found = {each.reason.code: each.wholes for each in letters.left_out_of(case)}

    assert found["OTHER_PERSON"] == "2 files are left out for this reason."
    assert found["TOLD_BY_OTHER"] == "1 file is given in part for this reason."


@pytest.mark.parametrize(
    ("typed", "numbers", "words"),
    [
        ("1-3, 5", (1, 2, 3, 5), "pages 1 to 3, 5"),
        ("5 and 2 to 3", (2, 3, 5), "pages 2 to 3, 5"),
        (" 4 ", (4,), "page 4"),
        *((wrong, None, "") for wrong in ("", "0", "7", "3-2", "x", "1;2", "2-7")),
    ],
)
def test_pages_are_named_as_people_name_them(typed, numbers, words):
    if numbers is None:
        with pytest.raises(ValueError):
            page_numbers(typed, of=6)
    else:
        assert page_numbers(typed, of=6) == numbers
        assert in_words(numbers) == words


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
    [
        (Answer("LEAVE_OUT"), "Select why"),
        (GIVE, "nobody can look at it until it was scanned"),
        (SOME, "nobody can look at it until it was scanned"),
    ],
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
    assert "4 of 4 to decide" in shown
    assert "stand in its words: 1 found" in shown

    wrong = {"act": "files", f"{kept.key}-decision": "LEAVE_OUT", f"{kept.key}-because": "So"}
    refused = client.post(here, wrong)
    assert refused.status_code == 400
    assert "Select why the file, or some of it, is left out" in refused.text
    assert 'value="So"' in refused.text

    long = entry.attachments.get(title="A long letter")
    wrong |= {f"{kept.key}-reason": "OTHER_PERSON", f"{given.key}-decision": "GIVE"}
    wrong |= {f"{long.key}-decision": "SOME", f"{long.key}-reason": "OTHER_PERSON"}
    refused = client.post(here, wrong | {f"{long.key}-pages": "4-9"})
    assert "Enter its pages, such as 1-3, 5. It has 4" in refused.text

    right = wrong | {f"{long.key}-pages": "1, 2-3"}
    assert client.post(here, right).status_code == 302
    decided = {each.attachment: each.decision for each in RedactedFile.objects.all()}
    assert decided == {given: "GIVE", kept: "LEAVE_OUT", long: "SOME"}
    assert "Pages 1 to 3 of 4" not in client.get(here).text
    assert "In part" in client.get(here).text
    case_page = client.get(reverse("disclosure:redaction", args=[entry.person.key, case.key])).text
    assert "2 of 4 files may go" in case_page
    assert (
        "A file (PDF)"
        in client.get(reverse("disclosure:redaction-list", args=[entry.person.key, case.key])).text
    )
