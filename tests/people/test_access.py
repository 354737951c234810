from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts.local import settings_value
from accounts.models import Cover, Team
from accounts.roles import Role
from people import access, actions
from people.access import Outcome, Permission, decide, findable_people, visible_people
from people.models import AccessReason
from tests.accounts.factories import make_cover, make_staff, make_team, make_training
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_referral,
    make_worker_of,
    put_on_list,
    restrict,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ALLOWED])
def test_an_answer_that_does_not_allow_stops_whoever_requires_it(outcome):
    with pytest.raises(PermissionDenied, match="Not for you"):
        access.Decision(outcome, "NO_BASIS", "Not for you").require()


def test_an_answer_that_allows_is_handed_on():
    decision = access.Decision(Outcome.ALLOWED, "WORKER", "You are their worker.")

    assert decision.require() is decision


def test_the_allocated_worker_may_open_and_write():
    person = make_person()
    worker = make_worker_of(person)

    assert decide(worker, Permission.VIEW, person).basis == "WORKER"
    assert decide(worker, Permission.WRITE, person).outcome is Outcome.ALLOWED


def test_a_practitioner_without_a_relationship_is_denied_and_told_why():
    decision = decide(make_staff(), Permission.VIEW, make_person())

    assert (decision.outcome, decision.basis) == (Outcome.NEEDS_EMERGENCY, "NO_BASIS")
    assert "not working with" in decision.because


def test_a_worker_whose_allocation_ended_yesterday_is_denied():
    person, worker = make_person(), make_staff()
    allocate(person, worker, ends_on=clock.add_days(clock.today(), -1))

    assert decide(worker, Permission.VIEW, person).basis == "NO_BASIS"


def test_a_team_mate_may_open_and_business_support_of_the_team_too():
    team = make_team()
    support = make_team(name="Support")
    support.supports.add(team)
    person = make_person(team=team)

    assert decide(make_staff(team=team), Permission.VIEW, person).basis == "TEAM"
    clerk = make_staff(Role.BUSINESS_SUPPORT, team=support)
    assert decide(clerk, Permission.WRITE, person).basis == "TEAM"


def test_a_manager_at_any_level_of_the_line_may_open_and_review():
    service_manager = make_staff(Role.MANAGER)
    manager = make_staff(Role.MANAGER, line_manager=service_manager)
    person = make_person()
    make_worker_of(person, line_manager=manager)

    assert decide(manager, Permission.REVIEW, person).basis == "MANAGER"
    assert decide(service_manager, Permission.REVIEW, person).basis == "MANAGER"


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER])
def test_roles_without_case_content_are_denied_even_in_the_persons_team(role):
    team = make_team()

    assert (
        decide(make_staff(role, team=team), Permission.VIEW, make_person(team=team)).basis == "ROLE"
    )


@pytest.mark.parametrize("role", [Role.RECORDS_OFFICER, Role.AUDITOR, Role.CALDICOTT_GUARDIAN])
def test_a_role_with_a_task_states_a_reason_once_a_day(role):
    person, officer = make_person(), make_staff(role)
    if role != Role.RECORDS_OFFICER:
        make_referral(person, officer)

    assert decide(officer, Permission.VIEW, person).outcome is Outcome.NEEDS_REASON
    actions.give_reason(
        person=person,
        by=officer,
        basis=access.reasons_open_to(officer)[-1],
        reference="R 12" if role == Role.RECORDS_OFFICER else "",
        words="Copy for the person",
    )
    assert decide(officer, Permission.VIEW, person).outcome is Outcome.ALLOWED
    tomorrow = clock.add_hours(clock.now(), 26)
    assert decide(officer, Permission.VIEW, person, at=tomorrow).outcome is Outcome.NEEDS_REASON


