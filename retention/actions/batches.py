"""Deciding about what is kept by class: two records officers agree that what is over goes."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from people.saved import save
from retention import over, rules
from retention.actions.reviewing import OVER, TOGETHER
from retention.models import Batch
from retention.over import Kind
from retention.policy import in_force

State = Batch.State


@transaction.atomic
def propose_batch(
    *,
    kind: Kind,
    records: Sequence[str],
    reason: str,
    archive: str = "",
    looked: Sequence[str] = (),
    by: User,
    at: datetime | None = None,
) -> Batch:
    """Propose that some rows of a kind are destroyed, which ``records`` names.

    Raises ``PermissionDenied``, or ``ValidationError`` where one of them may not go, is about
    ``by``, another proposal of the kind is not decided, or an archive comes first and said nothing.
    """
    at = at or clock.now()
    decision = rules.may_decide_by_class(by).require()
    if len(records) > TOGETHER:
        raise ValidationError({"records": f"Select at most {TOGETHER}"})
    if in_force().classes[kind.class_key].disposal == "archive" and not archive.strip():
        raise ValidationError({"archive": "Enter what the archive said"})
    turns.wait_for(Turn.PROPOSE_BY_CLASS)
    if Batch.objects.filter(kind=kind.key, state__in=Batch.STANDING).exists():
        raise ValidationError("Something of this kind is proposed already. That comes first")
    rows = over.free(over.rows_of(kind), records)
    if len(rows) < len(set(records)) or rules.is_about(by, rows):
        raise ValidationError({"records": "One of these is held, gone, or about you. Look anew"})
    batch = save(
        Batch(
            kind=kind.key,
            rows=[row.name for row in rows],
            reason=reason.strip(),
            archive=archive.strip(),
            proposed_by=by,
            proposed_at=at,
        )
    )
    log.record(
        "retention.batch_proposed",
        by=by,
        target=batch,
        because=decision,
        shown=[*_what(batch), *(f"looked:{each}" for each in looked)],
        at=at,
    )
    return batch


@transaction.atomic
def agree_batch(batch: Batch | None, *, answer: str, by: User, at: datetime | None = None) -> Batch:
    """Agree, as the second person. It is destroyed when the time to think is over.

    Raises ``PermissionDenied``, or ``ValidationError`` if nothing of it may go by now.
    """
    at = at or clock.now()
    batch = _standing(batch, State.PROPOSED)
    free = over.free_of(batch)
    decision = rules.may_answer_batch(by, batch, free).require()
    if problems := rules.in_the_way_of_batch(free):
        raise ValidationError(problems)
    batch.state, batch.answer = State.AGREED, answer.strip()
    batch.answered_by, batch.answered_at = by, at
    batch.not_before = rules.thought_over(at)
    save(batch)
    log.record(
        "retention.batch_agreed", by=by, target=batch, because=decision, shown=_what(batch), at=at
    )
    return batch


@transaction.atomic
def refuse_batch(
    batch: Batch | None, *, answer: str, by: User, at: datetime | None = None
) -> Batch:
    """Refuse, as the second person. Raises ``PermissionDenied``."""
    at = at or clock.now()
    batch = _standing(batch, State.PROPOSED)
    decision = rules.may_answer_batch(by, batch, over.free_of(batch)).require()
    batch.state, batch.answer = State.REFUSED, answer.strip()
    batch.answered_by, batch.answered_at, batch.ended_at = by, at, at
    save(batch)
    log.record("retention.batch_refused", by=by, target=batch, because=decision, at=at)
    return batch


@transaction.atomic
def withdraw_batch(
    batch: Batch | None, *, reason: str, by: User, at: datetime | None = None
) -> Batch:
    """Take it back, as a records officer, until it is done. Raises ``PermissionDenied``."""
    at = at or clock.now()
    batch = _standing(batch, *Batch.STANDING)
    decision = rules.may_decide_by_class(by).require()
    batch.state, batch.ended_because = State.WITHDRAWN, reason.strip()
    batch.ended_by, batch.ended_at = by, at
    save(batch)
    log.record("retention.batch_withdrawn", by=by, target=batch, because=decision, at=at)
    return batch


@transaction.atomic
def stop_batch(batch: Batch, *, because: str, at: datetime | None = None) -> Batch:
    """Stop it, because nothing of it may go: nobody decides this, it is so."""
    at = at or clock.now()
    batch = _standing(batch, *Batch.STANDING)
    batch.state, batch.ended_because, batch.ended_at = State.STOPPED, because, at
    save(batch)
    log.record("retention.batch_stopped", by=log.CLOCK, target=batch, at=at)
    return batch


def _standing(batch: Batch | None, *states: str) -> Batch:
    """Return a proposal as it stands, locked. Raises ``ValidationError`` if it was decided."""
    found = Batch.objects.select_for_update().filter(pk=batch.pk).first() if batch else None
    if found is None or found.state not in states:
        raise ValidationError(OVER)
    return found


def _what(batch: Batch) -> list[str]:
    return [f"kind:{batch.kind}", f"rows:{len(batch.rows)}"]
