"""Standing in for a colleague, acting for a manager, and the duty rota."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts import actions, queries
from accounts.models import Cover, DutyShift, Team
from accounts.roles import Role
from audit.models import Event
from oversight.queries import awaiting_review
from people import access
from people.access import Outcome, Permission, decide, visible_people
from people.actions import give_reason
from tests.accounts.factories import make_cover, make_staff, make_team, put_on_duty
from tests.people.factories import declare_conflict, make_person, make_worker_of, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

TODAY = clock.today()
MONDAY = clock.add_days(clock.end_of_week(TODAY), 1)


def arrange(away, stands_in, by, *, kind=Cover.Kind.WORK, first=TODAY, last=None):
    return actions.arrange_cover(
        kind=kind,
        away=away,
        stands_in=stands_in,
        starts_on=first,
        ends_on=last or clock.add_days(TODAY, 7),
        reason="Annual leave",
        by=by,
    )


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Mo Lead")


def test_who_covers_opens_what_the_covered_worker_may_and_no_longer_than_the_cover(manager):
    person, colleague = make_person(), make_staff()
    worker = make_worker_of(person, line_manager=manager)
    assert decide(colleague, Permission.VIEW, person).basis == "NO_BASIS"

    cover = arrange(worker, colleague, manager)

    decision = decide(colleague, Permission.WRITE, person)
    assert (decision.outcome, decision.basis) == (Outcome.ALLOWED, "COVER")
    after = clock.at_time(clock.add_days(TODAY, 8), 9)
    assert decide(colleague, Permission.VIEW, person, at=after).basis == "NO_BASIS"
    actions.end_cover(cover=cover, by=colleague)
    assert not visible_people(colleague).exists()
    with pytest.raises(ValidationError, match="ended already"):
        actions.end_cover(cover=cover, by=manager)


def test_cover_goes_one_step_and_neither_round_a_restriction_nor_a_conflict(manager):
    person, hidden, near = make_person(), make_person(), make_person()
    worker = make_worker_of(person)
    for each in (hidden, near):
        make_worker_of(each)
        each.allocations.update(worker=worker)
    first, second = make_staff(), make_staff()
    make_cover(worker, first)
    make_cover(first, second)
    restrict(hidden, worker)
    declare_conflict(near, first)

    assert set(visible_people(first)) == {person}
    assert decide(first, Permission.VIEW, hidden).outcome is Outcome.HIDDEN
    assert decide(first, Permission.VIEW, near).basis == "CONFLICT"
    assert not visible_people(second).exists()


def test_neither_cover_nor_acting_for_a_manager_opens_a_restricted_entry(manager):
    person, colleague, deputy = make_person(), make_staff(), make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=manager)
    make_cover(worker, colleague)
    make_cover(manager, deputy, kind=Cover.Kind.MANAGING)
    above = make_staff(Role.MANAGER)
    manager.line_manager = above
    manager.save()

    for stands_in in (colleague, deputy):
        assert not access.EntryAccess(stands_in, person).is_named
        assert set(access.people_open_whole(stands_in)) == set()
    for manages in (manager, above):
        assert access.EntryAccess(manages, person).is_named
        assert set(access.people_open_whole(manages)) == {person}


def test_who_acts_for_a_manager_does_their_reviews_and_never_their_own(manager):
    deputy = make_staff(Role.MANAGER, line_manager=manager)
    person = make_person()
    worker = make_worker_of(person, line_manager=manager)
    entry = make_entries(person, author=worker)[0]
    entry.finish_later = True
    entry.save()
    assert awaiting_review(deputy) == []

    make_cover(manager, deputy, kind=Cover.Kind.MANAGING)

    assert decide(deputy, Permission.REVIEW, person).basis == "ACTING"
    assert [row.entry for row in awaiting_review(deputy)] == [entry]
    assert deputy.pk not in queries.reports_of(deputy)
    manager.roles = [Role.PRACTITIONER]
    manager.save()
    assert not decide(deputy, Permission.VIEW, person).allowed


@pytest.mark.parametrize("kind", list(Cover.Kind))
def test_only_a_manager_above_or_an_administrator_arranges_and_nobody_for_themselves(manager, kind):
    worker = make_staff(Role.MANAGER, line_manager=manager)
    colleague = make_staff(Role.PRACTITIONER, Role.MANAGER)
    administrator = make_staff(Role.SYSTEM_ADMINISTRATOR, Role.MANAGER)

    for by in (make_staff(Role.MANAGER), colleague, make_staff()):
        with pytest.raises(PermissionDenied):
            arrange(worker, colleague, by, kind=kind)
    for by in (manager, administrator):
        with pytest.raises(PermissionDenied, match="Nobody arranges to stand in"):
            arrange(worker, by, by, kind=kind)
        arrange(worker, colleague, by, kind=kind)
    if kind == Cover.Kind.MANAGING:
        arrange(worker, colleague, worker, kind=kind)
    assert set(Event.objects.values_list("verb", flat=True)) == {"accounts.cover_arranged"}


def test_cover_has_an_end_and_somebody_who_can_do_it(manager):
    worker = make_staff(line_manager=manager)
    auditor, leaver = make_staff(Role.AUDITOR), make_staff(ends_on=clock.add_days(TODAY, 2))

    with pytest.raises(ValidationError, match="must be a practitioner or manager"):
        arrange(worker, auditor, manager)
    with pytest.raises(ValidationError, match="leaves before"):
        arrange(worker, leaver, manager)
    with pytest.raises(ValidationError, match="92 days at most"):
        arrange(worker, make_staff(), manager, last=TODAY + timedelta(days=93))
    with pytest.raises(ValidationError, match="today or later"):
        arrange(worker, make_staff(), manager, last=clock.add_days(TODAY, -1))
    with pytest.raises(ValidationError, match="is not a manager"):
        arrange(worker, make_staff(Role.MANAGER), manager, kind=Cover.Kind.MANAGING)


def test_who_is_on_the_rota_states_a_reason_and_nobody_else_of_an_ordinary_team():
    team, person = make_team(), make_person()
    on, off = make_staff(team=team), make_staff(team=team)
    put_on_duty(on)

    assert access.reasons_open_to(on) == ["DUTY"]
    assert decide(on, Permission.VIEW, person).outcome is Outcome.NEEDS_REASON
    assert decide(off, Permission.VIEW, person).basis == "NO_BASIS"
    tomorrow = clock.at_time(clock.add_days(TODAY, 1), 9)
    assert decide(on, Permission.VIEW, person, at=tomorrow).basis == "NO_BASIS"


def test_a_duty_team_that_keeps_a_rota_is_on_duty_by_it():
    team, person = make_team(kind=Team.Kind.DUTY), make_person()
    on, off = make_staff(team=team), make_staff(team=team)
    assert access.reasons_open_to(off) == ["DUTY"]

    put_on_duty(on)

    assert access.reasons_open_to(off) == []
    assert decide(off, Permission.VIEW, person).basis == "NO_BASIS"
    assert decide(on, Permission.VIEW, person).outcome is Outcome.NEEDS_REASON


def test_a_rota_is_kept_by_the_managers_of_the_team_and_shows_its_gaps(manager):
    team = make_team(lead=manager)
    worker, stranger = make_staff(team=team), make_staff()
    monday = {(MONDAY, "AM", worker.pk), (MONDAY, "PM", worker.pk)}

    assert actions.set_rota(team=team, day=MONDAY, on=monday, by=manager) == 2
    assert actions.set_rota(team=team, day=MONDAY, on=monday, by=manager) == 0
    week = queries.rota_of(team, MONDAY)
    working = [half for half in week.halves if half.is_working]
    assert len(week.gaps) == len([half for half in working if half.day != MONDAY])
    assert actions.set_rota(team=team, day=MONDAY, on=[], by=manager) == 2
    assert DutyShift.objects.filter(taken_off_by=manager).count() == 2
    with pytest.raises(ValidationError):
        actions.set_rota(team=team, day=MONDAY, on=[(MONDAY, "AM", stranger.pk)], by=manager)
    with pytest.raises(PermissionDenied):
        actions.set_rota(team=team, day=MONDAY, on=monday, by=worker)


def test_the_pages_arrange_and_end_cover(client, manager):
    worker = make_staff(line_manager=manager, name="Away Now")
    colleague = make_staff(name="Stand In")
    client.force_login(manager)
    page = reverse("staff:arrange-cover", args=[worker.staff_number])
    last = clock.add_days(TODAY, 5)
    typed = {
        "kind": "WORK",
        "stands_in": f"staff:{colleague.staff_number}",
        "starts_on_day": TODAY.day,
        "starts_on_month": TODAY.month,
        "starts_on_year": TODAY.year,
        "ends_on_day": last.day,
        "ends_on_month": last.month,
        "ends_on_year": last.year,
        "reason": "Leave in Wales",
    }

    wrong = client.post(page, typed | {"ends_on_year": "2020"})
    assert "The last day must be today or later" in wrong.text
    assert "Leave in Wales" in wrong.text
    assert client.post(page, typed).url == reverse("staff:covers")
    assert "Stand In" in client.get(reverse("staff:covers")).text
    shown = reverse("staff:colleague", args=[worker.staff_number])
    client.force_login(make_staff())
    assert "Stand In" in client.get(shown).text
    assert "Leave in Wales" not in client.get(shown).text
    assert client.post(page, typed).status_code == 403
    client.force_login(colleague)
    assert "Away Now" in client.get(reverse("staff:me")).text
    end = reverse("staff:end-cover", args=[Cover.objects.get().key])
    assert client.post(end).status_code == 302
    assert Cover.objects.get().ended_by == colleague


def test_the_pages_keep_a_rota_and_copy_the_week_before(client, manager):
    team = make_team(lead=manager)
    worker = make_staff(team=team)
    client.force_login(manager)
    page = reverse("staff:rota", args=[team.key])
    box = f"{MONDAY.isoformat()}-AM"

    client.post(page, {"day": MONDAY.isoformat(), box: [worker.staff_number], "act": "save"})
    after = clock.add_days(MONDAY, 7)
    client.post(page, {"day": after.isoformat(), "act": "copy"})

    assert DutyShift.objects.filter(user=worker, day=after, half="AM").exists()
    client.force_login(worker)
    assert client.get(page, {"day": MONDAY.isoformat()}).status_code == 200
    assert client.post(page, {"day": MONDAY.isoformat(), "act": "save"}).status_code == 403
    for odd in ("x", "", "99999-01-01", "0001-01-01"):
        assert client.get(page, {"day": odd}).status_code == 200


def test_a_reason_stated_on_duty_holds_no_longer_than_the_duty():
    team, person = make_team(), make_person()
    worker = make_staff(team=team)
    shift = put_on_duty(worker)
    give_reason(person=person, by=worker, basis="DUTY", words="Their daughter rang the office")
    assert set(visible_people(worker)) == {person}

    shift.taken_off_at = clock.now()
    shift.save()

    assert not visible_people(worker).exists()
    assert not decide(worker, Permission.VIEW, person).allowed
