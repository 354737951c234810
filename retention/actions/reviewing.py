"""Deciding about a record whose time has come: keep it longer, or agree that it is destroyed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from audit.log import Actor
from people.keeping import lock
from people.models import Person
from people.saved import save
from records.models import Removal
from retention import reach, rules
from retention.models import Destruction, KeptLonger
from ui import refusals

LONGEST_YEARS = 10
TOGETHER = 100  # records that are decided about at once, at most
SEEN_TO = "elsewhere:"  # before what an officer saw to outside, in the event of their proposal
OVER = "Somebody has decided this already"


@transaction.atomic
def keep_longer(
    *, person: Person, reason: str, review_on: date, by: User, at: datetime | None = None
) -> KeptLonger:
    """Keep a record that is due, and say when it is looked at again.

    Raises ``PermissionDenied``, or ``ValidationError`` for a day that is past or too far ahead.
    """
    at = at or clock.now()
    decision = rules.may_decide(by, person, at=at).require()
    today = clock.day_of(at)
    if not today < review_on <= clock.add_years(today, LONGEST_YEARS):
        raise ValidationError(
            {"review_on": f"Enter a day after today, in the next {LONGEST_YEARS} years"}
        )
    lock(person)
    if _is_planned(person):
        raise ValidationError(
            "It is proposed to destroy this record. Refuse or withdraw that first"
        )
    if rules.open_offer(person) is not None:
        raise ValidationError(
            "It is offered to an archive. Keep the answer, or take the offer back, first"
        )
    kept = save(
        KeptLonger(
            person=person,
            reason=reason.strip(),
            review_on=review_on,
            decided_by=by,
            decided_at=at,
        )
    )
    log.record("retention.kept_longer", by=by, about=person, target=kept, because=decision, at=at)
    return kept


@transaction.atomic
def propose_destruction(
    *,
    person: Person,
    reason: str,
    looked: Sequence[str] = (),
    elsewhere: Sequence[str] = (),
    by: User,
    at: datetime | None = None,
) -> Destruction:
    """Propose that a record is destroyed. Raises ``ValidationError`` if something is in the way.

    The event keeps what ``by`` has ``looked`` at, and seen to ``elsewhere``, by the names of the
    form.
    """
    at = at or clock.now()
    decision = rules.may_decide(by, person, at=at).require()
    lock(person)
    if _is_planned(person):
        raise ValidationError("It is proposed already that this record is destroyed")
    if problems := rules.in_the_way(person, at=at):
        raise ValidationError(problems)
    plan = save(
        Destruction(
            person=person,
            reason=reason.strip(),
            due_on=rules.reckoned_of(person).due,
            reaches=reach.reached(person),
            proposed_by=by,
            proposed_at=at,
        )
    )
    log.record(
        "retention.destruction_proposed",
        by=by,
        about=person,
        target=plan,
        because=decision,
        shown=(
            *(f"looked:{each}" for each in looked),
            *(f"{SEEN_TO}{each}" for each in elsewhere),
        ),
        at=at,
    )
    return plan


@transaction.atomic
def propose_destruction_of_part(
    *, removal: Removal, ground: str, reason: str, by: User, at: datetime | None = None
) -> Destruction:
    """Propose that what was taken off a record is destroyed, and the rest kept.

    Raises ``PermissionDenied``, or ``ValidationError`` if something is in the way.
    """
    at = at or clock.now()
    person = removal.entry.person
    decision = rules.may_decide_of_part(by, removal, at=at).require()
    lock(person)
    removal.refresh_from_db(fields=["state", "destroyed_at"])
    if removal.destructions.filter(state__in=Destruction.STANDING).exists():
        raise ValidationError("It is proposed already that this is destroyed")
    if problems := rules.in_the_way_of_part(removal, ground=ground):
        raise ValidationError(problems)
    plan = save(
        Destruction(
            person=person,
            removal=removal,
            ground=ground,
            reason=reason.strip(),
            due_on=clock.day_of(removal.answered_at or at),
            reaches=reach.reached(person, removal),
            proposed_by=by,
            proposed_at=at,
        )
    )
    log.record("retention.part_proposed", by=by, about=person, target=plan, because=decision, at=at)
    return plan


@transaction.atomic
def agree_destruction(
    plan: Destruction, *, answer: str = "", by: User, at: datetime | None = None
) -> Destruction:
    """Agree, as the second person. It is destroyed when the time to think is over.

    Raises ``PermissionDenied``, or ``ValidationError`` if something is in the way by now.
    """
    at = at or clock.now()
    plan, person = _standing(plan, Destruction.State.PROPOSED)
    decision = rules.may_answer(by, plan, at=at).require()
    if problems := rules.in_the_way_of(plan, at=at):
        raise ValidationError(problems)
    plan.state, plan.answered_by, plan.answered_at = Destruction.State.AGREED, by, at
    plan.answer = answer.strip()
    plan.not_before = rules.thought_over(at)
    save(plan)
    log.record(
        "retention.destruction_agreed", by=by, about=person, target=plan, because=decision, at=at
    )
    return plan


@transaction.atomic
def propose_together(
    *,
    people: Sequence[Person],
    reason: str,
    looked: Sequence[str] = (),
    elsewhere: Sequence[str] = (),
    by: User,
    at: datetime | None = None,
) -> list[Destruction]:
    """Propose that each of some records is destroyed, for one reason.

    Raises ``ValidationError`` that names each of which that cannot be; then none is proposed.
    """

    def propose(person: Person) -> Destruction:
        return propose_destruction(
            person=person, reason=reason, looked=looked, elsewhere=elsewhere, by=by, at=at
        )

    return _each([(person, partial(propose, person)) for person in people])


@transaction.atomic
def agree_together(
    *, plans: Sequence[Destruction], answer: str, by: User, at: datetime | None = None
) -> list[Destruction]:
    """Agree, as the second person, to each of some proposals.

    Raises ``ValidationError`` that names each to which nobody can agree; then none is agreed.
    """

    def agree(plan: Destruction) -> Destruction:
        return agree_destruction(plan, answer=answer, by=by, at=at)

    return _each([(plan.person, partial(agree, plan)) for plan in plans])


def _each(about: Sequence[tuple[Person | None, Callable[[], Destruction]]]) -> list[Destruction]:
    """Decide about each record that may go with others, or about none."""
    if len(about) > TOGETHER:
        raise ValidationError({"records": f"Select at most {TOGETHER} records"})
    done, wrong = [], []
    # In one order, as each is locked: two officers who overlap wait and do not block each other.
    for person, act in sorted(about, key=lambda pair: pair[0].pk if pair[0] else 0):
        try:
            if person is None:
                raise ValidationError(OVER)
            if rules.reckoned_of(person).is_for_review:
                raise ValidationError("The schedule has somebody look at this record by itself")
            done.append(act())
        except (ValidationError, PermissionDenied) as why:
            said = " ".join(refusals.words_of(why))
            wrong.append(f"{person.name if person else 'A record'}: {said}")
    if wrong:
        raise ValidationError({"records": wrong})
    return done


@transaction.atomic
def refuse_destruction(
    plan: Destruction, *, answer: str, by: User, at: datetime | None = None
) -> Destruction:
    """Refuse, as the second person. Raises ``PermissionDenied``."""
    at = at or clock.now()
    plan, person = _standing(plan, Destruction.State.PROPOSED)
    decision = rules.may_answer(by, plan, at=at).require()
    plan.state, plan.answered_by, plan.answered_at = Destruction.State.REFUSED, by, at
    plan.answer, plan.ended_at = answer.strip(), at
    save(plan)
    log.record(
        "retention.destruction_refused", by=by, about=person, target=plan, because=decision, at=at
    )
    return plan


@transaction.atomic
def withdraw_destruction(
    plan: Destruction, *, reason: str, by: User, at: datetime | None = None
) -> Destruction:
    """Take it back, as a records officer, until it is done. Raises ``PermissionDenied``."""
    at = at or clock.now()
    plan, person = _standing(plan, *Destruction.STANDING)
    decision = rules.may_take_back(by, plan, at=at).require()
    _end(plan, Destruction.State.WITHDRAWN, reason, at)
    plan.ended_by = by
    save(plan)
    log.record(
        "retention.destruction_withdrawn",
        by=by,
        about=person,
        target=plan,
        because=decision,
        at=at,
    )
    return plan


@transaction.atomic
def stop_destruction(
    plan: Destruction, *, because: str, by: Actor, at: datetime | None = None
) -> Destruction:
    """Stop it, because something is in the way: nobody decides this, it is so."""
    at = at or clock.now()
    plan, person = _standing(plan, *Destruction.STANDING)
    _end(plan, Destruction.State.STOPPED, because[:500], at)
    save(plan)
    log.record("retention.destruction_stopped", by=by, about=person, target=plan, at=at)
    return plan


def _end(plan: Destruction, state: str, because: str, at: datetime) -> None:
    plan.state, plan.ended_because, plan.ended_at = state, because.strip(), at


def _is_planned(person: Person) -> bool:
    plans = Destruction.objects.filter(person=person, removal=None)
    return plans.filter(state__in=Destruction.STANDING).exists()


def _standing(plan: Destruction, *states: str) -> tuple[Destruction, Person]:
    """Return the plan as it stands, locked, and whom it is about. Raises ``ValidationError``."""
    person = plan.person
    if person is not None:
        Person.objects.select_for_update().filter(pk=person.pk).first()
    plan = Destruction.objects.select_related(
        "person", "proposed_by", "removal__entry__person"
    ).get(pk=plan.pk)
    if plan.state not in states or plan.person is None:
        raise ValidationError(OVER)
    return plan, plan.person
