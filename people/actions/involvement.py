"""Every step of an involvement that stays in one team: from contact to closing, and back again."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import Team, User
from audit import log
from people import access, gate, steps
from people.access import Decision, Permission
from people.keeping import lock
from people.models import Involvement, InvolvementChange, Person, WaitingCheck
from people.saved import save

State = Involvement.State


@transaction.atomic
def open_involvement(
    *,
    person: Person,
    role: str,
    team: Team,
    by: User | log.Service,
    reason: str,
    urgency: str = "",
    at: datetime | None = None,
) -> Involvement:
    """Begin a period of involvement with a person in one role. It waits for triage.

    Raises ``ValidationError`` if one in that role is open already.
    """
    at = at or clock.now()
    decision = _decide(by, Permission.WRITE, person, at)
    lock(person)
    _none_open(person, role)
    involvement = Involvement(
        person=person, role=role, team=team, urgency=urgency, opened_at=at, manager=team.lead
    )
    steps.step(involvement, "Contact received", became=State.CONTACT, reason=reason, by=by, at=at)
    steps.give_to_team(involvement, team, by=by, at=at)
    log.record(
        "people.involvement_opened",
        by=by,
        about=person,
        target=involvement,
        because=decision,
        at=at,
    )
    return involvement


@transaction.atomic
def triage(
    *,
    involvement: Involvement,
    urgency: str,
    reason: str,
    contacted: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Say how urgent a contact is and why, and how the person was asked, or why they were not."""
    at = at or clock.now()
    involvement, decision = _begin(involvement, by, Permission.WRITE, at, State.CONTACT)
    if not contacted.strip():
        raise ValidationError("Enter how the person was contacted, or why they were not")
    involvement.urgency = urgency
    steps.step(
        involvement,
        f"Triaged: {involvement.get_urgency_display().lower()}",
        became=State.TRIAGED,
        reason=reason,
        told=contacted,
        by=by,
        at=at,
    )
    _log("people.involvement_triaged", involvement, by, decision, at)
    return involvement


