"""A chronology, and a list of who opened a record, redacted as the record is."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from disclosure.chronology import chronology_of
from disclosure.models import Export, Redaction
from disclosure.redacting import actions, queries
from disclosure.redacting.applying import NO_CODE, redacted
from people.models import Contact
from records import files
from records.actions import begin_chronology, describe_line, freeze_chronology, pick_entries
from records.models import Entry
from records.signed import digests
from tests.disclosure.factories import (
    make_export,
    make_officer,
    make_redaction,
    make_request,
    make_signed,
)
from tests.disclosure.test_making import squeezed, text_of
from tests.disclosure.test_openers import prepare, release
from tests.disclosure.test_redaction import (
    checked,
    everything_in,
    made,
    marked,
    remove_all,
    row_of,
)
from tests.people.factories import make_contact, make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    person = make_person(preferred_name="Ama Okafor")
    make_contact(person, name="Zqefua Mensah", kind=Contact.Kind.FAMILY)
    return person


@pytest.fixture
def officer(person):
    return make_officer(person, name="Helen Marsh")


@pytest.fixture
def entries(person, officer):
    """Three entries: one that names her sister, one about others, and one that is restricted."""
    restricted = {"sensitivity": Entry.Sensitivity.RESTRICTED, "author": officer}
    said = [{"text": "The neighbour drinks", "about_someone_else": True}]
    times = [clock.add_hours(clock.now(), -24 * days) for days in (30, 20, 10)]
    return [
        make_signed(person, event_at=times[0], summary="Fell in the hall"),
        make_signed(person, event_at=times[1], summary="A visit", said=said),
        make_signed(person, event_at=times[2], summary="A concern", **restricted),
    ]


@pytest.fixture
def chronology(person, entries):
    worker = make_worker_of(person)
    chronology = begin_chronology(
        person=person, by=worker, title="Falls of Zqefua Mensah", purpose="For the court"
    )
    pick_entries(chronology=chronology, by=worker, entries=entries)
    for entry, event in zip(
        entries,
        ("Zqefua found her", "Zqfirst. The neighbour drinks", "A Zqhidden thing"),
        strict=True,
    ):
        line = chronology.lines.get(entry=entry)
        describe_line(line=line, by=worker, event=event, impact="She was shaken")
    freeze_chronology(chronology=chronology, by=worker)
    chronology.refresh_from_db()
    return chronology


def test_its_lines_are_proposed_decided_and_made_without_what_was_removed(
    person, officer, entries, chronology
):
    case = make_redaction(person, officer, chronology=chronology)

    found = marked(case, officer)
    assert ("Zqefua", "WHO_OTHER", "name") in found
    assert ("The neighbour drinks", "OTHER_PERSON", "third_party") in found
    assert row_of(case, entries[2]).proposed == "RESTRICTED"
    remove_all(case, officer)
    checked(case, officer, make_officer(person))

    export = made(case, officer)

    assert export.failed_because == ""
    text = text_of(export)
    for words in (
        "Falls of [removed: name or details of another person]",
        "[removed: name or details of another person] found her",
        "Zqfirst. [removed: about another person]",
        "Withheld: restricted",
        "2 lines",
        "1 line is withheld whole. Each says why in its place.",
        "She was shaken",
    ):
        assert squeezed(words) in text, words
    everything = everything_in(files.read(export.stored_as))
    for secret in ("Zqefua", "Mensah", "neighbour", "Zqhidden"):
        assert secret not in everything
    assert str(export.chronology) == chronology.key
    assert squeezed(f"Check code: {NO_CODE}") in text
    assert squeezed(digests.code_of(chronology.digest)) not in everything


def test_its_code_stands_in_one_from_which_nothing_was_taken(person, officer, second):
    worker = make_worker_of(person)
    chronology = begin_chronology(person=person, by=worker, title="Falls", purpose="A review")
    pick_entries(chronology=chronology, by=worker, entries=[make_signed(person)])
    describe_line(line=chronology.lines.get(), by=worker, event="Fell", impact="Slept badly")
    freeze_chronology(chronology=chronology, by=worker)
    chronology.refresh_from_db()
    case = make_redaction(person, officer, chronology=chronology)
    remove_all(case, officer)
    checked(case, officer, second)
    export = actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())

    copy = redacted(export, at=clock.now())

    assert copy.chronology.code == digests.code_of(chronology.digest)


def test_one_that_was_not_looked_at_again_after_a_restriction_is_not_made(
    person, officer, entries, chronology
):
    case = make_redaction(person, officer, chronology=chronology)
    remove_all(case, officer)
    checked(case, officer, make_officer(person))
    Entry.objects.filter(pk=entries[0].pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)

    with pytest.raises(ValidationError, match="changed since"):
        made(case, officer)


def test_who_opened_the_record_is_redacted_line_by_line(person, officer, client):
    make_signed(person)
    client.force_login(make_worker_of(person, name="Zqmarcus Webb"))
    client.get(reverse("people:about", args=[person.key]))
    listed = prepare(person, officer)
    release(listed, person, officer)
    case = make_redaction(person, officer, openers_list=listed.key)
    parts = queries.parts_of(officer, case)
    beside = next(each for each in parts if each.key == "about")
    piece = next(each for each in beside.pieces if "Zqmarcus" in each.text)
    assert piece.label.startswith("Who opened the record")

    actions.add_mark(
        row=row_of(case), by=officer, path=piece.path, words="Zqmarcus Webb", reason="SERIOUS_HARM"
    )
    remove_all(case, officer)
    checked(case, officer, make_officer(person))
    export = made(case, officer)

    assert export.failed_because == ""
    assert squeezed("Who opened this record") in text_of(export)
    assert "Zqmarcus" not in everything_in(files.read(export.stored_as))


def test_only_what_is_frozen_or_released_and_their_own_is_redacted(
    person, officer, chronology, client
):
    other = make_person()
    with pytest.raises(PermissionDenied, match="its own record"):
        make_redaction(other, make_officer(other), chronology=chronology)
    with pytest.raises(PermissionDenied, match="once it is released"):
        make_redaction(person, officer, openers_list=prepare(person, officer).key)
    assert not Redaction.objects.exists()


def test_the_page_begins_one_of_a_chronology(client, person, officer, chronology):
    client.force_login(officer)
    request = make_request(person, officer)
    here = reverse("disclosure:redactions", args=[person.key]) + f"?request={request.key}"
    asked = {
        "submission": str(uuid.uuid4()),
        "purpose": "PERSON",
        "recipient": "Ama, by hand",
        "chronology": str(chronology.pk),
    }

    assert "Chronology: Falls of" in client.get(here).text
    refused = client.post(here, asked | {"entries": "SOME", "since": "1/1/2026"})
    assert "a chronology is copied as it was frozen" in refused.text
    begun = client.post(here, asked, follow=True)

    case = Redaction.objects.get()
    assert case.chronology == chronology
    assert "What stands over the lines" in begun.text
    line = case.entries.exclude(entry=None).first().entry
    page = client.get(reverse("disclosure:redact-entry", args=[person.key, case.key, line.key]))
    assert "Zqefua" in page.text
    assert "Files that came with this entry" not in page.text
    assert not Export.objects.exists()


def test_however_many_lines_it_has_they_are_read_at_once(person, officer):
    worker, asked = make_worker_of(person), []
    for number in (1, 3):
        entries = [make_signed(person) for _ in range(number)]
        chronology = begin_chronology(person=person, by=worker, title="Falls", purpose="A review")
        pick_entries(chronology=chronology, by=worker, entries=entries)
        for line in chronology.lines.all():
            describe_line(line=line, by=worker, event="Fell", impact="Slept badly")
        freeze_chronology(chronology=chronology, by=worker)
        chronology.refresh_from_db()
        export = make_export(person, asked_by=officer, chronology=chronology)
        with CaptureQueriesContext(connection) as found:
            assert len(chronology_of(export).lines) == number
        asked.append(len(found))

    assert asked[0] == asked[1]
