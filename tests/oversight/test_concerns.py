"""Concerns by provider: counted for a manager, and never so few that a number tells of somebody."""

import re

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight.queries.concerns import NO_PROVIDER, concerns_report
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_contact, make_person
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    team = make_team()
    manager = make_staff(Role.MANAGER, team=team)
    client.force_login(manager)
    return manager


@pytest.fixture
def people(manager):
    return [make_person(team=manager.team) for _ in range(2)]


def raise_concerns(people, count, *providers, harm=("Neglect or omission",), **fields):
    """So many concerns, spread over some people."""
    named = [
        each if isinstance(each, dict) else {"kind": "other", "name": each} for each in providers
    ]
    at = clock.add_hours(clock.now(), -24 * fields.pop("days", 10))
    values = {"provider_concerned": named, "types_of_harm": list(harm)}
    return [
        make_entries(
            people[number % len(people)],
            type_key="safeguarding_concern",
            values=values,
            event_at=at,
            **fields,
        )[0]
        for number in range(count)
    ]


def numbers(groups):
    return {each.name: each.cell.among if each.cell.is_told else None for each in groups}


def test_concerns_are_counted_at_each_provider_however_it_was_named(manager, people):
    worker = make_contact(people[0], name="Al Hay", kind="PROFESSIONAL", organisation="Elm House")
    house = make_contact(people[0], name="Elm House", kind="ORGANISATION")
    raise_concerns(people, 3, "elm  house")
    raise_concerns(people, 2, {"kind": "contact", "key": worker.key, "name": "Al Hay"})
    raise_concerns(people, 1, {"kind": "contact", "key": house.key, "name": "Elm House"})
    raise_concerns(people, 5)
    raise_concerns(people, 1, "Elm House", days=500)

    report = concerns_report(manager)

    assert {name.casefold(): count for name, count in numbers(report.providers).items()} == {
        "elm house": 6, NO_PROVIDER.casefold(): 5,
    }  # fmt: skip
    assert numbers(report.harms) == {"Neglect or omission": 11}
    assert report.whole.cell.among == 11


def test_too_few_are_not_told_nor_worked_out_from_the_rest(client, manager, people):
    raise_concerns(people, 6, "Elm House")
    raise_concerns(people, 9, "Oak House")
    raise_concerns(people, 1, "Yew House")
    raise_concerns(people[:1], 7, "Ash House")

    report = concerns_report(manager)
    page = client.get(reverse("oversight:concerns")).text

    told = numbers(report.providers)
    assert told["Yew House"] is None
    assert told["Ash House"] is None  # one person alone
    assert told["Oak House"] == 9
    assert page.count("Too few to tell") == list(told.values()).count(None)


def test_one_kept_back_alone_takes_another_with_it(manager, people):
    raise_concerns(people, 6, "Elm House")
    raise_concerns(people, 9, "Oak House")
    raise_concerns(people, 1, "Yew House")

    assert numbers(concerns_report(manager).providers) == {
        "Oak House": 9, "Elm House": None, "Yew House": None,
    }  # fmt: skip


def test_a_number_opens_the_concerns_behind_it_and_the_log_names_the_people(
    client, manager, people
):
    entries = raise_concerns(people, 6, "Elm House")
    page = client.get(reverse("oversight:concerns")).text
    (address,) = re.findall(r'href="(/concerns/[0-9a-f]+/)"', page)

    behind = client.get(address).text

    assert "Elm House" in behind
    for entry in entries:
        assert reverse("records:entry", args=[entry.person.key, entry.key]) in behind
    event = Event.objects.get(verb="oversight.provider_concerns_opened")
    assert sorted(event.subjects) == sorted(each.key for each in people)


def test_behind_too_few_there_is_no_list(client, manager, people):
    raise_concerns(people, 2, "Elm House")
    (group,) = concerns_report(manager).providers

    page = client.get(reverse("oversight:concerns-of", args=[group.key])).text

    assert "Too few to tell" in page
    assert "Elm House" not in page


def test_a_manager_counts_only_what_they_may_open(manager, people):
    raise_concerns(people, 5, "Elm House")
    raise_concerns([make_person(), make_person()], 5, "Elm House", sensitivity="RESTRICTED")

    assert concerns_report(manager).whole.cell.among == 5