@transaction.atomic
def send_to_team(
    *,
    involvement: Involvement,
    team: Team,
    reason: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Give a triaged involvement to the team that will allocate it. Nobody works on it yet."""
    at = at or clock.now()
    involvement, decision = _begin(
        involvement, by, Permission.WRITE, at, State.TRIAGED, State.WAITING
    )
    if team.pk == involvement.team_id:
        raise ValidationError("It is with this team already")
    steps.give_to_team(involvement, team, by=by, at=at)
    if involvement.state == State.TRIAGED:
        involvement.manager = team.lead
    steps.step(
        involvement,
        f"Given to {team.name}",
        became=involvement.state,
        reason=reason,
        by=by,
        at=at,
    )
    _log("people.involvement_sent_to_team", involvement, by, decision, at)
    return involvement


@transaction.atomic
def put_on_waiting_list(
    *,
    involvement: Involvement,
    reason: str,
    risk: str,
    risk_while_waiting: str,
    manager: User,
    next_check_on: date,
    told: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Let a person wait for a worker, with who checks on them and when.

    Raises ``ValidationError`` if the next check is past, or later than the council allows.
    """
    at = at or clock.now()
    involvement, decision = _begin(involvement, by, Permission.MANAGE, at, State.TRIAGED)
    _check_in_time(next_check_on, at)
    involvement.waits_since, involvement.waits_for = clock.day_of(at), reason
    involvement.risk, involvement.risk_while_waiting = risk, risk_while_waiting
    involvement.manager, involvement.next_check_on = manager, next_check_on
    involvement.check_every = max(clock.working_days_between(clock.day_of(at), next_check_on), 1)
    steps.step(
        involvement,
        "Put on the waiting list",
        became=State.WAITING,
        reason=reason,
        told=told,
        by=by,
        at=at,
    )
    _log("people.involvement_waits", involvement, by, decision, at)
    return involvement


@transaction.atomic
def check_while_waiting(
    *,
    involvement: Involvement,
    found: str,
    spoke_with: str,
    risk: str,
    next_check_on: date,
    by: User,
    at: datetime | None = None,
) -> WaitingCheck:
    """Record how a person who waits is doing, and when somebody asks again."""
    at = at or clock.now()
    involvement, decision = _begin(involvement, by, Permission.WRITE, at, State.WAITING)
    _check_in_time(next_check_on, at)
    check = save(
        WaitingCheck(
            involvement=involvement,
            found=found,
            spoke_with=spoke_with,
            risk=risk,
            next_check_on=next_check_on,
            checked_by=by,
            checked_at=at,
        )
    )
    involvement.risk, involvement.next_check_on = risk, next_check_on
    save(involvement)
    _log("people.waiting_checked", involvement, by, decision, at)
    return check


@transaction.atomic
def end_at_front_door(
    *,
    involvement: Involvement,
    reason: str,
    told: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """End an involvement that nobody was allocated to: advice, another service, nothing needed.

    Raises ``NotReady`` until the outcome of the contact is signed on the record.
    """
    at = at or clock.now()
    involvement, decision = _begin(
        involvement, by, Permission.WRITE, at, State.TRIAGED, State.WAITING
    )
    if involvement.state == State.WAITING and decision is not None:
        decision = _decide(by, Permission.MANAGE, involvement.person, at)
    if not told.strip():
        raise ValidationError("Enter how the person was told, and how they can come back")
    gate.require(involvement, gate.Purpose.FRONT_DOOR, at=at)
    _close(involvement, "Ended without allocation", reason=reason, told=told, by=by, at=at)
    _log("people.involvement_ended_at_front_door", involvement, by, decision, at)
    return involvement


@transaction.atomic
def start_closing(
    *,
    involvement: Involvement,
    reason: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Begin to close: the checklist is gone through, and a manager signs."""
    at = at or clock.now()
    involvement, decision = _begin(
        involvement, by, Permission.WRITE, at, State.ALLOCATED, State.ACTIVE
    )
    if involvement.transfers.filter(state="OFFERED").exists():
        raise ValidationError("It is offered to somebody else. Withdraw the transfer first")
    steps.step(involvement, "Closing began", became=State.CLOSING, reason=reason, by=by, at=at)
    _log("people.closing_started", involvement, by, decision, at)
    return involvement


@transaction.atomic
def stop_closing(
    *, involvement: Involvement, reason: str, by: User, at: datetime | None = None
) -> Involvement:
    """Go on working: the worker has thought again, or the manager does not sign."""
    at = at or clock.now()
    involvement, decision = _begin(involvement, by, Permission.WRITE, at, State.CLOSING)
    steps.step(involvement, "Closing stopped", became=State.ACTIVE, reason=reason, by=by, at=at)
    _log("people.closing_stopped", involvement, by, decision, at)
    return involvement


@transaction.atomic
def close_involvement(
    *,
    involvement: Involvement,
    reason: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Sign the closing: everybody's work in it ends today. Late documents can still be added.

    Raises ``PermissionDenied`` for whoever began to close it, ``NotReady`` with what is neither
    done nor explained.
    """
    at = at or clock.now()
    involvement, decision = _begin(involvement, by, Permission.MANAGE, at, State.CLOSING)
    began = involvement.changes.filter(became=State.CLOSING).exclude(was=State.CLOSING).last()
    if isinstance(by, User) and began is not None and began.changed_by_id == by.pk:
        raise PermissionDenied("You began to close this. Another manager signs it.")
    gate.require(involvement, gate.Purpose.CLOSE, at=at)
    _close(involvement, "Closed", reason=reason, told="", by=by, at=at)
    _log("people.involvement_closed", involvement, by, decision, at)
    return involvement


@transaction.atomic
def reopen(
    *,
    involvement: Involvement,
    reason: str,
    details_checked: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Involvement:
    """Begin a new period that follows a closed one, with its last team. It waits for a worker.

    The closed period stays as it was closed. Raises ``ValidationError`` if one is open already.
    """
    at = at or clock.now()
    closed, decision = _begin(involvement, by, Permission.WRITE, at, State.CLOSED)
    _none_open(closed.person, closed.role)
    team = closed.team or closed.person.team
    if team is None:
        raise ValidationError("No team is known for this person. Log a contact instead")
    again = Involvement(
        person=closed.person,
        role=closed.role,
        follows=closed,
        team=team,
        manager=team.lead,
        urgency=closed.urgency,
        opened_at=at,
    )
    steps.step(
        again,
        "Reopened",
        became=State.TRIAGED,
        reason=reason,
        told=f"Profile details: {details_checked}",
        by=by,
        at=at,
    )
    steps.give_to_team(again, team, by=by, at=at)
    _log("people.involvement_reopened", again, by, decision, at)
    return again


def _begin(
    involvement: Involvement,
    by: User | log.Service,
    permission: Permission,
    at: datetime,
    *states: str,
) -> tuple[Involvement, Decision | None]:
    decision = _decide(by, permission, involvement.person, at)
    return steps.locked(involvement, *states), decision


def _decide(
    by: User | log.Service, permission: Permission, person: Person, at: datetime
) -> Decision | None:
    if not isinstance(by, User):
        return None
    return access.decide(by, permission, person, at=at).require()


def _none_open(person: Person, role: str) -> None:
    if person.involvements.filter(role=role).exclude(state=State.CLOSED).exists():
        raise ValidationError("An involvement in this role is open already")


def _check_in_time(next_check_on: date, at: datetime) -> None:
    day, most = clock.day_of(at), local.settings_value("allocation.waiting_check_working_days")
    latest = clock.add_working_days(day, most)
    if not day < next_check_on <= latest:
        raise ValidationError(
            {
                "next_check_on": f"Enter a day after today, and no later than {latest.day} "
                f"{latest:%B %Y}: somebody who waits is checked on every {most} working days"
            }
        )


def _close(
    involvement: Involvement,
    what: str,
    *,
    reason: str,
    told: str,
    by: User | log.Service,
    at: datetime,
) -> InvolvementChange:
    steps.end_allocations(involvement, at=at)
    involvement.closed_on = clock.day_of(at)
    return steps.step(
        involvement, what, became=State.CLOSED, reason=reason, told=told, by=by, at=at
    )


def _log(
    verb: str,
    involvement: Involvement,
    by: User | log.Service,
    decision: Decision | None,
    at: datetime,
) -> None:
    log.record(verb, by=by, about=involvement.person, target=involvement, because=decision, at=at)
