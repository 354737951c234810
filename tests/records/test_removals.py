"""An entry that was taken off a record: a tombstone, and nothing of what it said anywhere."""

import pytest
from django.urls import reverse

import clock
from disclosure import contents
from oversight.queries import awaiting_review
from records import queries
from records.models import Removal
from records.queries import TimelineFilters
from records.rules import facts
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_export
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_action, make_entry, note_values

pytestmark = pytest.mark.django_db

CONTENT = "She told me about her neighbour."


@pytest.fixture
def entry(person, worker):
    return make_entry(
        person=person,
        by=worker,
        summary="About a neighbour",
        values=note_values(note_about="A neighbour", discussion=CONTENT),
    )


def take_off(entry, **fields):
    """Make an entry a tombstone, as the actions do once two people agree."""
    at = clock.now()
    entry.taken_off_at = at
    entry.save()
    return Removal.objects.create(
        entry=entry,
        state=Removal.State.DONE,
        asked_by=make_staff(),
        asked_at=at,
        answered_by=make_staff(),
        answered_at=at,
        **{"kind": "REMOVE", "reason": "Unlawful.", "authority": "Decision 12"} | fields,
    )


def test_the_timeline_shows_when_why_and_by_what_authority_and_no_content(client, person, entry):
    timeline = reverse("records:timeline", args=[person.key])
    assert CONTENT in client.get(timeline).text

    take_off(entry)
    shown = client.get(timeline).text

    assert "Unlawful." in shown
    assert "Decision 12" in shown
    for words in (CONTENT, "neighbour", "Case note", entry.key):
        assert words not in shown.split('class="timeline"')[-1]


def test_the_entry_page_is_a_tombstone(client, person, entry):
    address = reverse("records:entry", args=[person.key, entry.key])
    assert CONTENT in client.get(address).text

    take_off(entry)
    shown = client.get(address)

    assert shown.status_code == 200
    assert "Unlawful." in shown.text
    assert "What it said is not shown on this record." in shown.text
    assert "neighbour" not in shown.text


@pytest.mark.parametrize("name", ["correct-entry", "add-to-entry"])
def test_nothing_is_written_beside_a_tombstone(client, person, entry, name):
    address = reverse(f"records:{name}", args=[person.key, entry.key])
    assert client.get(address).status_code == 200

    take_off(entry)

    assert client.get(address).status_code == 404


def test_a_tombstone_counts_in_no_filter_by_content(person, worker, entry):
    entry.is_significant = True
    entry.save()
    filters = TimelineFilters(significant=True)
    assert len(queries.timeline(worker, person, filters=filters).rows) == 1

    take_off(entry)

    assert queries.timeline(worker, person, filters=filters).rows == []
    assert queries.extent(worker, person).count == 0
    assert queries.facets(worker, person, TimelineFilters()).authors == []


def test_its_actions_are_on_no_list(person, worker, entry):
    make_action(entry, owner=worker)
    assert len(queries.open_actions_of(worker)) == len(queries.open_actions_about(worker, person))

    take_off(entry)

    assert list(queries.open_actions_of(worker)) == []
    assert queries.open_actions_about(worker, person) == []


def test_it_is_no_fact_for_the_rules_of_other_records(person, entry):
    assert facts._signed_types(person) == {"case_note"}

    take_off(entry)

    assert facts._signed_types(person) == set()


def test_it_awaits_no_review(person, worker, entry):
    manager = make_worker_of(person, "MANAGER")
    worker.line_manager = manager
    worker.save()
    entry.status = "AWAITING_SIGN_OFF"
    entry.save()
    assert len(awaiting_review(manager)) == 1

    take_off(entry)

    assert awaiting_review(manager) == []


def test_a_copy_accounts_for_it_and_holds_nothing_of_it(person, entry):
    take_off(entry)
    made = contents.collect(make_export(person), at=clock.now())

    assert made.entries == 0
    assert "Reason" not in made.account[0].title
    assert made.account[0].taken_off.endswith("Why: Unlawful. Authority: Decision 12.")
    assert CONTENT not in str(made)


def test_a_move_tells_neither_why_nor_to_whom(client, person, entry):
    other = make_person(given_names="Grace", family_name="Mensah")
    take_off(entry, kind="MOVE", moved_to=other, reason="It is about Mrs Mensah.", authority="")

    shown = client.get(reverse("records:timeline", args=[person.key])).text

    assert "It was moved off it on" in shown
    assert "Mensah" not in shown


def test_who_may_not_read_the_entry_is_not_told_why_it_went(client, person, entry):
    entry.sensitivity = "RESTRICTED"
    entry.save()
    take_off(entry)
    team = make_team()
    allocate(person, team=team)
    client.force_login(make_staff(team=team))

    shown = client.get(reverse("records:timeline", args=[person.key])).text

    assert "Restricted record." in shown
    assert "Unlawful." not in shown
    assert client.get(reverse("records:entry", args=[person.key, entry.key])).status_code == 404
