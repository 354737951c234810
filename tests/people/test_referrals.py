"""An auditor opens what is sampled, and the Caldicott Guardian what they are asked (ruling 2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people import actions, queries
from people.access import Outcome, Permission, decide
from people.models import AccessReason, Referral
from tests.accounts.factories import make_staff
from tests.people.factories import declare_conflict, make_person, make_referral, restrict

pytestmark = pytest.mark.django_db
WORDS = "Reading the visits of May"


@pytest.fixture
def auditor():
    return make_staff(Role.AUDITOR, name="Sunil Batra")


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER)


def ask(people, user, by, **given):
    fields = {
        "basis": "AUDIT",
        "about": "Visits in May",
        "ends_on": clock.add_days(clock.today(), 14),
    } | given
    return actions.refer(people=people, user=user, by=by, **fields)


def say_why(person, user, basis="AUDIT", **given):
    return actions.give_reason(person=person, by=user, basis=basis, words=WORDS, **given)


def test_an_auditor_states_the_reason_only_where_somebody_else_asks(auditor, manager):
    sampled, other = make_person(), make_person()
    [row] = ask([sampled], auditor, manager)

    assert say_why(sampled, auditor).referral == row

    assert decide(auditor, Permission.VIEW, sampled).allowed
    with pytest.raises(PermissionDenied, match="Nobody has asked you"):
        say_why(other, auditor)
    cards = {card.pk: card.opens_with_reason for card in queries.find_people(auditor, "Okafor")[0]}
    assert cards[other.pk] is False
    event = Event.objects.get(verb="people.referred")
    assert (event.actor, event.subjects) == (manager.staff_number, [sampled.key])


def test_a_reason_ends_at_the_instant_at_which_what_asked_for_it_does(auditor, manager):
    person = make_person()
    [row] = ask([person], auditor, manager)
    say_why(person, auditor)

    actions.end_referral(referral=row, by=manager)

    row.refresh_from_db()
    before = row.ended_at - timedelta(microseconds=1)
    assert decide(auditor, Permission.VIEW, person, at=before).allowed
    assert not decide(auditor, Permission.VIEW, person, at=row.ended_at).allowed


def test_the_caldicott_guardian_too_and_each_for_their_own_kind(auditor, manager):
    person, guardian = make_person(), make_staff(Role.CALDICOTT_GUARDIAN)
    ask([person], guardian, make_staff(), basis="CALDICOTT")

    assert say_why(person, guardian, "CALDICOTT").referral is not None

    with pytest.raises(ValidationError, match="Auditor"):
        ask([person], guardian, manager)
    with pytest.raises(PermissionDenied):
        ask([person], auditor, make_staff())


def test_what_ends_closes_at_once_what_was_opened_for_it(client, auditor, manager):
    person = make_person()
    [row] = ask([person], auditor, manager)
    say_why(person, auditor)
    client.force_login(auditor)
    page = reverse("records:timeline", args=[person.key])
    assert client.get(page).status_code == 200
    with pytest.raises(PermissionDenied):
        actions.end_referral(referral=row, by=make_staff(Role.MANAGER))

    actions.end_referral(referral=row, by=manager)

    assert client.get(page).status_code == 403
    assert "Nobody has asked you" in client.get(page).text
    with pytest.raises(ValidationError, match="ended already"):
        actions.end_referral(referral=row, by=manager)


def test_it_ends_by_itself_after_its_last_day(auditor, manager):
    person = make_person()
    ask([person], auditor, manager, ends_on=clock.today())
    tomorrow = clock.at_time(clock.add_days(clock.today(), 1), 9)

    with pytest.raises(PermissionDenied, match="Nobody has asked you"):
        say_why(person, auditor, at=tomorrow)

    for day in (clock.add_days(clock.today(), -1), clock.add_months(clock.today(), 7)):
        with pytest.raises(ValidationError, match="next 6 months"):
            ask([person], auditor, manager, ends_on=day)


def test_nobody_asks_themselves_nor_about_whom_they_may_not_find(auditor, manager):
    both = make_staff(Role.AUDITOR, Role.MANAGER)
    hidden, near = make_person(), make_person()
    restrict(hidden)
    declare_conflict(near, manager)

    with pytest.raises(ValidationError):
        ask([make_person()], both, both)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_referral(make_person(), both, asked_by=both)
    for person in (hidden, near):
        with pytest.raises(PermissionDenied):
            ask([person], auditor, manager)
    assert not Referral.objects.exists()


def test_it_opens_neither_a_restricted_record_nor_one_in_conflict(auditor, manager):
    hidden, near = make_person(), make_person()
    ask([hidden, near], auditor, manager)
    restrict(hidden)
    declare_conflict(near, auditor)

    for person, outcome in ((hidden, Outcome.HIDDEN), (near, Outcome.DENIED)):
        assert decide(auditor, Permission.VIEW, person).outcome is outcome
        with pytest.raises(PermissionDenied):
            say_why(person, auditor)
    assert queries.page_of_referrals(auditor) == ([], None)


def test_from_the_form_to_the_record_and_its_end(client, auditor, manager):
    person, hidden = make_person(), make_person()
    restrict(hidden)
    client.force_login(manager)
    typed = {
        "basis": "AUDIT",
        "user": f"staff:{auditor.staff_number}",
        "references": f"{person.council_reference.lower()}\n{hidden.council_reference}\nP99999",
        "about": "Visits in May",
        "ends_on_0": "1",
    }
    wrong = client.post(reverse("people:refer"), typed)
    assert wrong.status_code == 400
    assert f"You find no record with {hidden.council_reference}, P99999" in wrong.text
    assert "Visits in May" in wrong.text

    ask([person], auditor, manager)
    client.force_login(auditor)
    listed = client.get(reverse("people:referrals")).text
    assert f"request {Referral.objects.get().pk}" in listed
    for told in (person.council_reference, person.name):
        assert told not in listed  # until the record is opened
    asked = client.get(reverse("people:give-reason", args=[person.key]))
    assert "This record is in an audit sample" in asked.text
    client.post(asked.request["PATH_INFO"], {"basis": "AUDIT", "words": WORDS})
    assert AccessReason.objects.get().referral.asked_by == manager
    end = reverse("people:end-referral", args=[Referral.objects.get().key])
    client.force_login(make_staff())
    assert client.post(end).status_code == 404
    client.force_login(auditor)
    assert "Ended." in client.post(end, follow=True).text
    over = client.get(reverse("people:referrals"), {"over": "on"}).text
    assert "Visits in May" in over
    assert person.council_reference not in over
    client.force_login(manager)
    assert person.name in client.get(reverse("people:referrals"), {"over": "on"}).text


def test_where_nobody_asks_the_page_says_who_could(client, auditor):
    person = make_person()
    client.force_login(auditor)
    page = reverse("people:give-reason", args=[person.key])

    assert "Nobody has asked you to look at this record" in client.get(page).text
    refused = client.post(page, {"basis": "AUDIT", "words": WORDS})
    assert "Nobody has asked you" in refused.text
    assert not AccessReason.objects.exists()
