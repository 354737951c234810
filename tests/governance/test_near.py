"""Questions about records of those who live near to staff, or to whom they know."""

import pytest

import clock
from governance import near
from people.models import Conflict, Declaration, EmergencyAccess
from tests.accounts.factories import make_staff, make_team
from tests.governance.test_watching import DAY, NOON, asked, open_record
from tests.people.factories import make_address, make_person, make_worker_of, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
HOME = {"lines": "12 Mill Lane\nNorthmere", "postcode": "ZZ1 4PL"}
SAME = [
    {"lines": "12 mill lane", "postcode": "zz14pl"},
    {"lines": "12, Mill Lane, Northmere", "postcode": "ZZ1 4PL"},
]


def declare(user, kind="SELF", **address):
    """The record of whoever ``user`` declared, who lives at ``address``."""
    before = clock.add_days(NOON, -90)
    known = make_person()
    make_address(known, **(HOME | address))
    declaration = Declaration.objects.create(
        user=user, kind=kind, family_name="Known", declared_by=user, declared_at=before
    )
    Conflict.objects.create(
        person=known, user=user, link=kind, declared_at=before, declaration=declaration
    )
    return known


def lives_at(**address):
    person = make_person()
    make_address(person, **(HOME | address))
    return person


@pytest.fixture
def user():
    return make_staff(name="Fola Adeyemi", team=make_team())


@pytest.mark.parametrize("address", SAME)
def test_who_lives_at_the_address_of_staff_is_a_question_however_it_is_written(user, address):
    declare(user)
    person = lives_at(**address)
    number = open_record(make_worker_of(person), person)
    own = open_record(user, person)

    (found,) = asked("same_address")

    assert (found.user, found.subject, found.events) == (user, person.key, (own,))
    assert found.because == "The person lives at the same address as they do."
    assert number not in found.events


def test_a_neighbour_in_the_postcode_is_a_question_and_the_next_postcode_is_none(user):
    declare(user)
    near_by, further = lives_at(lines="14 Mill Lane"), lives_at(postcode="ZZ1 4PM")
    for person in (near_by, further):
        open_record(user, person)

    (found,) = asked("same_address")

    assert found.subject == near_by.key
    assert found.because == "The person lives in the same postcode as they do."


def test_who_lives_with_somebody_declared_is_a_question_and_their_neighbour_is_none(user):
    declare(user, kind="FRIEND")
    with_them, beside = lives_at(), lives_at(lines="14 Mill Lane")
    for person in (with_them, beside):
        open_record(user, person)

    (found,) = asked("same_address")

    assert found.subject == with_them.key
    assert "somebody whom they declared" in found.because


def test_what_is_kept_safe_or_restricted_or_has_ended_leads_to_no_question(user):
    listed = make_staff()
    hidden = declare(user, lines="1 Hidden Row")
    restrict(hidden, listed, owner=listed)
    hidden.restrictions.update(starts_at=clock.add_days(NOON, -9))
    declare(user, lines="2 Safe Row", kind="FRIEND").addresses.update(kind="SAFE")
    declare(user, lines="3 Former Row", kind="FRIEND").addresses.update(
        since=clock.add_days(DAY, -90), until=clock.add_days(DAY, -30)
    )
    declare(user, lines="4 Ended Row", kind="FRIEND").conflicts.update(
        ended_at=clock.add_days(NOON, -2)
    )
    for lines in ("1 Hidden Row", "2 Safe Row", "3 Former Row", "4 Ended Row"):
        open_record(user, lives_at(lines=lines), basis="REASON")

    assert asked("same_address") == []
    assert asked("near_colleague") == []


def test_a_neighbour_of_a_colleague_opened_on_a_reason_is_a_question(user):
    declare(make_staff(team=user.team, name="Ros Hale"))
    declare(make_staff(name="Of Another Team", team=make_team()), postcode="ZZ9 9ZZ")
    person, far = lives_at(lines="14 Mill Lane"), lives_at(postcode="ZZ9 9ZZ")
    open_record(user, person, basis="REASON")
    open_record(user, far, basis="REASON")

    (found,) = asked("near_colleague")

    assert (found.user, found.subject) == (user, person.key)
    assert found.because == "Somebody in their team lives in the same postcode as the person."
    assert "Ros" not in found.because


def test_nobody_is_a_colleague_of_themselves(user):
    declare(user)
    open_record(user, lives_at(lines="14 Mill Lane"), basis="REASON")

    assert len(asked("same_address")) == 1
    assert asked("near_colleague") == []


def test_whom_a_colleague_declared_is_a_question_unless_it_is_their_work(user):
    known = declare(make_staff(team=user.team), kind="RELATIVE")
    open_record(user, known, basis="WORKER")
    assert asked("near_colleague") == []

    open_record(user, known, basis="REASON")

    (found,) = asked("near_colleague")
    assert found.because == "Somebody in their team has declared that they know the person."


def test_the_record_of_whoever_works_here_is_a_question_unless_it_is_their_work(user):
    known = declare(make_staff(team=make_team(), name="Of Another Team"))
    friend = declare(make_staff(team=make_team()), kind="FRIEND", postcode="ZZ9 9ZZ")
    for person in (known, friend):
        open_record(user, person, basis="TEAM")
    open_record(make_worker_of(known), known)

    (found,) = asked("colleague")

    assert (found.user, found.subject) == (user, known.key)
    assert "Of Another Team" not in found.because


def test_a_record_opened_in_an_emergency_is_a_question_of_its_own(user):
    person, other, recorded = make_person(), make_person(), make_person()
    make_entries(recorded, author=user, event_at=NOON)
    open_record(user, recorded, basis="BREAK_GLASS")
    EmergencyAccess.objects.create(
        person=person,
        user=user,
        category="OTHERS",
        words="Her son rang.",
        asked_at=NOON,
        opened_at=NOON,
        expires_at=clock.add_hours(NOON, 8),
        review_by=clock.add_days(DAY, 3),
    )
    number = open_record(user, person, basis="BREAK_GLASS")
    open_record(user, person, basis="WORKER")
    open_record(user, other, basis="REASON")

    (found,) = asked("break_glass")

    assert (found.subject, found.events) == (person.key, (number,))
    assert found.because == "They opened it in an emergency: Somebody else may come to harm."
    assert "Her son" not in found.because


def test_an_address_without_a_door_is_that_of_nobody():
    place = near.Place("ZZ14PL", "")

    assert not place.is_door_of(near.Place("ZZ14PL", "12milllane"))
    assert near.Place("ZZ14PL", "12mill").is_door_of(near.Place("ZZ14PL", "12milllane"))
