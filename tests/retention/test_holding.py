"""A hold of every record that meets conditions: whom it holds, and what pages say of it."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from people.models import Involvement, Person, PersonRole
from records.models import Entry
from retention import actions, holding, queries, reckoning, rules
from retention.models import Hold
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_officer, make_signed
from tests.people.factories import (
    make_contact,
    make_involvement,
    make_person,
    make_worker_of,
    restrict,
)
from tests.retention.test_destroying import old_record

pytestmark = pytest.mark.django_db
DAYS = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 6, 30), date(2020, 7, 1)]


def hold_all(**conditions) -> Hold:
    given = {
        "kind": "INQUIRY",
        "reason": "An inquiry into falls",
        "authority": "Notice of 3 May",
        "review_on": clock.add_days(clock.today(), 90),
        "by": make_officer(),
    } | conditions
    return actions.hold_many(**given)


def entry_of(person, day, **given) -> Entry:
    at = clock.at_time(day, 0)
    return make_signed(person, event_at=at, signed_at=at, **given)


def test_whom_conditions_meet_is_what_an_oracle_says():
    dice = random.Random(8)
    writers, teams = [make_staff() for _ in range(2)], [make_team() for _ in range(2)]
    types = ["case_note", "safeguarding_concern"]
    people = [make_person() for _ in range(14)]
    for person in people:
        PersonRole.objects.filter(person=person).delete()
        for _ in range(dice.randrange(3)):
            entry = entry_of(person, dice.choice(DAYS), author=dice.choice(writers))
            Entry.objects.filter(pk=entry.pk).update(type_key=dice.choice(types))
        if dice.random() < 0.5:
            closed = dice.choice([None, *DAYS])
            make_involvement(
                person=person,
                team=dice.choice(teams),
                state="CLOSED" if closed else "CONTACT",
                opened_at=clock.at_time(DAYS[0], 0),
                closed_on=closed,
            )
        if dice.random() < 0.5:
            make_contact(person, organisation=dice.choice(["Alder House", "Beech Care"]))
    asked = [
        {
            "kept_class": dice.choice(["", "safeguarding_adult"]),
            "writer": dice.choice([None, *writers]),
            "team": dice.choice([None, *teams]),
            "organisation": dice.choice(["", "ALDER house"]),
            "since": dice.choice([None, *DAYS[1:3]]),
            "until": dice.choice([None, *DAYS[1:3]]),
        }
        for _ in range(60)
    ]

    for each in asked:
        hold = Hold(**each, type_keys=holding.types_of(each["kept_class"]))
        expected = [person for person in people if _meets(person, **each)]
        assert list(holding.held_by(make_officer(), hold)) == expected, each


def _meets(person, *, kept_class, writer, team, organisation, since, until) -> bool:
    """Say the same by reading every row of the person."""
    first, last = since or date.min, until or date.max
    of_entries = bool(kept_class or writer) or (team is None and bool(since or until))
    entries = [
        each
        for each in Entry.objects.filter(person=person)
        if (not kept_class or each.type_key in holding.types_of(kept_class))
        and (writer is None or each.author == writer)
        and first <= clock.day_of(each.event_at) <= last
    ]
    times = [
        each
        for each in Involvement.objects.filter(person=person, team=team)
        if team and clock.day_of(each.opened_at) <= last and (each.closed_on or last) >= first
    ]
    around = [each.organisation.lower() for each in person.contacts.all()]
    return (
        (bool(entries) or not of_entries)
        and (bool(times) or team is None)
        and (not organisation or organisation.lower() in around)
    )


def test_a_record_that_comes_to_meet_the_conditions_is_held_from_then_on():
    team, person = make_team(), old_record()
    hold_all(team=team)
    assert rules.in_the_way(person) == []

    Involvement.objects.filter(person=person).update(team=team)

    assert rules.in_the_way(person) == ["The record is held."]
    reckoning.reckon_all()
    assert list(queries.due(make_officer(), on=clock.today())) == []


def test_what_was_merged_into_a_record_holds_it_too():
    team, kept, gone = make_team(), old_record(), old_record()
    Involvement.objects.filter(person=gone).update(team=team)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    hold = hold_all(team=team)

    assert holding.is_held(kept)
    assert holding.holds_of(kept) == [hold]


def test_it_is_counted_placed_shown_and_ended_by_another(client):
    team = make_team(name="Northgate Adults")
    person, hidden = old_record(given_names="Abena"), old_record(given_names="Yaa")
    Involvement.objects.update(team=team)
    restrict(hidden)
    first, second = make_officer(person), make_officer()
    client.force_login(first)
    day = clock.add_days(clock.today(), 90)
    typed = {
        "team": team.key,
        "kind": "INQUIRY",
        "reason": "An inquiry into falls",
        "authority": "Notice of 3 May",
        "review_on_day": day.day,
        "review_on_month": day.month,
        "review_on_year": day.year,
    }

    counted = client.post(reverse("retention:hold-many"), typed | {"do": "count"})
    assert "1 record would be held now" in counted.text
    assert not Hold.objects.exists()
    placed = client.post(reverse("retention:hold-many"), typed | {"do": "place"}, follow=True)

    assert "with which Northgate Adults worked" in placed.text
    assert ("Abena" in placed.text, "Yaa" in placed.text) == (True, False)
    assert "Northgate Adults" in client.get(reverse("retention:holds")).text
    own = client.get(reverse("retention:hold", args=[person.key])).text
    assert "An inquiry into falls" in own
    assert "It is over" not in own
    hold = Hold.objects.get()
    page = reverse("retention:hold-of-many", args=[hold.key])
    assert client.post(page, {"do": "end", "end-reason": "Over"}).status_code == 400
    client.force_login(second)
    assert client.post(page, {"do": "end", "end-reason": "Over"}).status_code == 302
    assert not holding.is_held(person)


def test_staff_are_told_that_it_is_held_and_not_why(client):
    person, team = old_record(), make_team()
    Involvement.objects.filter(person=person).update(team=team)
    hold_all(team=team)
    client.force_login(make_worker_of(person))

    page = client.get(reverse("retention:kept", args=[person.key])).text

    assert "but it is held" in page
    assert "An inquiry into falls" not in page


def test_it_needs_a_condition_and_an_officer(client):
    client.force_login(make_officer())
    page = client.post(reverse("retention:hold-many"), {"do": "count", "reason": "Falls"})
    assert "Choose a class, a team or a colleague" in page.text
    assert "Falls" in page.text

    with pytest.raises(PermissionDenied):
        hold_all(team=make_team(), by=make_staff())
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        hold_all()