def test_a_stated_reason_opens_only_what_its_own_role_may_do():
    person, user = make_person(), make_staff(Role.AUDITOR, Role.MANAGER)
    make_referral(person, user)
    asked = {each: decide(user, each, person).outcome for each in Permission}
    actions.give_reason(person=person, by=user, basis="AUDIT", words="In this month's sample")

    assert asked[Permission.VIEW] is Outcome.NEEDS_REASON
    assert decide(user, Permission.VIEW, person).basis == "REASON"
    assert person in visible_people(user)
    for permission in (Permission.ADD, Permission.WRITE, Permission.REVIEW, Permission.MANAGE):
        assert asked[permission] is Outcome.DENIED
        assert decide(user, permission, person).basis == "NO_BASIS"
        assert not visible_people(user, permission).exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CALDICOTT_GUARDIAN])
def test_a_role_that_is_asked_opens_nothing_until_it_is_and_stands_in_no_emergencys_way(role):
    person, asked_only, both = make_person(), make_staff(role), make_staff(role, Role.MANAGER)
    clerk = make_staff(role, Role.BUSINESS_SUPPORT)
    for user, permission, outcome, words in (
        (asked_only, Permission.VIEW, Outcome.DENIED, "Nobody has asked you"),
        (both, Permission.VIEW, Outcome.NEEDS_EMERGENCY, "You are not working with"),
        (both, Permission.ADD, Outcome.NEEDS_EMERGENCY, "You are not working with"),
        (clerk, Permission.ADD, Outcome.DENIED, "You are not working with"),
    ):
        decision = decide(user, permission, person)
        assert (decision.outcome, decision.basis) == (outcome, "NO_BASIS")
        assert decision.because.startswith(words)

    for user in (asked_only, both):
        make_referral(person, user)

        assert decide(user, Permission.VIEW, person).outcome is Outcome.NEEDS_REASON
        ends = clock.at_time(clock.add_days(clock.today(), 8), 9)
        assert decide(user, Permission.VIEW, person, at=ends).basis == "NO_BASIS"


def test_a_records_officer_registers_what_is_asked_about_whomever_they_find():
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    register = access.decide_to_register

    assert (register(officer, person).outcome, register(officer, person).basis) == (
        Outcome.ALLOWED,
        "REGISTER",
    )
    auditor = make_staff(Role.AUDITOR)
    make_referral(person, auditor)
    assert register(auditor, person).outcome is Outcome.NEEDS_REASON
    assert register(make_staff(), person).outcome is Outcome.NEEDS_EMERGENCY
    assert register(make_worker_of(person), person).basis == "WORKER"
    actions.give_reason(
        person=person, by=officer, basis="QUALITY", reference="R 12", words="Put her name right"
    )
    assert register(officer, person).basis == "REASON"
    tomorrow = clock.add_hours(clock.now(), 26)
    assert register(officer, person, at=tomorrow).basis == "REGISTER"
    declare_conflict(person, officer)
    assert register(officer, person).basis == "CONFLICT"


def test_the_duty_team_states_a_reason_and_an_ordinary_team_may_not():
    person = make_person()
    duty = make_staff(team=make_team(kind=Team.Kind.DUTY))

    assert decide(duty, Permission.WRITE, person).outcome is Outcome.NEEDS_REASON
    with pytest.raises(PermissionDenied):
        actions.give_reason(person=person, by=make_staff(), basis="DUTY", words="I want to look")


@pytest.mark.parametrize("kind", [Team.Kind.DUTY, Team.Kind.EMERGENCY])
def test_being_on_duty_asks_no_reason_of_a_role_that_opens_no_records(kind):
    officer = make_staff(Role.DATA_PROTECTION_OFFICER, team=make_team(kind=kind))

    decision = decide(officer, Permission.SEE_ACCESS, make_person())

    assert (decision.outcome, decision.basis) == (Outcome.DENIED, "NO_BASIS")
    assert access.reasons_open_to(officer) == []


def test_a_reason_of_the_duty_team_opens_nothing_once_the_role_opens_no_records():
    person, user = make_person(), make_staff(team=make_team(kind=Team.Kind.DUTY))
    actions.give_reason(person=person, by=user, basis="DUTY", words="Rang about her keys")
    assert person in visible_people(user)
    user.roles = [Role.DATA_PROTECTION_OFFICER]
    user.save()

    assert not decide(user, Permission.SEE_ACCESS, person).allowed
    assert not visible_people(user, Permission.SEE_ACCESS).exists()


