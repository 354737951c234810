"""What else happened between the entries: none lost, none twice, and nothing that is not theirs."""

import re
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.models import Event
from people import actions as people_actions
from people.models import Involvement, InvolvementChange
from records import queries
from records.queries import TimelineFilters
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    make_alert,
    make_involvement,
    make_person,
    make_worker_of,
)
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


WORKER = "Fola Adeyemi"


@pytest.fixture
def person():
    return make_person(team=make_team("Northgate"))


@pytest.fixture
def worker(person, client):
    """A worker whose own allocation is left out of what is read here."""
    worker = make_worker_of(person, name=WORKER)
    person.allocations.update(starts_on=clock.add_days(clock.today(), -4000))
    client.force_login(worker)
    return worker


@pytest.fixture
def involvement(person):
    return Involvement.objects.create(person=person, team=person.team, opened_at=clock.now())


@pytest.fixture
def start():
    return clock.at_time(clock.add_days(clock.today(), -40), 9)


@pytest.fixture
def step(involvement, start):
    """Take a step of the involvement some hours after the first day began."""

    def taken(hours, what="Step"):
        return InvolvementChange.objects.create(
            involvement=involvement,
            step=f"{what} {hours}",
            was="TRIAGED",
            became="TRIAGED",
            reason="So",
            changed_at=start + timedelta(hours=hours),
        )

    return taken


@pytest.fixture
def written(person, start):
    """Write an entry of what happened some hours after the first day began."""

    def written(*hours, **fields):
        return [
            make_entries(person, event_at=start + timedelta(hours=each), **fields)[0]
            for each in hours
        ]

    return written


def url(person, name="timeline"):
    return reverse(f"records:{name}", args=[person.key])


def beside(viewer, person, **asked):
    page = queries.timeline(viewer, person, **asked)
    found = queries.happenings(viewer, person, page.span)
    return page, [each.words for each in found if not each.words.startswith(WORKER)]


def lines(response):
    """What stands on the timeline, line for line: an entry's key, or what else happened."""
    found = re.findall(r'id="entry-(\w+)"|class="happening__link"[^>]*>([^<]+)<', response.text)
    return [key or words for key, words in found if not words.startswith(WORKER)]


# --- Between the pages


ENTRIES = (2, 2, 4, 6, 6, 8, 10, 12)
STEPS = (-100, 1, 2, 3, 4, 5, 5, 6, 6.5, 7, 8, 9, 10, 11, 12, 13, 400)


@pytest.mark.parametrize("per_page", [1, 2, 3, 5, 11])
def test_no_page_loses_one_and_none_comes_twice(person, worker, step, written, start, per_page):
    written(*ENTRIES)
    # What is only known by its day, beside an entry at the very beginning of that day.
    made = {each: clock.add_days(clock.day_of(start), each) for each in (-2, 3, 5)}
    for day in made.values():
        make_entries(person, event_at=clock.at_time(day, 0))
    alert = {"raised_on": made[-2], "ended_on": clock.add_days(made[5], -1), "ended_by": worker}
    make_alert(person, title="Ice", **alert)
    allocate(person, make_staff(name="Ros Hale"), team=person.team, starts_on=made[3])
    InvolvementChange.objects.create(
        involvement=make_involvement(),
        step="Not theirs",
        became="CONTACT",
        reason="So",
        changed_at=start,
    )
    expected = [step(hours).step for hours in STEPS]
    expected += ["Alert raised: Ice", "Alert ended: Ice"]
    expected.append("Ros Hale became allocated worker, Northgate")

    down, cursor, found = [], "", []
    while True:
        page, told = beside(worker, person, before=cursor, per_page=per_page)
        down.append(page)
        found.append(told)
        if not page.older:
            break
        cursor = page.older
    up = [found[-1]]
    for _ in down[1:]:
        page, told = beside(worker, person, after=page.newer, per_page=per_page)
        up.append(told)

    assert sorted(chain.from_iterable(found)) == sorted(expected)
    if (len(ENTRIES) + len(made)) % per_page == 0:
        assert up == found[::-1]


def test_each_stands_at_its_time_between_the_entries(client, person, worker, step, written):
    second, fourth = written(2, 4)
    for hours in (1, 2, 3, 5):
        step(hours)

    shown = lines(client.get(url(person)))

    assert shown == ["Step 5", fourth.key, "Step 3", "Step 2", second.key, "Step 1"]


