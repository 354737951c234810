from datetime import date

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people.models import Alert, CommunicationNeed
from people.queries import (
    SHOWN_AT_MOST,
    banner_for,
    contacts_of,
    find_people,
    my_people,
    people_by_why,
)
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_address,
    make_contact,
    make_person,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db

NHS_NUMBER = "9990000018"


def found(viewer, words):
    return [card.name for card in find_people(viewer, words)[0]]


@pytest.mark.parametrize(
    "words",
    [
        "Okafor",
        "okafor ama",
        "ama OKAFOR",
        "oka",
        "Efya",
        "efya okafor",
        "P70001",
        "p70001",
        "999 000 0018",
        "9990000018",
        "999-000-0018",
        "3/5/1950",
        "03.05.1950",
        "3 5 1950",
        "ZZ1 4PL",
        "zz1 4pl",
        "zz14pl",
        "  Okafor \t Ama ",
    ],
)
def test_a_person_is_found_by_name_in_any_order_reference_nhs_number_birth_or_postcode(words):
    person = make_person(
        given_names="Ama Grace",
        family_name="Okafor",
        preferred_name="Efya",
        council_reference="P70001",
        nhs_number=NHS_NUMBER,
        born_on=date(1950, 5, 3),
    )
    make_address(person)
    make_person(given_names="Jo", family_name="Bloggs", born_on=date(1960, 1, 1))

    assert found(make_staff(), words) == ["Efya"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "Okafor Jo",
        "9990000019",
        "31/2/1950",
        "4/5/1950",
        "ZZ1 4P",
        "%",
        "_",
        "Jo\x00for",
    ],
)
def test_words_that_do_not_all_fit_find_nobody(words):
    person = make_person(given_names="Ama", family_name="Okafor", nhs_number=NHS_NUMBER)
    make_address(person)

    assert found(make_staff(), words) == []


def test_a_former_address_finds_nobody():
    person = make_person()
    make_address(person, until=date(2020, 1, 1))

    assert found(make_staff(), "ZZ1 4PL") == []


def test_a_person_with_two_addresses_in_one_postcode_is_one_card():
    person = make_person(preferred_name="Ama")
    for lines in ("1 Example Row", "2 Example Row"):
        make_address(person, lines=lines)

    assert found(make_staff(), "ZZ1 4PL") == ["Ama"]


@pytest.mark.parametrize("words", ["Okafor", "P70001", "999 000 0018", "3/5/1950", "ZZ1 4PL"])
def test_a_restricted_person_is_found_by_those_on_the_list_alone(words):
    person = make_person(
        council_reference="P70001", nhs_number=NHS_NUMBER, born_on=date(1950, 5, 3)
    )
    make_address(person)
    worker, listed = make_worker_of(person), make_staff()
    restrict(person, listed)

    assert found(worker, words) == []
    assert found(make_staff(Role.RECORDS_OFFICER), words) == []
    assert found(listed, words) == ["Ama Okafor"]


def test_nobody_is_found_by_a_system_administrator():
    make_person()

    assert found(make_staff(Role.SYSTEM_ADMINISTRATOR), "Okafor") == []


def test_more_people_than_fit_are_said_to_be_more():
    for number in range(SHOWN_AT_MOST + 1):
        make_person(given_names=f"Ama {number:02}")

    cards, more = find_people(make_staff(), "Okafor")

    assert ([card.name for card in cards], more) == (
        [f"Ama {number:02} Okafor" for number in range(SHOWN_AT_MOST)],
        True,
    )


def test_a_card_says_who_works_with_the_person_and_whether_it_opens():
    team = make_team("Northgate Adults")
    person = make_person(team=team)
    worker = make_worker_of(person, name="Fola Adeyemi")
    stranger = make_staff()
    officer = make_staff(Role.RECORDS_OFFICER)
    neighbour = make_staff(Role.RECORDS_OFFICER)
    declare_conflict(person, neighbour)

    def card(viewer):
        return find_people(viewer, "Okafor")[0][0]

    assert (card(worker).worker, card(worker).team) == ("Fola Adeyemi", "Northgate Adults")
    assert {
        name: (card(viewer).may_open, card(viewer).opens_with_reason)
        for name, viewer in {
            "worker": worker,
            "stranger": stranger,
            "officer": officer,
            "neighbour": neighbour,
        }.items()
    } == {
        "worker": (True, False),
        "stranger": (False, False),
        "officer": (False, True),
        "neighbour": (False, False),
    }


def test_my_people_are_those_allocated_today():
    worker = make_staff()
    day = clock.today()
    for name, fields in {
        "Worker": {},
        "Cover": {"role": "COVER", "ends_on": day},
        "Ended": {"ends_on": clock.add_days(day, -1)},
        "Coming": {"starts_on": clock.add_days(day, 1)},
    }.items():
        allocate(make_person(given_names=name), worker, **fields)
    restrict(allocate(make_person(given_names="Restricted"), worker).person)

    assert [card.name for card in my_people(worker)] == ["Cover Okafor", "Worker Okafor"]


