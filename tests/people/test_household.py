"""Who lives at the same address: index cards of those who may be found, and no trace of others."""

import re

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from people.queries import households_of
from tests.accounts.factories import make_staff
from tests.people.factories import (
    declare_conflict,
    make_address,
    make_contact,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db
HOME = "Room 4, Ashgrove\nNorthmere"


@pytest.fixture
def person():
    person = make_person()
    make_address(person, lines=HOME, postcode="ZZ1 5AA")
    return person


@pytest.fixture
def worker(client, person):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


def lives_at(lines, postcode="ZZ1 5AA", **fields):
    other = make_person(given_names="Bill", family_name="Sutcliffe")
    make_address(other, lines=lines, postcode=postcode, **fields)
    return other


def shown(client, address):
    """The page, but for what is another at each look."""
    each_time = r'csrfmiddlewaretoken" value="\w+"|\d{1,2}:\d\d[ap]m(?=\.</p>)'
    return re.sub(each_time, "", client.get(address).text)


def names(cards):
    return [card.key for card in cards]


def test_who_shares_a_door_and_who_the_building(client, person, worker):
    same, next_door = (
        lives_at("room 4, Ashgrove\nNorthmere", "ZZ15AA"),
        lives_at("Room 5, Ashgrove"),
    )
    lives_at("Room 4, Ashgrove", "ZZ9 9ZZ")

    (found,) = households_of(worker, person)

    assert names(found.same_door) == [same.key]
    assert names(found.same_building) == [next_door.key]
    page = client.get(reverse("people:household", args=[person.key])).text
    assert page.index(same.key) < page.index("another room or door") < page.index(next_door.key)
    listed = Event.objects.filter(verb="people.people_listed").latest("pk")
    assert set(listed.subjects) == {same.key, next_door.key}


def test_each_card_leads_to_the_record_only_through_the_policy(client, person, worker):
    other = lives_at(HOME)

    page = client.get(reverse("people:household", args=[person.key])).text

    assert "Opens only in an emergency" in page
    answer = client.get(reverse("records:timeline", args=[other.key]))
    assert answer.status_code == 302
    assert reverse("people:break-glass", args=[other.key]) in answer["Location"]


def test_a_restricted_resident_leaves_no_trace_not_even_in_a_count(client, person, worker):
    address = reverse("people:household", args=[person.key])
    client.get(address)
    before, events = shown(client, address), Event.objects.count()

    restrict(lives_at(HOME), make_staff())
    declare_conflict(lives_at(HOME), worker)

    after = shown(client, address)
    assert after == before
    assert "Nobody else that you may find is recorded" in after
    assert Event.objects.count() == events + 1
    assert "Sutcliffe" not in after


def test_former_and_safe_addresses_are_not_compared(person, worker):
    lives_at(HOME, until=clock.today())
    lives_at(HOME, kind="SAFE")
    make_address(person, lines="1 Hidden Row", postcode="ZZ2 2ZZ", kind="SAFE")
    lives_at("1 Hidden Row", "ZZ2 2ZZ")

    (found,) = households_of(worker, person)

    assert found.everybody == []


def test_people_around_them_with_a_record_stand_there_too(client, person, worker):
    carer, hidden = make_person(given_names="Ana"), make_person(given_names="Zed")
    make_contact(person, record=carer)
    make_contact(person, record=hidden)
    mother, gone = make_person(given_names="Mo"), make_person(given_names="Gus")
    make_relationship(mother, person)
    make_relationship(person, gone, until=clock.today())
    restrict(hidden, make_staff())

    page = client.get(reverse("people:household", args=[person.key])).text

    assert carer.key in page
    assert mother.key in page
    assert gone.key not in page
    assert hidden.key not in page


def test_without_a_postcode_there_is_nothing_to_compare(client):
    person = make_person()
    make_address(person, kind="NO_FIXED", lines="", postcode="")
    client.force_login(make_worker_of(person))

    page = client.get(reverse("people:household", args=[person.key])).text

    assert "No address with a postcode" in page