def test_a_role_may_not_state_the_reason_of_another():
    person, auditor = make_person(), make_staff(Role.AUDITOR)
    make_referral(person, auditor)

    with pytest.raises(PermissionDenied, match="not one for your role"):
        actions.give_reason(person=person, by=auditor, basis="DUTY", words="On duty today")


def test_a_conflict_denies_even_the_allocated_worker():
    person = make_person()
    worker = make_worker_of(person)
    declare_conflict(person, worker)

    assert decide(worker, Permission.VIEW, person).basis == "CONFLICT"
    assert not visible_people(worker).exists()


def test_a_restricted_person_is_hidden_from_everyone_not_listed_and_not_found():
    person = make_person()
    worker, listed = make_worker_of(person), make_worker_of(person)
    restrict(person, listed)

    assert decide(worker, Permission.VIEW, person).outcome is Outcome.HIDDEN
    assert not findable_people(worker).exists()
    assert decide(listed, Permission.VIEW, person).outcome is Outcome.ALLOWED
    assert findable_people(listed).get() == person


def test_whoever_opens_no_records_works_with_nobody_and_whoever_does_nothing_finds_nobody():
    person = make_person()
    officer = make_worker_of(person, Role.DATA_PROTECTION_OFFICER)
    administrator = make_staff(Role.SYSTEM_ADMINISTRATOR)

    assert not access.people_worked_with(officer).exists()
    assert person in findable_people(officer)
    assert not findable_people(administrator).exists()


def test_a_role_that_opens_no_records_reads_nothing_that_it_told_either():
    person, user = make_person(), make_staff(Role.DATA_PROTECTION_OFFICER)

    assert not access.decide_as_provider(user, person, gave_information=True).allowed
    assert not access.people_open_to_provider(user).exists()
    assert person in access.people_open_to_provider(make_staff())


@pytest.mark.parametrize("mine", access.PART_LISTS)
def test_the_list_of_one_part_of_a_record_opens_no_other_part(mine):
    person = make_person()
    user = make_worker_of(person)
    for part in access.PART_LISTS:
        restrict(person, part=part)
    put_on_list(person, user, codename=access.PART_LISTS[mine])

    closed = {each.part for each in access.parts_closed_to(user)}
    opened = {part for part in access.PART_LISTS if access.opens_part(user, person, part)}

    assert opened == {mine}
    assert closed == access.PART_LISTS.keys() - {mine}


def test_a_grant_opens_until_it_expires_and_ends_at_once_when_taken_away():
    person, manager = make_person(), make_staff(Role.MANAGER)
    make_worker_of(person, line_manager=manager)
    other = make_staff()
    actions.grant_access(
        person=person,
        user=other,
        by=manager,
        reason="Joint visit",
        until=clock.today(),
    )

    assert decide(other, Permission.VIEW, person).basis == "GRANT"
    assert decide(other, Permission.WRITE, person).outcome is Outcome.DENIED
    later = clock.add_hours(clock.now(), 25)
    assert decide(other, Permission.VIEW, person, at=later).basis == "NO_BASIS"
    actions.end_access(person=person, user=other, by=manager)
    assert decide(other, Permission.VIEW, person).basis == "NO_BASIS"


def test_an_exception_is_given_to_one_member_of_staff_for_one_thing_alone():
    person, other = make_person(), make_person()
    first, second = make_staff(), make_staff()
    put_on_list(other, first, reason="Elsewhere")
    put_on_list(person, first, reason="Part", codename=access.PART_LISTS["CARER"])
    put_on_list(person, first, reason="First")
    put_on_list(person, second, reason="Second")

    rows = access.exceptions_of(person, "open_restricted").order_by("pk")

    assert [(row.user, row.reason) for row in rows] == [(first, "First"), (second, "Second")]
    assert access.granted_because(person, first, "First")
    for about, user, reason in (
        (person, first, "Second"),
        (person, second, "First"),
        (other, first, "First"),
    ):
        assert not access.granted_because(about, user, reason)


