"""The job: what it puts into a copy, what it leaves out, and what happens when it cannot."""

import re

import page
import pypdfium2
import pytest

import box
import clock
from audit import log
from audit.models import Event
from audit.verbs import verbs
from disclosure import making, pdf
from disclosure.models import Export
from disclosure.pdf import press
from records import actions as record_actions
from records import files
from records.models import Addition, Entry
from records.signed.digests import code_of
from tests.disclosure.factories import make_export, make_signed
from tests.disclosure.test_pdf import HOSTILE, TRICKY
from tests.people.factories import make_contact, make_detail, make_person, make_worker_of

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


def test_a_copy_of_a_chronology_holds_its_lines_and_nothing_else_of_the_record():
    person, restricted = make_person(preferred_name="Ama"), Entry.Sensitivity.RESTRICTED
    fall = make_signed(person, summary="Fell in the hall")
    secret = make_signed(person, summary="A secret", sensitivity=restricted)
    make_signed(person, values={"discussion": "Talked of the garden"})
    worker = make_worker_of(person)
    chronology = record_actions.begin_chronology(
        person=person, by=worker, title="Falls at home", purpose="For the court"
    )
    record_actions.pick_entries(chronology=chronology, by=worker, entries=[fall, secret])
    line = chronology.lines.get(entry=fall)
    record_actions.describe_line(line=line, by=worker, event=TRICKY["Welsh"], impact=HOSTILE)
    record_actions.freeze_chronology(chronology=chronology, by=worker)
    chronology.refresh_from_db()

    export = made(make_export(person, chronology=chronology))

    found = text_of(export)
    for words in ("Falls at home", "For the court", TRICKY["Welsh"], HOSTILE, "Left out."):
        assert squeezed(words) in found
    assert code_of(chronology.digest).replace(" ", "") in found
    for words in ("secret", "garden"):
        assert words not in found
    report = page.validate_pdf_bytes(files.read(export.stored_as), profile="ua1")
    assert report.is_compliant


def test_every_word_of_every_entry_is_in_the_copy():
    person = make_person(preferred_name="Ama")
    make_detail(person, "what_matters", "My garden")
    make_detail(person, "strengths", "Retired nurse")
    make_contact(person, name="Efua Okafor")
    words = "مرحبا بالعالم"
    said = [
        {
            "kind": "person_words",
            "text": "Leave my garden be",
            "details": {
                "how_communicated": "in speech",
                "original_language": "Welsh",
                "original_words": "Gadewch lonydd i’r ardd",
            },
        },
        {
            "kind": "opinion",
            "text": "She copes well",
            "details": {"rationale": "two visits this week showed it"},
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

    about_others = {"includes_about_others": True, "about_others_because": "They agreed"}
    export = made(make_export(person, **about_others))

    text = text_of(export)
    expected = [*TRICKY.values(), *(each["text"] for each in said[:3]), *words.split()]
    expected += [
        "two visits this week showed it",
        "in speech",
        "My garden",
        "Retired nurse",
        "Efua Okafor",
    ]
    expected += ["first said in Welsh", "Gadewch lonydd i’r ardd"]
    expected += ["She rang again at five", *(each.author.name for each in entries)]
    assert [each for each in expected if squeezed(each) not in text] == []
    assert (export.state, export.entries_total, export.entries_done) == (
        Export.State.READY,
        len(entries),
        len(entries),
    )
    assert page.validate_pdf_bytes(files.read(export.stored_as), profile="ua1").is_compliant
    event = Event.objects.get(verb="disclosure.export_made")
    assert event.shown == [
        f"sha256:{export.sha256}",
        f"bytes:{export.size}",
        f"entries:{len(entries)}",
    ]
    assert event.target == export.key


def test_a_record_without_entries_can_be_copied():
    export = made(make_export(make_person(preferred_name="Ama Okafor")))

    assert export.pages >= 3
    assert squeezed("The record has 0 entries") in text_of(export)


def test_a_copy_that_cannot_be_laid_out_says_why_and_leaves_no_file(monkeypatch, stored_files):
    small = box.Limits(memory=1024**3, work=1, wait=20)
    monkeypatch.setattr(press, "OF_A_PART", small)
    person = make_person()
    make_detail(person, "what_matters", "word " * 40_000)
    export = make_export(person)

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.state, export.stored_as) == (Export.State.FAILED, "")
    assert export.failed_because == "It took more work to lay out than it may take."
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


def test_a_copy_is_not_made_for_someone_whose_reason_has_run_out_meanwhile(monkeypatch):
    export = make_export()
    tomorrow = clock.add_hours(clock.now(), 26)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)

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


def test_a_copy_whose_event_cannot_be_written_is_not_ready_and_leaves_no_file(
    monkeypatch, stored_files
):
    known = {name: verb for name, verb in verbs().items() if name != "disclosure.export_made"}
    monkeypatch.setattr(log, "verbs", lambda: known)
    export = make_export()

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.state, export.stored_as, export.sha256) == (Export.State.FAILED, "", "")
    assert [path for path in stored_files.rglob("*") if path.is_file() and path.name != "key"] == []


def test_a_job_that_is_overtaken_on_its_way_stores_nothing(monkeypatch):
    export = make_export()

    def tried_again_meanwhile(copy, **how):
        Export.objects.update(attempt=2, state=Export.State.WAITING)
        return pdf.Printed(b"%PDF", 1)

    monkeypatch.setattr(pdf, "render", tried_again_meanwhile)
    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert (export.state, export.attempt, export.stored_as) == (Export.State.WAITING, 2, "")
    assert not Event.objects.filter(verb__in=["disclosure.export_made", "disclosure.export_failed"])
