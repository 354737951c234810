"""A chronology: picked from the record, described, frozen, printed."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

import clock
from audit.models import Event
from records import actions, queries
from records.models import Chronology, ChronologyLine, Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama")


@pytest.fixture
def chronology(person, worker):
    return begun(person, worker)


def begun(person, by, *entries) -> Chronology:
    made = actions.begin_chronology(person=person, by=by, title="Falls", purpose="For the court")
    actions.pick_entries(chronology=made, by=by, entries=entries)
    return made


def url(name, chronology, *more):
    return reverse(f"records:{name}", args=[chronology.person.key, chronology.key, *more])


def test_a_chronology_is_begun_picked_described_frozen_and_printed(client, person, worker):
    entry = make_entry(person=person, by=worker, summary="Fell in the hall")

    asked = {"title": "Falls", "purpose": "For the review"}
    begin = reverse("records:begin-chronology", args=[person.key])
    picking = client.post(begin, asked, follow=True)
    chronology = Chronology.objects.get()
    assert picking.redirect_chain[-1][0] == url("pick-entries", chronology)
    client.post(url("pick-entries", chronology), {"entry": [entry.key]})
    said = {"event": "Fell in the hall at night.", "impact": "No longer goes out alone."}
    client.post(url("chronology-line", chronology, entry.key), said)
    frozen = client.post(url("freeze-chronology", chronology), follow=True)
    printed = client.get(url("print-chronology", chronology))

    for page in (frozen, printed):
        for words in ("For the review", *said.values(), "Frozen"):
            assert words in page.text
    assert Event.objects.filter(verb="records.chronology_printed").count() == 1


def test_significant_events_and_decisions_are_offered_first_and_all_on_request(
    client, person, worker, chronology
):
    ordinary, telling = make_entries(person, 2)
    Entry.objects.filter(pk=telling.pk).update(is_significant=True)

    first = client.get(url("pick-entries", chronology)).text
    everything = client.get(url("pick-entries", chronology) + "?all").text

    assert telling.key in first
    assert ordinary.key not in first
    assert ordinary.key in everything


def test_a_line_says_when_its_entry_was_corrected_after_it_was_picked(
    client, person, worker, chronology
):
    entry = make_entry(person=person, by=worker)
    actions.pick_entries(chronology=chronology, by=worker, entries=[entry])
    assert "was corrected after" not in client.get(url("chronology", chronology)).text

    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=entry.submission,
        values=note_values(discussion="It was the kitchen."),
        statements=[],
        reason="Something I wrote was wrong. The kitchen",
    )

    assert "was corrected after" in client.get(url("chronology", chronology)).text


def test_a_restricted_entry_is_a_dated_stub_to_those_who_may_not_open_it(client, person, worker):
    entry = make_entry(
        person=person, by=worker, values=note_values(sensitivity="Restricted to named people")
    )
    chronology = begun(person, worker, entry)
    line = chronology.lines.get()
    actions.describe_line(line=line, by=worker, event="A secret", impact="A secret harm")
    team = make_team()
    allocate(person, team=team)
    reader = make_staff(team=team)
    client.force_login(reader)

    page = client.get(url("chronology", chronology)).text
    picking = client.get(url("pick-entries", begun(person, reader)) + "?all").text

    assert "Restricted record" in page
    assert "secret" not in page
    assert entry.key not in picking
    assert client.get(url("chronology-line", chronology, entry.key)).status_code == 404


def test_a_line_of_an_entry_that_was_taken_off_tells_nothing_of_it(client, person, worker):
    entry = make_entry(person=person, by=worker, summary="Of somebody else")
    chronology = begun(person, worker, entry)
    Entry.objects.filter(pk=entry.pk).update(taken_off_at=clock.now())

    page = client.get(url("chronology", chronology)).text

    assert "The entry was taken off this record." in page
    assert "Of somebody else" not in page
    assert entry.key not in client.get(url("pick-entries", chronology) + "?all").text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_chronologyline SET impact = 'other'",
        "DELETE FROM records_chronologyline",
        "UPDATE records_chronology SET title = 'other'",
        "DELETE FROM records_chronology",
    ],
)
def test_the_database_refuses_any_change_to_what_is_frozen(person, worker, statement):
    chronology = begun(person, worker, make_entry(person=person, by=worker))
    actions.freeze_chronology(chronology=chronology, by=worker)

    with (
        pytest.raises(DatabaseError, match=r"frozen|never changed|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_frozen_chronology_goes_on_as_a_new_version(client, person, worker):
    chronology = begun(person, worker, make_entry(person=person, by=worker))
    actions.freeze_chronology(chronology=chronology, by=worker)

    client.post(url("begin-from", chronology))

    fresh = Chronology.objects.exclude(pk=chronology.pk).get()
    assert fresh.frozen_at is None
    assert [line.entry for line in fresh.lines.all()] == [chronology.lines.get().entry]
    for page in ("pick-entries", "freeze-chronology"):
        assert client.get(url(page, chronology)).status_code == 404


def test_an_entry_of_somebody_else_cannot_be_picked(client, person, worker, chronology):
    other = make_person()
    entry = make_entry(person=other, by=make_worker_of(other))

    client.post(url("pick-entries", chronology), {"entry": [entry.key, "no-such", "\x00"]})

    assert ChronologyLine.objects.count() == 0


def test_a_form_sent_twice_begins_one_and_a_mistake_keeps_what_was_typed(client, person, worker):
    begin = reverse("records:begin-chronology", args=[person.key])

    for _ in range(2):
        client.post(begin, {"title": "Falls", "purpose": "For the review"})
    refused = client.post(begin, {"title": "Moves", "purpose": ""})

    assert Chronology.objects.count() == 1
    assert 'value="Moves"' in refused.text
    assert "Enter what the chronology is for" in refused.text


def test_an_empty_chronology_is_not_frozen(client, chronology):
    page = client.post(url("freeze-chronology", chronology))

    assert "add an entry first" in page.text
    assert queries.chronology_for(chronology.person, chronology.key).frozen_at is None


def test_the_page_asks_as_much_of_the_database_for_many_lines_as_for_few(
    client, person, worker, django_assert_max_num_queries
):
    chronology = begun(person, worker, *make_entries(person, 40))

    with django_assert_max_num_queries(40):
        assert client.get(url("chronology", chronology)).status_code == 200
