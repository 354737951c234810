"""Timelines, entries and actions as one viewer may read them."""

from datetime import date

import pytest

import clock
from accounts.roles import Role
from people.models import Allocation
from records.models import Action, Draft
from records.queries import (
    Extent,
    TimelineFilters,
    entries_for_export,
    entry_for,
    extent,
    may_open,
    open_actions_about,
    open_actions_of,
    open_drafts_of,
    timeline,
)
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db


def all_pages(viewer, person, **given):
    """Every page of a timeline, from the newest to the oldest."""
    pages = [timeline(viewer, person, **given)]
    while pages[-1].older:
        pages.append(timeline(viewer, person, before=pages[-1].older, **given))
    return pages


def shown(viewer, person, **filters):
    page = timeline(viewer, person, filters=TimelineFilters(**filters))
    return [row.entry for row in page.rows]


@pytest.fixture
def worker(person):
    return make_worker_of(person)


@pytest.fixture
def team_mate(person):
    """Somebody who may open the person, and no restricted entry by somebody else."""
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def test_a_timeline_pages_through_95_entries_without_a_gap_or_a_double(person, worker):
    entries = make_entries(person, 95)
    make_entries(make_person(), 3)

    pages = all_pages(worker, person)

    read = [row.entry for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [25, 25, 25, 20]
    assert read == sorted(entries, key=lambda each: (each.event_at, each.pk), reverse=True)


def test_entries_at_one_instant_are_paged_through_too(person, worker):
    at = clock.now().replace(microsecond=123457)
    entries = [make_entries(person, event_at=at)[0] for _ in range(7)]

    pages = all_pages(worker, person, per_page=3)

    assert [row.entry for page in pages for row in page.rows] == entries[::-1]


def test_what_is_signed_while_one_reads_is_neither_a_gap_nor_a_double(person, worker):
    entries = make_entries(person, 5)
    first = timeline(worker, person, per_page=3)

    make_entries(person, event_at=clock.now())
    second = timeline(worker, person, per_page=3, before=first.older)

    assert {row.entry for row in [*first.rows, *second.rows]} == set(entries)


@pytest.mark.parametrize(
    "cursor",
    [
        "999999999999.000000-1",
        "-99999999999.000000-1",
        "nan-1",
        "inf-1",
        "1.0-x",
        "-",
        "x",
        "\x00",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused_by_name(person, worker, cursor):
    make_entries(person)

    with pytest.raises(ValueError, match="cursor"):
        timeline(worker, person, before=cursor)


def test_each_filter_leaves_what_fits(person, worker):
    author = make_staff()
    day = date(2026, 5, 3)
    note, call, own, decided, important, dated = (
        make_entries(person, **fields)[0]
        for fields in (
            {},
            {"type_key": "safeguarding_plan"},
            {"has_own_words": True},
            {"has_decision": True},
            {"is_significant": True, "author": author},
            {"event_at": clock.at_time(day, 23, 59)},
        )
    )

    assert shown(worker, person, group="safeguarding") == [call]
    assert shown(worker, person, own_words=True) == [own]
    assert shown(worker, person, decisions=True) == [decided]
    assert shown(worker, person, significant=True) == [important]
    assert shown(worker, person, author=author.staff_number) == [important]
    assert shown(worker, person, since=day, until=day) == [dated]
    assert shown(worker, person, until=clock.add_days(day, -1)) == []
    assert dated not in shown(worker, person, since=clock.add_days(day, 1))
    assert set(shown(worker, person)) == {note, call, own, decided, important, dated}


def test_a_restricted_entry_is_a_stub_and_absent_once_its_content_is_asked_for(person, team_mate):
    hidden = make_entries(
        person,
        sensitivity="RESTRICTED",
        type_key="safeguarding_concern",
        has_decision=True,
        has_own_words=True,
        is_significant=True,
    )[0]

    (row,) = timeline(team_mate, person).rows

    assert (row.entry, row.is_open, row.version, row.statements) == (hidden, False, None, [])
    day = clock.day_of(hidden.event_at)
    assert shown(team_mate, person, since=day, until=day) == [hidden]
    for asked in (
        {"group": "safeguarding"},
        {"decisions": True},
        {"own_words": True},
        {"significant": True},
        {"type": "safeguarding_concern"},
        {"record_as": "PERSON"},
        {"author": hidden.author.staff_number},
    ):
        assert shown(team_mate, person, **asked) == []
        assert shown(hidden.author, person, **asked) == [hidden]


def test_a_page_asked_for_by_content_is_full_and_its_end_tells_nothing_of_what_is_hidden(
    person, team_mate
):
    hidden = {"sensitivity": "RESTRICTED", "has_decision": True}
    new = clock.now()
    make_entries(person, 4, event_at=new, **hidden)
    open_to_all = make_entries(person, 3, has_decision=True)
    make_entries(person, 4, event_at=clock.at_time(date(2020, 1, 1), 9), **hidden)

    page = timeline(team_mate, person, filters=TimelineFilters(decisions=True), per_page=3)

    assert {row.entry for row in page.rows} == set(open_to_all)
    assert page.older == ""


@pytest.mark.parametrize(
    ("who", "safeguarding", "opens"),
    [
        ("author", False, True),
        ("worker", False, True),
        ("co-worker", False, True),
        ("manager of the worker", False, True),
        ("team mate", False, False),
        ("listed", False, True),
        ("safeguarding team", False, False),
        ("safeguarding team", True, True),
        ("emergency duty team", True, True),
        ("emergency duty team", False, False),
        ("duty team", True, False),
    ],
)
def test_a_restricted_entry_is_for_its_author_workers_managers_list_and_safeguarding(
    person, team_mate, who, safeguarding, opens
):
    author, manager = make_staff(), make_staff(Role.MANAGER)
    viewers = {
        "author": author,
        "worker": make_worker_of(person, line_manager=manager),
        "co-worker": make_staff(),
        "manager of the worker": manager,
        "team mate": team_mate,
        "listed": make_staff(),
        "safeguarding team": make_staff(team=make_team(key="safeguarding")),
        "emergency duty team": make_staff(team=make_team(kind="EMERGENCY")),
        "duty team": make_staff(team=make_team(kind="DUTY")),
    }
    allocate(person, viewers["co-worker"], role=Allocation.Role.CO_WORKER)
    restrict(person, viewers["listed"])
    type_key = "safeguarding_plan" if safeguarding else "case_note"
    entry = make_entries(person, author=author, type_key=type_key, sensitivity="RESTRICTED")[0]

    assert may_open(viewers[who], entry) is opens
    assert (entry_for(viewers[who], person, entry.key) is not None) is opens


def test_an_entry_is_not_found_under_somebody_else(person, worker):
    entry = make_entries(make_person())[0]

    assert entry_for(worker, person, entry.key) is None


def test_one_page_costs_as_much_with_30_entries_as_with_one(
    person, team_mate, django_assert_num_queries
):
    def read():
        page = timeline(team_mate, person, per_page=100)
        for row in page.rows:
            _ = row.title, row.entry.author.name, row.entry.person.key
            _ = [(action.text, action.owner) for action in row.actions]
            _ = [link.source.event_at for link in row.links_in], row.additions, row.files
        return len(page.rows), len(page.to_do)

    make_action(make_entries(person, 1, statements=("fact",))[0])
    make_entries(person, 1, sensitivity="RESTRICTED")
    with django_assert_num_queries(4):
        assert read() == (2, 1)
    for entry in make_entries(person, 14, statements=("fact", "opinion")):
        make_action(entry, owner=make_staff(team=make_team()))
    make_entries(person, 14, sensitivity="RESTRICTED")
    with django_assert_num_queries(4):
        assert read() == (30, 15)


def test_a_copy_has_every_entry_the_oldest_first_and_stubs_for_what_is_closed(person, team_mate):
    entries = make_entries(person, 3)
    hidden = make_entries(person, sensitivity="RESTRICTED", event_at=clock.now())[0]

    rows = entries_for_export(team_mate, person)

    assert [row.entry for row in rows if row.is_open] == sorted(
        entries, key=lambda each: (each.event_at, each.pk)
    )
    assert [row.entry for row in rows if not row.is_open] == [hidden]


def test_what_is_next_for_a_person_leaves_out_what_a_restricted_entry_agreed(person, team_mate):
    entry, hidden = make_entries(person), make_entries(person, sensitivity="RESTRICTED")
    seen = make_action(entry[0])
    make_action(hidden[0])
    make_action(entry[0], status=Action.Status.DONE, outcome="Done", closed_on=clock.today())

    assert open_actions_about(team_mate, person) == [seen]


def test_ones_actions_are_the_open_ones_for_people_one_may_open_the_most_urgent_first(worker):
    day = clock.today()
    person = make_person()
    allocate(person, worker)
    entry = make_entries(person)[0]
    later = make_action(entry, owner=worker, due_on=clock.add_days(day, 3))
    sooner = make_action(entry, owner=worker, due_on=clock.add_days(day, -3))
    make_action(entry, owner=make_staff())
    make_action(
        entry, owner=worker, status=Action.Status.DONE, outcome="Done", closed_on=clock.today()
    )
    make_action(make_entries(make_person())[0], owner=worker)

    assert list(open_actions_of(worker)) == [sooner, later]


def test_drafts_about_people_who_are_no_longer_open_are_not_listed(worker, person):
    conflicted, restricted = make_person(), make_person()
    for about in (person, conflicted, restricted):
        allocate(about, worker)
        Draft.objects.create(
            person=about,
            author=worker,
            type_key="case_note",
            started_at=clock.now(),
            saved_at=clock.now(),
        )
    declare_conflict(conflicted, worker)
    restrict(restricted)

    assert [draft.person for draft in open_drafts_of(worker)] == [person]


def test_a_record_says_how_many_entries_it_has_and_from_when_to_when(person, worker):
    assert extent(worker, person) == Extent(0, None, None)

    make_entries(person, event_at=clock.at_time(date(2020, 5, 3), 0))
    last = make_entries(person, 2)[0]

    assert extent(worker, person) == Extent(3, date(2020, 5, 3), clock.day_of(last.event_at))