def test_a_page_that_begins_with_a_month_loses_none(person, worker, involvement):
    for month in range(1, 7):
        make_entries(person, event_at=clock.at_time(clock.today().replace(2025, month, 10), 12))
        for day in (5, 20):
            InvolvementChange.objects.create(
                involvement=involvement,
                step=f"{month}/{day}",
                was="TRIAGED",
                became="TRIAGED",
                reason="So",
                changed_at=clock.at_time(clock.today().replace(2025, month, day), 12),
            )
    month = queries.cursor_at(clock.at_time(clock.today().replace(2025, 5, 1), 0))

    page, here = beside(worker, person, before=month, per_page=2)
    _, below = beside(worker, person, before=page.older, per_page=2)
    _, above = beside(worker, person, after=page.newer, per_page=2)

    assert here == ["5/5", "4/20", "4/5", "3/20"]
    assert below == ["3/5", "2/20", "2/5", "1/20", "1/5"]
    assert above == ["6/20", "6/5", "5/20"]


def test_below_the_last_page_there_is_nothing(client, person, worker, step, written):
    written(2)
    step(1)

    page = client.get(url(person), {"month": 1, "year": 1990})

    assert lines(page) == []
    assert "Nothing older" in page.text


def test_a_record_without_entries_tells_what_happened(client, person, worker, step):
    step(1)

    page = client.get(url(person))

    assert "Nothing written yet" in page.text
    assert lines(page) == ["Step 1"]


# --- What is told


def test_who_became_responsible_and_who_ceased_to_be(client, person, worker, written):
    (entry,) = written(30)
    day = clock.add_days(clock.today(), -39)
    colleague = make_staff(name="Ros Hale")
    allocate(person, colleague, team=person.team, starts_on=day, ends_on=clock.add_days(day, 9))
    other = make_staff(name="Tom Ellery")
    allocate(person, other, team=person.team, role="COVER", starts_on=clock.add_days(day, 5))

    page = client.get(url(person))

    assert lines(page)[:4] == [
        "Ros Hale is no longer allocated worker",
        "Tom Ellery began to cover, Northgate",
        entry.key,
        "Ros Hale became allocated worker, Northgate",
    ]
    assert reverse("people:involvement", args=[person.key]) in page.text


def test_work_that_ends_in_days_to_come_has_not_ended(client, person, worker):
    allocate(person, make_staff(name="Ros Hale"), ends_on=clock.add_days(clock.today(), 3))

    assert "Ros Hale is no longer" not in client.get(url(person)).text


def test_steps_of_the_involvement_but_those_that_an_allocation_tells(
    client, person, worker, involvement, start
):
    for was, became, what in (
        ("", "CONTACT", "Contact received"),
        ("TRIAGED", "ALLOCATED", "Allocated to Ros Hale"),
        ("ALLOCATED", "ACTIVE", "Told that Ros Hale is their worker"),
        ("ACTIVE", "ALLOCATED", "Transferred to Tom Ellery, Southgate"),
        ("CLOSING", "CLOSED", "Closed"),
        ("CLOSED", "TRIAGED", "Reopened"),
    ):
        InvolvementChange.objects.create(
            involvement=involvement,
            step=what,
            was=was,
            became=became,
            reason="So",
            changed_at=start,
        )

    assert set(lines(client.get(url(person)))) == {
        "Contact received",
        "Transferred to Tom Ellery, Southgate",
        "Closed",
        "Reopened",
    }


def test_alerts_that_were_raised_and_ended(client, person, worker):
    today = clock.today()
    make_alert(
        person,
        title="A dog",
        raised_on=clock.add_days(today, -20),
        ended_on=clock.add_days(today, -11),
        ended_by=worker,
        end_reason="It died",
    )
    make_alert(
        person,
        title="Ice",
        raised_on=clock.add_days(today, -30),
        expires_on=clock.add_days(today, -6),
    )
    make_alert(person, title="Stairs", raised_on=today, expires_on=today)

    page = client.get(url(person))

    assert lines(page)[:5] == [
        "Alert raised: Stairs",
        "Alert ended by itself: Ice",
        "Alert ended: A dog",
        "Alert raised: A dog",
        "Alert raised: Ice",
    ]
    assert f'href="{reverse("people:alerts", args=[person.key])}"' in page.text


def test_nothing_is_told_of_somebody_else(client, person, worker, start):
    other = make_person()
    make_alert(other, title="A dog")
    allocate(other, make_staff(name="Ros Hale"))

    text = client.get(url(person)).text

    assert "A dog" not in text
    assert "Ros Hale" not in text