def test_my_people_stand_under_why_they_are_mine(client):
    worker = make_staff(team=make_team())
    allocate(make_person(given_names="Own", team=worker.team), worker)
    allocate(make_person(given_names="Handed"), worker, role="HANDOVER", ends_on=clock.today())
    make_person(given_names="Team", team=worker.team)
    away = make_worker_of(make_person(given_names="Covered"))
    make_cover(away, worker)
    restrict(make_person(given_names="Restricted", team=worker.team))
    make_person(given_names="Elsewhere")

    found, more = people_by_why(worker)

    assert not more
    assert [(why, [card.name for card in cards]) for why, cards in found] == [
        ("You are their worker", ["Own Okafor"]),
        ("You cover for somebody who works with them", ["Covered Okafor"]),
        ("You are handing over", ["Handed Okafor"]),
        ("Your team works with them", ["Team Okafor"]),
    ]
    client.force_login(worker)
    page = client.get(reverse("people:mine")).text
    assert page.index("You are their worker") < page.index("Own Okafor")
    assert page.index("You are handing over") < page.index("Handed Okafor")


def test_my_people_go_on_over_the_page_and_each_stands_once(client, monkeypatch):
    monkeypatch.setattr("people.queries.finding.MINE_ON_A_PAGE", 2)
    worker = make_staff(team=make_team())
    allocate(make_person(given_names="Own", family_name="Zimmer", team=worker.team), worker)
    for name in ("Ann", "Bob", "Cat", "Dan"):
        make_person(given_names=name, team=worker.team)
    client.force_login(worker)
    mine = reverse("people:mine")

    pages = [client.get(mine, {"page": number}) for number in (1, 2, 3)]

    names = [[card.name for _, cards in page.context["groups"] for card in cards] for page in pages]
    assert names == [["Own Zimmer", "Ann Okafor"], ["Bob Okafor", "Cat Okafor"], ["Dan Okafor"]]
    assert ['rel="next"' in page.text for page in pages] == [True, True, False]
    assert ["Nobody is allocated" in page.text for page in pages] == [False, False, False]
    shown = [set(event.subjects) for event in Event.objects.filter(verb="people.people_listed")]
    assert [len(keys) for keys in shown] == [2, 2, 1]
    assert len(set.union(*shown)) == 5


def test_cards_ask_the_database_as_often_for_three_people_as_for_one(django_assert_num_queries):
    viewer = make_staff(team=make_team())
    make_worker_of(make_person(team=make_team()))
    find_people(viewer, "Okafor")

    with django_assert_num_queries(8):
        find_people(viewer, "Okafor")
    for _ in range(2):
        make_worker_of(make_person(team=make_team()))
    with django_assert_num_queries(8):
        assert len(find_people(viewer, "Okafor")[0]) == 3


def test_the_banner_says_how_to_communicate_and_which_alerts_run():
    day = clock.today()
    person = make_person(born_on=date(1950, 5, 3), pronouns="she/her")
    worker = make_worker_of(person, name="Fola Adeyemi")
    for need in ("Twi interpreter", "Ring before writing"):
        CommunicationNeed.objects.create(person=person, need=need)
    CommunicationNeed.objects.create(person=person, need="Ended", until=day)
    for title, review_in, ended in (
        ("Dog", 10, None),
        ("Stairs", -1, None),
        ("Old", -9, clock.add_days(day, -1)),
    ):
        Alert.objects.create(
            person=person,
            title=title,
            evidence="Seen",
            raised_by=worker,
            raised_on=clock.add_days(day, -30),
            review_on=clock.add_days(day, review_in),
            ended_on=ended,
        )

    banner = banner_for(worker, person, at=clock.at_time(date(2026, 5, 2), 12))
    today = banner_for(worker, person)

    assert banner.age == 75
    assert today.communication == ["Twi interpreter", "Ring before writing"]
    assert {(alert.title, alert.is_overdue) for alert in today.alerts} == {
        ("Dog", False),
        ("Stairs", True),
    }
    assert (today.worker, today.restricted) == ("Fola Adeyemi", False)


def test_an_age_stops_at_death_and_a_birth_in_the_future_has_none():
    viewer = make_staff()

    died = make_person(born_on=date(1950, 5, 3), died_on=date(2020, 5, 2))
    mistyped = make_person(born_on=clock.add_days(clock.today(), 30))

    assert banner_for(viewer, died).age == 69
    assert banner_for(viewer, mistyped).age is None


def test_a_contact_has_a_record_of_their_own_only_for_those_who_may_find_it():
    person, daughter = make_person(), make_person(given_names="Efua")
    worker, listed = make_worker_of(person), make_worker_of(person)
    make_contact(person, record=daughter)

    def said(viewer):
        return [contact.has_record for contact in contacts_of(viewer, person)]

    assert said(worker) == [True]
    restrict(daughter, listed)
    assert (said(worker), said(listed)) == ([False], [True])
