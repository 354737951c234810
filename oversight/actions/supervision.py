"""Agreeing on supervision, planning a session, writing down what was said, and signing it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

import clock
from accounts.models import User
from audit import log
from oversight.models import (
    AgendaPoint,
    AgreedAction,
    SupervisionAgreement,
    SupervisionCase,
    SupervisionReading,
    SupervisionSession,
)
from oversight.queries import supervision as queries
from oversight.supervision import NEWEST, headings
from people import access
from people.access import Permission
from people.models import Person
from people.saved import save

_State = SupervisionSession.State


@transaction.atomic
def offer_agreement(
    *,
    by: User,
    worker: User,
    every_weeks: int,
    covers: str,
    starts_on: date,
    at: datetime | None = None,
) -> SupervisionAgreement:
    """Write how a worker is supervised, for them to agree. It takes the place of what was offered.

    Raises ``PermissionDenied`` for somebody outside the line of ``by``, and ``ValidationError`` for
    longer between sessions than the council lets be agreed, or for a first day so far ahead that
    none would be due until then.
    """
    at = at or clock.now()
    if not queries.supervisable(by).filter(pk=worker.pk).exists():
        raise PermissionDenied("You supervise staff of your own line.")
    longest = queries.longest_weeks(worker)
    if every_weeks > longest:
        raise ValidationError({"every_weeks": f"Enter {longest} weeks or fewer for {worker.name}"})
    if starts_on > clock.add_days(clock.day_of(at), 7 * every_weeks):
        raise ValidationError({"starts_on": f"Enter a day in the next {every_weeks} weeks"})
    ended = SupervisionAgreement.State.ENDED
    offered = SupervisionAgreement.objects.select_for_update().filter(
        worker=worker, state=SupervisionAgreement.State.OFFERED
    )
    for each in offered:
        each.state, each.ended_on = ended, clock.day_of(at)
        save(each)
    agreement = save(
        SupervisionAgreement(
            worker=worker,
            supervisor=by,
            every_weeks=every_weeks,
            covers=covers,
            starts_on=starts_on,
            offered_at=at,
        )
    )
    log.record(
        "oversight.supervision_offered",
        by=by,
        target=agreement,
        shown=[worker.staff_number],
        at=at,
    )
    return agreement


@transaction.atomic
def answer_agreement(
    *,
    agreement: SupervisionAgreement,
    by: User,
    agrees: bool,
    reply: str = "",
    at: datetime | None = None,
) -> SupervisionAgreement:
    """Agree, which ends what was agreed before, or send it back saying what should be otherwise."""
    at = at or clock.now()
    agreement = SupervisionAgreement.objects.select_for_update().get(pk=agreement.pk)
    if by.pk != agreement.worker_id:
        raise PermissionDenied("Whoever is supervised agrees to it.")
    if agreement.state != SupervisionAgreement.State.OFFERED:
        raise ValidationError("This was answered already, or another one took its place")
    if not agrees and not reply.strip():
        raise ValidationError({"reply": "Enter what should be different"})
    states = SupervisionAgreement.State
    if agrees:
        for each in SupervisionAgreement.objects.select_for_update().filter(
            worker=by, state=states.AGREED
        ):
            each.state, each.ended_on = states.ENDED, clock.day_of(at)
            save(each)
            _hand_on(each, agreement, at)
    agreement.state = states.AGREED if agrees else states.SENT_BACK
    agreement.reply, agreement.answered_at = reply.strip(), at
    save(agreement)
    log.record("oversight.supervision_answered", by=by, target=agreement, at=at)
    return agreement


@transaction.atomic
def end_agreement(
    *, agreement: SupervisionAgreement, by: User, because: str, at: datetime | None = None
) -> SupervisionAgreement:
    """End what was agreed, with nothing in its place: somebody leaves, moves or changes the line.

    A session that is still to come is not held; one whose day has come is still written down or
    said not to have been. Raises ``PermissionDenied`` unless ``by`` is the
    supervisor or their manager, and ``ValidationError`` if it does not hold, or nothing is said.
    """
    at = at or clock.now()
    rows: Any = SupervisionAgreement.objects.select_for_update(of=("self",))
    agreement = rows.select_related("supervisor", "worker").get(pk=agreement.pk)
    if not queries.may_end(by, agreement):
        raise PermissionDenied("The supervisor, or their manager, ends an agreement.")
    states = SupervisionAgreement.State
    if agreement.state not in (states.AGREED, states.OFFERED):
        raise ValidationError("This agreement does not hold any more")
    because = because.strip()
    if not because:
        raise ValidationError({"because": "Enter why it ends"})
    agreement.state, agreement.ended_on = states.ENDED, clock.day_of(at)
    agreement.ended_because, agreement.ended_by = because, by
    save(agreement)
    _leave_out_to_come(agreement, f"It ended: {because}", at)
    log.record(
        "oversight.supervision_ended",
        by=by,
        target=agreement,
        shown=[agreement.worker.staff_number],
        at=at,
    )
    return agreement


@transaction.atomic
def ask_to_read(
    *, agreement: SupervisionAgreement, by: User, words: str, at: datetime | None = None
) -> SupervisionReading:
    """Say why one reads the staff part of supervision below oneself. It opens until the day ends.

    Raises ``PermissionDenied`` for anybody but the supervisor's own manager.
    """
    at = at or clock.now()
    if queries.to_ask_for(by, agreement.key) is None:
        raise PermissionDenied("Only the supervisor's own manager asks to read this.")
    reading = save(
        SupervisionReading(
            agreement=agreement,
            reader=by,
            words=words.strip(),
            asked_at=at,
            until=clock.end_of_day(clock.day_of(at)),
        )
    )
    log.record("oversight.reading_asked", by=by, target=agreement, at=at)
    return reading


@transaction.atomic
def add_point(
    *, session: SupervisionSession, by: User, text: str, at: datetime | None = None
) -> AgendaPoint:
    """Put something on the agenda that is about no person. Either of the two may."""
    at = at or clock.now()
    session = _open(session, by)
    same = session.points.filter(text=text, put_down_by=by).first()
    if same is not None:
        return same
    point = save(AgendaPoint(session=session, text=text, put_down_by=by, put_down_at=at))
    log.record("oversight.point_added", by=by, target=session, at=at)
    return point


@transaction.atomic
def take_point_off(
    *, session: SupervisionSession, by: User, point: int, at: datetime | None = None
) -> None:
    """Take off what one put on the agenda oneself."""
    session = _open(session, by)
    session.points.filter(pk=point, put_down_by=by).delete()
    log.record("oversight.point_taken_off", by=by, target=session, at=at or clock.now())


@transaction.atomic
def plan_session(
    *, agreement: SupervisionAgreement, by: User, planned_on: date, at: datetime | None = None
) -> SupervisionSession:
    """Put a session in, or move the one that is planned to another day."""
    at = at or clock.now()
    agreement = SupervisionAgreement.objects.select_for_update().get(pk=agreement.pk)
    if not queries.is_of(by, agreement):
        raise PermissionDenied("The two whose supervision it is plan their sessions.")
    if agreement.state != SupervisionAgreement.State.AGREED:
        raise ValidationError("Both agree first how the work is supervised")
    if planned_on < clock.day_of(at):
        raise ValidationError({"planned_on": "The day must be today or later"})
    session = _planned(agreement, planned_on)
    log.record("oversight.session_planned", by=by, target=session, at=at)
    return session


@transaction.atomic
def put_on_agenda(
    *, session: SupervisionSession, by: User, people: list[Person], at: datetime | None = None
) -> None:
    """Say who is talked about. Who was on the agenda and is not among ``people`` comes off it.

    Only people whose record ``by`` may open are put on it or taken off it.
    """
    at = at or clock.now()
    session = _open(session, by)
    seen = access.visible_people(by)
    before = {each.person_id: each for each in session.cases.filter(person__in=seen.values("pk"))}
    wanted = {each.pk: each for each in people}
    for person in people:
        access.decide(by, Permission.VIEW, person, at=at).require()
        if person.pk not in before:
            save(SupervisionCase(session=session, person=person, put_down_by=by, put_down_at=at))
    for pk, case in before.items():
        if pk not in wanted:
            case.delete()
    log.record("oversight.agenda_written", by=by, subjects=wanted.values(), target=session, at=at)


@transaction.atomic
def sign_session(
    *,
    session: SupervisionSession,
    by: User,
    held_on: date,
    words: dict[str, str],
    next_on: date | None,
    at: datetime | None = None,
) -> SupervisionSession:
    """Sign what was said, for the worker to sign too; the next session is planned with it.

    None is, where nothing is agreed any more under which to meet.

    Raises ``ValidationError`` if nothing was said under any heading, or for days that cannot be.
    """
    at = at or clock.now()
    session = _open(session, by)
    if by.pk != session.agreement.supervisor_id:
        raise PermissionDenied("The supervisor writes the session down.")
    today = clock.day_of(at)
    if held_on > today:
        raise ValidationError({"held_on": "The day must be today or earlier"})
    if next_on is not None and next_on < today:
        raise ValidationError({"next_on": "The next session must be today or later"})
    said = {
        each.key: words[each.key].strip()
        for each in headings(session.headings)
        if words.get(each.key, "").strip()
    }
    if not said:
        raise ValidationError("Enter what was said under at least one heading")
    session.words, session.held_on, session.next_on = said, held_on, next_on
    session.state, session.signed_at = _State.HELD, at
    save(session)
    if next_on is not None and session.agreement.state == SupervisionAgreement.State.AGREED:
        _planned(session.agreement, next_on)
    log.record("oversight.session_signed", by=by, target=session, at=at)
    return session


@transaction.atomic
def answer_session(
    *, session: SupervisionSession, by: User, comment: str = "", at: datetime | None = None
) -> SupervisionSession:
    """Sign as the worker, with a comment where they see it differently."""
    at = at or clock.now()
    session = _locked(session)
    if by.pk != session.agreement.worker_id:
        raise PermissionDenied("Whoever was supervised signs it too.")
    if session.state != _State.HELD:
        raise ValidationError("This does not wait for your signature")
    session.comment, session.answered_at = comment.strip(), at
    session.state = _State.AGREED
    save(session)
    log.record("oversight.session_answered", by=by, target=session, at=at)
    return session


@transaction.atomic
def say_not_held(
    *,
    session: SupervisionSession,
    by: User,
    because: str,
    planned_on: date | None,
    at: datetime | None = None,
) -> SupervisionSession:
    """Say why a session was not held, and when the next one is.

    Returns the next one, or this one where nothing is agreed any more under which to meet.
    """
    at = at or clock.now()
    session = _open(session, by)
    if planned_on is not None and planned_on < clock.day_of(at):
        raise ValidationError({"planned_on": "The day must be today or later"})
    following = _leave_out(session, because)
    if planned_on is not None and session.agreement.state == SupervisionAgreement.State.AGREED:
        following = _planned(session.agreement, planned_on)
    log.record("oversight.session_not_held", by=by, target=session, at=at)
    return following


@transaction.atomic
def agree_in_session(
    *,
    session: SupervisionSession,
    by: User,
    text: str,
    owner: User,
    due_on: date,
    at: datetime | None = None,
) -> AgreedAction:
    """Agree what one of the two does about how they work; what is for a person is on the record."""
    at = at or clock.now()
    session = _locked(session)
    agreement = session.agreement
    if not queries.is_of(by, agreement):
        raise PermissionDenied("The two whose supervision it is agree what is done.")
    if owner.pk not in (agreement.worker_id, agreement.supervisor_id):
        raise ValidationError({"owner": "Choose one of you two"})
    if session.state == _State.NOT_HELD:
        raise ValidationError("This session was not held")
    if due_on < clock.day_of(at):
        raise ValidationError({"due_on": "The day must be today or later"})
    action = save(
        AgreedAction(
            session=session, text=text, owner=owner, due_on=due_on, agreed_by=by, agreed_at=at
        )
    )
    log.record(
        "oversight.action_agreed_in_session",
        by=by,
        target=action,
        shown=[owner.staff_number],
        at=at,
    )
    return action


def _hand_on(ended: SupervisionAgreement, agreement: SupervisionAgreement, at: datetime) -> None:
    """Move the session that is planned to what took its place; with somebody else it is not held.

    Who has met already writes it down all the same.
    """
    if ended.supervisor_id != agreement.supervisor_id:
        _leave_out_to_come(ended, "A new agreement took its place", at)
        return
    for session in _planned_under(ended):
        session.agreement = agreement
        save(session)


def _leave_out_to_come(agreement: SupervisionAgreement, because: str, at: datetime) -> None:
    for session in _planned_under(agreement).filter(planned_on__gt=clock.day_of(at)):
        _leave_out(session, because)


def _planned_under(agreement: SupervisionAgreement) -> QuerySet[SupervisionSession]:
    """Return what is planned and not signed meanwhile, locked."""
    return agreement.sessions.select_for_update().filter(state=_State.PLANNED)


def _leave_out(session: SupervisionSession, because: str) -> SupervisionSession:
    session.state, session.not_held_because = _State.NOT_HELD, because
    return save(session)


def _planned(agreement: SupervisionAgreement, planned_on: date) -> SupervisionSession:
    """Return the session that is planned: one at a time, moved to that day, or made."""
    session = _planned_under(agreement).first()
    if session is None:
        session = SupervisionSession(agreement=agreement, headings=NEWEST)
    session.planned_on = planned_on
    return save(session)


def _locked(session: SupervisionSession) -> SupervisionSession:
    """Return a session as it stands, locked after its agreement, as whoever ends that locks it."""
    SupervisionAgreement.objects.select_for_update().get(pk=session.agreement_id)
    rows: Any = SupervisionSession.objects.select_for_update(of=("self",))
    found: SupervisionSession = rows.select_related(
        "agreement__worker", "agreement__supervisor"
    ).get(pk=session.pk)
    return found


def _open(session: SupervisionSession, by: User) -> SupervisionSession:
    session = _locked(session)
    if not queries.is_of(by, session.agreement):
        raise PermissionDenied("This is between the two whose supervision it is.")
    if session.state != _State.PLANNED:
        raise ValidationError("This session is written down already")
    return session
