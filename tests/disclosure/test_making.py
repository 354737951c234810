"""The job: what it puts into a copy, what it leaves out, and what happens when it cannot."""

import re

import page
import pypdfium2
import pytest

import clock
from audit.models import Event
from disclosure import making
from disclosure.models import Export
from disclosure.pdf import press
from people.models import AccessReason
from records import files
from records.models import Addition, Entry, EntryLink
from tests.disclosure.factories import make_export, make_officer, make_signed, sign_version
from tests.disclosure.test_pdf import HOSTILE, TRICKY
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db


def text_of(export):
    """Every character of a finished copy, without spaces."""
    document = pypdfium2.PdfDocument(files.read(export.stored_as))
    text = "".join(each.get_textpage().get_text_range() for each in document)
    document.close()
    return squeezed(text)


def squeezed(text):
    return re.sub(r"[\s\u200b\ufffe]+", "", text)


def made(export):
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert export.failed_because == ""
    return export


def test_every_word_of_every_entry_is_in_the_copy():
    person = make_person(preferred_name="Ama", what_matters="My garden", strengths="Retired nurse")
    make_contact(person, name="Efua Okafor")
    words = "مرحبا بالعالم"
    said = [
        {
            "kind": "person_words",
            "text": "Leave my garden be",
            "details": {"how_communicated": "in speech"},
        },
        {
            "kind": "opinion",
            "text": "She copes well",
            "details": {"rationale": "two visits showed it"},
        },
        {"kind": "fact", "text": HOSTILE, "about_someone_else": True},
        {"kind": "views", "text": words},
    ]
    entries = [
        make_signed(person, said=said, values={"discussion": text}) for text in TRICKY.values()
    ]
    Addition.objects.create(
        entry=entries[0],
        kind=Addition.Kind.MORE_DETAIL,
        text="She rang again at five",
        author=entries[0].author,
        added_at=clock.now(),
    )

    export = made(make_export(person))

    text = text_of(export)
    expected = [*TRICKY.values(), *(each["text"] for each in said[:3]), *words.split()]
    expected += ["two visits showed it", "in speech", "My garden", "Retired nurse", "Efua Okafor"]
    expected += ["She rang again at five", *(each.author.name for each in entries)]
    assert [each for each in expected if squeezed(each) not in text] == []
    assert (export.state, export.entries_total, export.entries_done) == (
        Export.State.READY,
        len(entries),
        len(entries),
    )
    assert page.validate_pdf_bytes(files.read(export.stored_as), profile="ua1").is_compliant
    event = Event.objects.get(verb="disclosure.export_made")
    assert event.shown == [f"sha256:{export.sha256}", f"entries:{len(entries)}"]
    assert event.target == export.key


def test_what_was_corrected_stands_beside_what_it_said_before():
    person = make_person()
    entry = make_signed(person, values={"discussion": "She was at bridge", "number_used": "0114"})
    sign_version(
        entry,
        values={"direction": "Incoming", "discussion": "She was at choir"},
        said=[{"text": "A fact that was forgotten", "field": "other"}],
        reason="I mixed up two afternoons",
    )
    later = make_signed(person, event_at=clock.add_hours(entry.event_at, 48))
    EntryLink.objects.create(source=later, target=entry, kind=EntryLink.Kind.CORRECTS)

    text = text_of(made(make_export(person)))

    words = ["She was at choir", "She was at bridge", "I mixed up two afternoons", "0114"]
    words += ["A fact that was forgotten", "Corrected by the entry of", "Corrects the entry of"]
    assert [each for each in words if squeezed(each) not in text] == []


def test_a_missing_answer_stands_with_its_reason():
    person = make_person()
    gaps = {"identity_checked": {"reason": "The person was away", "detail": "at bridge"}}
    make_signed(person, gaps=gaps)

    text = text_of(made(make_export(person)))

    assert squeezed("Not answered: The person was away: at bridge") in text


@pytest.mark.parametrize("included", [False, True])
def test_restricted_entries_leave_only_when_included_and_the_account_says_so(included):
    person = make_person()
    officer = make_officer(person)
    hidden = {"sensitivity": Entry.Sensitivity.RESTRICTED}
    make_signed(person)
    make_signed(person, author=officer, values={"discussion": "Mine and restricted"}, **hidden)
    make_signed(person, values={"discussion": "Closed to the officer"}, **hidden)

    export = make_export(
        person,
        asked_by=officer,
        includes_restricted=included,
        restricted_because="Court order" if included else "",
    )

    text = text_of(made(export))
    assert (squeezed("Mine and restricted") in text) == included
    assert squeezed("Closed to the officer") not in text
    assert squeezed("The record has 3 entries") in text
    assert text.count(squeezed("Left out.")) == (1 if included else 2)


def test_an_entry_whose_words_were_changed_after_signing_is_marked():
    person = make_person()
    entry = make_signed(person)
    Entry.objects.filter(pk=entry.pk).update(type_key="case_note")

    text = text_of(made(make_export(person)))

    assert squeezed("What is stored is not what was signed") in text


def test_a_record_without_entries_can_be_copied():
    export = made(make_export(make_person(preferred_name="Ama Okafor")))

    assert export.pages >= 3
    assert squeezed("The record has 0 entries") in text_of(export)


def test_a_copy_that_cannot_be_laid_out_says_why_and_leaves_no_file(monkeypatch, stored_files):
    monkeypatch.setattr(press, "SECONDS_OF_WORK", 1)
    person = make_person()
    make_signed(person, values={"discussion": "word " * 40_000})
    export = make_export(person)

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.state, export.stored_as) == (Export.State.FAILED, "")
    assert export.failed_because == "It took more work to lay out than one copy may take."
    assert [path for path in stored_files.rglob("*") if path.is_file() and path.name != "key"] == []
    assert Event.objects.get(verb="disclosure.export_failed").target == export.key


def test_a_copy_that_cannot_be_stored_says_so(settings, tmp_path):
    (tmp_path / "in-the-way").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = tmp_path / "in-the-way"
    export = make_export()

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert export.failed_because == "It could not be stored. Ask those who run the service."


def test_a_copy_is_not_made_for_someone_whose_reason_has_run_out_meanwhile():
    export = make_export()
    AccessReason.objects.update(expires_at=clock.add_hours(clock.now(), -0.5))

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert "Say why you need" in export.failed_because


def test_a_job_of_an_earlier_attempt_changes_nothing():
    export = make_export(attempt=2)

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert export.state == Export.State.WAITING
    assert not Event.objects.filter(target=export.key).exists()