# --- What is asked for


def test_entries_alone_are_asked_for_in_the_address_which_every_link_keeps(
    client, person, worker, step, written
):
    written(*range(30))
    step(3)
    step(28)

    both = client.get(url(person))
    alone = client.get(url(person), {"feed": "entries"})
    printed = client.get(url(person, "print-timeline"), {"feed": "entries"})

    assert "Step 28" in both.text
    for page in (alone, printed):
        assert "Step" not in page.text
        assert len(page.context["rows"]) in (25, 30)
    links = re.findall(r'href="([^"]*[?&][^"]*)"', alone.text)
    kept = [each for each in links if "feed=entries" in each]
    for name in ("before=", "view=compact", "/print/", "/filters/"):
        assert any(name in each for each in kept), name
    assert re.search(r'<input type="hidden" name="feed" value="entries">', alone.text)


def test_a_filter_of_some_kind_leaves_them_out_and_one_of_days_does_not(
    client, person, worker, step, written, start
):
    written(2, 50)
    for hours in (1, 3, 49, 60, 100):
        step(hours)
    day = clock.day_of(start + timedelta(hours=50)).isoformat()

    of_kind = client.get(url(person), {"type": "case_note"})
    of_days = client.get(url(person), {"since": day, "until": day})

    assert "Step" not in of_kind.text
    assert "With what else happened" not in of_kind.text
    assert [each for each in lines(of_days) if "Step" in each] == ["Step 60", "Step 49"]
    assert "With what else happened" in of_days.text


def test_they_go_on_paper(client, person, worker, step, written):
    (entry,) = written(2)
    step(3)

    assert lines(client.get(url(person, "print-timeline")))[:2] == ["Step 3", entry.key]


def test_the_log_says_that_they_were_shown(client, person, worker, step):
    step(3)
    client.get(url(person))
    client.get(url(person), {"feed": "entries"})

    assert [each.shown for each in Event.objects.order_by("pk")] == [
        ["timeline", "what else happened"],
        ["timeline"],
    ]


# --- As it was known


def known(client, person, at):
    at = clock.local(at)
    asked = {"on": at.date().isoformat(), "time": f"{at:%H:%M}"}
    return client.get(url(person, "as-known"), asked)


def test_as_known_only_what_had_been_recorded_by_then(client, person, worker, step, start):
    step(3)
    step(30)
    day = clock.day_of(start)
    make_alert(person, title="A dog", raised_on=day, ended_on=clock.add_days(day, 3))
    later = start + timedelta(days=20)
    people_actions.allocate(
        person=person,
        team=person.team,
        by=worker,
        worker=make_staff(name="Ros Hale"),
        starts_on=day,
        at=later,
    )

    def told(at):
        return set(lines(known(client, person, at)))

    assert told(start + timedelta(hours=4)) == {"Step 3"}
    assert told(start + timedelta(days=1, hours=1)) == {"Step 3", "Alert raised: A dog"}
    after = {"Step 3", "Step 30", "Alert raised: A dog", "Alert ended by itself: A dog"}
    assert told(start + timedelta(days=10)) == after
    assert told(later + timedelta(days=1)) == {
        *after,
        "Ros Hale became allocated worker, Northgate",
    }


# --- What it costs


def test_many_cost_as_much_as_one(client, person, worker, step, written):
    written(2, 4)
    step(3)
    client.get(url(person))

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(url(person))
        return len(found.captured_queries)

    one = asked()
    for hours in range(5, 15):
        step(hours)
        make_alert(person, title=f"Alert {hours}")
        allocate(person, make_staff())

    assert asked() == one
    assert len(lines(client.get(url(person)))) > 30


def test_the_first_of_a_day_says_it(client, person, worker, step):
    for minutes in range(4):
        step(3 + minutes / 10)
    step(60)

    feed = client.get(url(person)).context["feed"]

    days = [each["same_day"] for each in feed if each["happening"].startswith("Step")]
    assert days == [False, False, True, True, True]


def test_what_was_filtered_by_days_has_a_span_no_wider(person, worker, written):
    written(2)
    day = clock.add_days(clock.today(), -40)

    page = queries.timeline(worker, person, filters=TimelineFilters(since=day, until=day))

    assert page.span is not None
    assert page.span.since == clock.at_time(day, 0)
    assert page.span.until == clock.at_time(clock.add_days(day, 1), 0)