def test_a_reason_holds_to_the_end_of_the_day_and_some_hours_at_least():
    day, least = clock.today(), settings_value("access.reason_least_hours")
    morning, late = clock.at_time(day, 8), clock.at_time(day, 23, 30)

    assert access.reason_expires_at(morning) == clock.end_of_day(day)
    assert access.reason_expires_at(late) == clock.add_hours(late, least)


def test_an_account_that_is_not_in_use_opens_nothing():
    person = make_person()
    worker = make_worker_of(person, ends_on=clock.add_days(clock.today(), -1))

    assert decide(worker, Permission.VIEW, person).basis == "NOT_IN_USE"
    assert not visible_people(worker).exists()


def test_a_worker_with_a_conflict_is_not_allocated():
    person, worker = make_person(), make_staff(team=make_team())
    declare_conflict(person, worker)

    with pytest.raises(Exception, match="conflict of interest"):
        actions.allocate(person=person, worker=worker, team=worker.team, by=make_staff())


def test_facts_known_once_are_asked_for_once_and_afresh_after_the_block(
    django_assert_num_queries,
):
    person = make_person()
    worker = make_worker_of(person)
    make_training(worker, until=clock.add_days(clock.today(), 90))

    with access.known_once():
        with django_assert_num_queries(1):
            assert decide(worker, Permission.VIEW, person).allowed
            assert decide(worker, Permission.WRITE, person).allowed
            assert access.EntryAccess(worker, person).is_named
        assert not decide(make_staff(), Permission.VIEW, person).allowed
    declare_conflict(person, worker)

    assert decide(worker, Permission.VIEW, person).basis == "CONFLICT"
    with access.known_once():
        assert decide(worker, Permission.VIEW, person).basis == "CONFLICT"


def test_a_reason_opens_from_the_instant_at_which_it_was_given():
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    actions.give_reason(person=person, by=officer, basis="QUALITY", reference="R 1", words="SAR 1")
    given_at = AccessReason.objects.get().given_at
    before = given_at - timedelta(microseconds=1)

    assert decide(officer, Permission.VIEW, person, at=given_at).basis == "REASON"
    assert person in visible_people(officer, at=given_at)
    assert decide(officer, Permission.VIEW, person, at=before).outcome is Outcome.NEEDS_REASON
    assert person not in visible_people(officer, at=before)


def test_a_line_that_came_with_a_person_serves_for_all(django_assert_num_queries):
    person, manager = make_person(), make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=manager)
    deputy = make_staff(Role.MANAGER)
    make_cover(manager, deputy, kind=Cover.Kind.MANAGING)

    with access.known_once():
        assert decide(deputy, Permission.VIEW, person).basis == "ACTING"
        with django_assert_num_queries(0):
            assert worker.pk in access.line_below(deputy).staff
            assert worker.pk not in access.line_below(deputy, acting=False).staff


def test_an_emergency_opens_a_restricted_part_to_roles_that_may_call_one_alone():
    person = make_person()
    restrict(person, part="CARER")
    caller, officer = make_staff(), make_staff(Role.RECORDS_OFFICER)
    for user in (caller, officer):
        put_on_list(person, user, codename="break_glass_restricted")

    assert access.opens_part(caller, person, "CARER")
    assert not access.opens_part(officer, person, "CARER")


def test_a_reason_opens_more_to_those_alone_of_whom_one_is_asked():
    person = make_person()
    officer = make_staff(Role.RECORDS_OFFICER)

    assert access.may_say_why_for_more(officer, person)
    assert not access.may_say_why_for_more(make_staff(), person)
    assert not access.may_say_why_for_more(make_worker_of(person), person)


def test_nobody_whom_somebody_may_find_is_in_conflict_with_them_but_by_declaration():
    declared, other = make_person(), make_person()
    user = make_worker_of(declared)
    allocate(other, user)
    declare_conflict(declared, user)

    assert set(access.findable_without_conflict(user)) == {other}
