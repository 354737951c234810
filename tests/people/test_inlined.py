"""Rows of several kinds that are read in one question are what they are when each is read alone."""

import pytest
from django.db.models import Exists, OuterRef

import clock
from people.inlined import together
from people.models import Allocation, Contact, DeathTask, Person
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    make_address,
    make_alert,
    make_contact,
    make_involvement,
    make_person,
)

pytestmark = pytest.mark.django_db


def plain(row):
    """Everything that a row holds, with the rows that came along."""
    there = {name: value for name, value in row.__dict__.items() if name != "_state"}
    beside = there.pop("_state", None) or row._state.fields_cache
    there.pop("password", None)
    return there | {name: other and plain(other) for name, other in beside.items()}


def test_they_are_as_they_would_be_alone_and_asked_for_once(django_assert_num_queries):
    worker = make_staff(team=make_team())
    person = make_person(team=worker.team, died_on=clock.today())
    make_involvement(person=person)
    allocate(person, worker)
    allocate(person, team=make_team())  # nobody stands beside it
    make_contact(person, record=make_person())
    make_address(person)
    make_address(person, lines="2 Example Row", since=clock.today())
    make_alert(person)

    def kinds():
        known = Person.objects.filter(pk=OuterRef("record"))
        return [
            Allocation.objects.select_related("worker__team", "involvement", "person"),
            Contact.objects.annotate(has_record=Exists(known)).select_related("record__team"),
            person.addresses.order_by("-pk")[:1],
            person.alerts.select_related("raised_by", "agreed_by"),
            DeathTask.objects.none(),
        ]

    alone, read = kinds(), kinds()
    with django_assert_num_queries(1):
        together(*read, [])
        found = [list(rows) for rows in read]

    assert [len(rows) for rows in found] == [2, 1, 1, 1, 0]
    assert [[plain(row) for row in rows] for rows in found] == [
        [plain(row) for row in rows] for rows in alone
    ]
    with django_assert_num_queries(0):
        assert found[2][0].person is person
