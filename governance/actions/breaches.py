"""What is kept of a breach of data: the report, the steps, and whose data it was."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from governance import breaches
from governance.models import Breach, BreachPerson, BreachStep
from people.models import Person

_FIXED = "A breach that is closed is opened again before anything is added."


@transaction.atomic
def report_breach(
    *, by: User, people: Iterable[Person] = (), at: datetime | None = None, **said: Any
) -> Breach:
    """Keep a worry about data as it was reported; the line and information governance see it now.

    ``said`` are the fields of ``Breach``.
    """
    at = at or clock.now()
    breach = Breach(reported_by=by, reported_at=at, **said)
    breach.noticed_at = breach.noticed_at or at
    breach.full_clean(validate_constraints=False)
    if breach.noticed_at > at:
        raise ValidationError({"noticed_at": "When it was noticed must not be in the future"})
    breach.save()
    people = list(people)
    _add(breach, people, by=by, at=at)
    log.record(
        "governance.breach_reported",
        by=by,
        subjects=people,
        target=breach,
        detail={"what": breach.what},
        at=at,
    )
    return breach


@transaction.atomic
def take_step(
    breach: Breach,
    *,
    kind: str,
    by: User,
    words: str,
    answers: BreachStep | None = None,
    happened_at: datetime | None = None,
    at: datetime | None = None,
    **said: Any,
) -> BreachStep:
    """Keep one step. Raises ``PermissionDenied`` if it is not theirs to take, or not to take now.

    ``answers`` is the action that is done, for "DONE".
    """
    at = at or clock.now()
    _one_at_a_time(breach)
    stands = breaches.stands_of(breach, at=at)
    part, asked = breaches.part_of(by, breach, at=at), breaches.step_kinds()[kind]
    if kind == "DONE":
        if answers is None or answers.owner_id != by.pk or answers.breach_id != breach.pk:
            raise PermissionDenied("An action is done by whom it was given to.")
    elif not breaches.may_take(by, stands, asked, part):
        raise PermissionDenied("This step is not yours to take, or not now.")
    step = BreachStep(
        breach=breach,
        kind=kind,
        words=words.strip(),
        happened_at=happened_at or at,
        answers=answers,
        added_by=by,
        added_at=at,
        **said,
    )
    if asked.choices and step.choice not in asked.choices:
        raise ValidationError({"choice": "Choose one of the answers"})
    if step.happened_at > at:
        raise ValidationError({"happened_at": "This must not be in the future"})
    told_late = kind == "ICO" and step.choice == "TOLD" and step.happened_at > stands.due_at
    if told_late and not step.late_because:
        raise ValidationError({"late_because": "Say why they are told after 72 hours"})
    step.full_clean(exclude=["breach", "answers"], validate_constraints=False)
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError:  # done at the same moment
        raise ValidationError("Somebody has said so already.") from None
    log.record(
        "governance.breach_step_taken",
        by=by,
        target=breach,
        shown=[kind],
        detail={"words": step.words},
        at=at,
    )
    return step


@transaction.atomic
def add_affected(
    breach: Breach, *, people: Iterable[Person], by: User, at: datetime | None = None
) -> int:
    """Add people whose data it was, and return how many were not there yet."""
    at = at or clock.now()
    _ensure_works_on(breach, by, at)
    people = list(people)
    new = _add(breach, people, by=by, at=at)
    log.record("governance.breach_people_added", by=by, subjects=people, target=breach, at=at)
    return new


@transaction.atomic
def tell_affected(
    row: BreachPerson, *, person: Person, on: date, how: str, by: User, at: datetime | None = None
) -> None:
    """Keep that somebody was told that their data was concerned: once, with when and how."""
    at = at or clock.now()
    _ensure_works_on(row.breach, by, at)
    row = BreachPerson.objects.select_for_update().get(pk=row.pk)
    if row.told_on is not None:
        raise ValidationError("It is kept already that they were told.")
    row.told_on, row.told_how, row.told_by = on, how.strip(), by
    row.full_clean(exclude=["breach"], validate_constraints=False)
    row.save()
    log.record(
        "governance.breach_person_told",
        by=by,
        about=person,
        target=row.breach,
        detail={"how": row.told_how},
        at=at,
    )


def _one_at_a_time(breach: Breach) -> None:
    """Let nobody take a step meanwhile: a report is never changed, and its row not locked."""
    turns.wait_for(Turn.WORK_ON_BREACH, breach.pk)


def _ensure_works_on(breach: Breach, by: User, at: datetime) -> None:
    if not breaches.part_of(by, breach, at=at):
        raise PermissionDenied("A breach is looked into by managers and information governance.")
    if not breaches.stands_of(breach, at=at).is_open:
        raise ValidationError(_FIXED)


def _add(breach: Breach, people: list[Person], *, by: User, at: datetime) -> int:
    before = breach.people.count()
    BreachPerson.objects.bulk_create(
        [
            BreachPerson(breach=breach, subject=person.key, added_by=by, added_at=at)
            for person in people
        ],
        ignore_conflicts=True,
    )
    return breach.people.count() - before
