"""A copy says how its entries agree with the event log, before it leaves."""

import uuid

import pytest
from django.urls import reverse

import clock
from audit import expiring
from audit.models import Event, Seal
from disclosure import contents
from disclosure.logged import COMPARED, DIFFERS, with_log
from records import actions
from records.signed.digests import code_of
from tests.disclosure.factories import make_export, make_officer, make_signed, sign_version
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def worker(person):
    return make_worker_of(person)


def copy_of(person):
    export = make_export(person, asked_by=make_officer(person))
    return with_log(contents.collect(export, at=clock.now()), person)


def codes_in(copy):
    return {each.code for month in copy.months for each in month.entries}


def seal_up_to(number):
    Seal.objects.create(
        number=1,
        sealed_at=clock.now(),
        body="",
        signature=b"",
        last_event=number,
        last_change=0,
        seen_events=number,
        seen_changes=0,
        next_transaction=1,
        whole_to_event=number,
        whole_to_change=0,
    )


def corrected(entry, worker):
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=note_values(discussion="He was cold."),
        statements=[],
        reason="It was another day",
    )


def test_what_is_sealed_is_said_and_what_is_not_yet(person, worker):
    entry = make_entry(person=person, by=worker)
    corrected(entry, worker)
    assert copy_of(person).compared == f"{COMPARED} 1 entry is not sealed in it yet."

    seal_up_to(Event.objects.order_by("-pk").first().pk)

    copy = copy_of(person)
    assert copy.compared == COMPARED
    assert codes_in(copy) == {code_of(entry.versions.get(number=2).digest)}


def test_a_version_that_the_log_does_not_tell_of_has_no_code(person, worker):
    entry, other = make_entry(person=person, by=worker), make_entry(person=person, by=worker)
    sign_version(entry, values=note_values(), reason="Put in", at=clock.now())

    copy = copy_of(person)

    assert codes_in(copy) == {DIFFERS, code_of(other.versions.get().digest)}
    assert {line.code for line in copy.account} == codes_in(copy)
    assert "1 entry is not what it says." in copy.compared


def test_a_line_of_a_chronology_written_from_such_an_entry_has_no_code(person, worker):
    entry, other = make_entry(person=person, by=worker), make_entry(person=person, by=worker)
    frozen = actions.begin_chronology(person=person, by=worker, title="Falls", purpose="Court")
    actions.pick_entries(chronology=frozen, by=worker, entries=[entry, other])
    actions.freeze_chronology(chronology=frozen, by=worker)
    frozen.refresh_from_db()
    sign_version(entry, values=note_values(), reason="Put in", at=clock.now())
    export = make_export(person, asked_by=make_officer(person), chronology=frozen)

    copy = with_log(contents.collect(export, at=clock.now()), person)

    assert {line.code for line in copy.chronology.lines} == {
        DIFFERS,
        code_of(other.versions.get().digest),
    }
    assert "1 entry is not what it says." in copy.compared


def test_an_entry_of_which_the_log_tells_nothing_is_counted(person):
    entry = make_signed(person)

    copy = copy_of(person)

    assert copy.compared == f"{COMPARED} 1 entry is not told of in it."
    assert codes_in(copy) == {code_of(entry.versions.get().digest)}


def test_of_what_expired_with_its_month_the_later_versions_are_compared(
    person, worker, monkeypatch
):
    entry = make_signed(
        person, author=worker, type_key="case_note", values=note_values(), signed_at=clock.now()
    )
    corrected(entry, worker)
    assert codes_in(copy_of(person)) == {DIFFERS}

    monkeypatch.setattr(expiring, "lately", lambda: ["a month"])

    assert codes_in(copy_of(person)) == {code_of(entry.versions.get(number=2).digest)}


def test_the_log_is_asked_the_same_of_one_entry_and_of_three(
    person, worker, django_assert_num_queries
):
    copies = []
    for count in (1, 2):
        for _ in range(count):
            make_entry(person=person, by=worker)
        export = make_export(person, asked_by=make_officer(person))
        copies.append(contents.collect(export, at=clock.now()))

    for copy in copies:
        with django_assert_num_queries(6):
            with_log(copy, person)


def test_a_code_is_held_against_the_log_too(client, person, worker):
    entry = make_entry(person=person, by=worker)
    code = entry.versions.get().digest
    client.force_login(worker)
    address = reverse("disclosure:check-code", args=[person.key])
    assert "It is as it was signed" in client.post(address, {"code": code}).text

    sign_version(entry, values=note_values(), reason="Put in", at=clock.now())

    shown = client.post(address, {"code": code}).text
    assert "It is not what the event log says was signed" in shown
