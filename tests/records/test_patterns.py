"""What happens again and again: counted and dated from what records answer, and nothing else."""

import re

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from records.catalogue import catalogue
from records.catalogue.faults import faults
from records.catalogue.patterns import patterns
from records.models import EntryVersion
from records.queries import patterns_of
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

FALL = {"events_told": ["Fall"]}


def told(person, worker, values, *, days, hour=9, type_key="case_note", **fields):
    """One record of some days ago, at an hour of that day."""
    at = clock.at_time(clock.add_days(clock.today(), -days), hour)
    return make_entries(
        person, type_key=type_key, author=worker, event_at=at, values=values, **fields
    )[0]


def seen(viewer, person, key, **asked):
    return next(each for each in patterns_of(viewer, person, **asked) if each.pattern.key == key)


def test_three_falls_are_three_with_their_dates_and_ways_to_the_records(client, person, worker):
    falls = [told(person, worker, FALL, days=days) for days in (40, 9, 2)]
    told(person, worker, {"discussion": "She did not fall."}, days=1)
    told(person, worker, {"events_told": ["Medicine missed or wrong"]}, days=1)

    page = client.get(reverse("records:patterns", args=[person.key])).text

    part = page[page.index('id="pattern-falls"') : page.index('id="pattern-medicines"')]
    assert re.findall(r'class="count">(\d+)', part) == ["3"]
    addresses = [reverse("records:entry", args=[person.key, each.key]) for each in falls]
    assert re.findall(r'href="([^"]+)"', part) == addresses[::-1]
    for entry in falls:
        day = clock.day_of(entry.event_at)
        assert f"{day.day} {day:%b}" in part


def test_whom_the_page_showed_what_is_in_the_log(client, person, worker):
    fall = told(person, worker, FALL, days=2)
    told(person, worker, {"note_about": "Bins"}, days=1)

    client.get(reverse("records:patterns", args=[person.key]))

    event = Event.objects.get(verb="records.patterns_opened")
    assert (event.subjects, event.shown) == ([person.key], ["patterns", fall.key])


def test_calls_to_us_are_counted_by_hour_and_those_of_no_known_time_apart(person, worker):
    for hour, direction in ((9, "Incoming"), (9, "Voicemail received"), (11, "Incoming")):
        told(person, worker, {"direction": direction}, days=3, hour=hour, type_key="phone_call")
    told(person, worker, {"direction": "Outgoing"}, days=3, hour=15, type_key="phone_call")
    told(
        person,
        worker,
        {"direction": "Incoming"},
        days=2,
        type_key="phone_call",
        event_time_known=False,
    )

    calls = seen(worker, person, "calls")

    assert len(calls.entries) == 4
    assert [(hour.label, hour.count) for hour in calls.by_hour] == [
        ("9am", 2), ("10am", 0), ("11am", 1),
    ]  # fmt: skip
    assert calls.with_no_time == 1


def test_a_record_counts_as_it_was_put_right_and_only_from_the_day_asked_for(person, worker):
    entry = told(person, worker, FALL, days=100)
    told(person, worker, FALL, days=10)
    since = clock.add_days(clock.today(), -30)
    assert len(seen(worker, person, "falls").entries) == 2
    assert len(seen(worker, person, "falls", since=since).entries) == 1

    first = entry.versions.get()
    EntryVersion.objects.create(
        entry=entry,
        number=2,
        values={"events_told": []},
        signed_by=worker,
        signed_at=clock.now(),
        reason="She sat down.",
        digest=first.digest,
    )

    assert len(seen(worker, person, "falls").entries) == 1


def test_what_may_not_be_opened_is_not_counted(person, worker):
    team = make_team()
    allocate(person, team=team)
    colleague = make_staff(team=team)
    told(person, worker, FALL, days=3)
    told(person, worker, FALL, days=2, sensitivity="RESTRICTED")
    told(person, worker, FALL, days=1, taken_off_at=clock.now())

    assert len(seen(worker, person, "falls").entries) == 2
    assert len(seen(colleague, person, "falls").entries) == 1


def test_the_page_of_somebody_of_whom_nothing_is_told_says_so(client, person, worker):
    page = client.get(reverse("records:patterns", args=[person.key])).text

    assert "Nothing of this kind yet" in page


def test_the_record_leads_to_it(client, person, worker):
    page = client.get(reverse("records:timeline", args=[person.key])).text

    assert f'href="{reverse("records:patterns", args=[person.key])}"' in page


def test_a_pattern_that_no_kind_of_record_tells_of_is_refused(monkeypatch):
    assert [each for each in faults(catalogue()) if "patterns" in each] == []
    fault = patterns()[0].__class__("tea", "Tea", field="events_told", values=("Tea",))
    monkeypatch.setattr("records.catalogue.faults.patterns", lambda: (fault,))

    (words,) = [each for each in faults(catalogue()) if "patterns" in each]

    assert "tea" in words
