"""Making two records of one human one: asked by one person, agreed by another, undone by anyone."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people.actions.conflicts import close_to_those_who_declared
from people.merging import doing, rules
from people.models import Merge, MergeStep, Person

_ANSWERED = "This was answered already"


@transaction.atomic
def ask_to_merge(
    *,
    kept: Person,
    gone: Person,
    choices: dict[str, str],
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Merge:
    """Ask for the record ``gone`` to be made one with ``kept``. Asking twice makes one request.

    Raises ``PermissionDenied``, or ``ValidationError`` if something stands in the way.
    """
    at = at or clock.now()
    kept, gone = _locked(kept, gone)
    decision = rules.may_ask(by, kept, gone, at=at).require()
    waiting = Merge.objects.filter(state=Merge.State.ASKED, kept__in=[kept, gone])
    same = waiting.filter(kept=kept, gone=gone, asked_by=by).first()
    if same is not None:
        return same
    if problems := rules.in_the_way(kept, gone, at=at):
        raise ValidationError(problems)
    either = Merge.objects.filter(state=Merge.State.ASKED)
    if (either.filter(kept__in=[kept, gone]) | either.filter(gone__in=[kept, gone])).exists():
        raise ValidationError("Somebody has asked for one of the two already. Answer that first")
    if not reason.strip():
        raise ValidationError("Enter how you know that they are one person")
    merge = Merge(
        kept=kept, gone=gone, choices=choices, reason=reason.strip(), asked_by=by, asked_at=at
    )
    merge.full_clean()
    merge.save()
    log.record(
        "people.merge_asked", by=by, subjects=[kept, gone], target=merge, because=decision, at=at
    )
    return merge


@transaction.atomic
def agree_to_merge(*, merge: Merge, by: User, at: datetime | None = None) -> Merge:
    """Make the two records one, as the second person.

    Raises ``PermissionDenied``, or ``ValidationError`` if it was answered already or something
    stands in the way by now.
    """
    at = at or clock.now()
    merge = _answerable(merge)
    decision = rules.may_answer(by, merge, at=at).require()
    if problems := rules.in_the_way(merge.kept, merge.gone, at=at):
        raise ValidationError(problems)
    doing.Doing(merge).run()
    merge.state, merge.answered_by, merge.answered_at = Merge.State.DONE, by, at
    merge.save()
    log.record(
        "people.merged",
        by=by,
        subjects=[merge.kept, merge.gone],
        target=merge,
        because=decision,
        at=at,
    )
    close_to_those_who_declared([merge.kept], by=by, at=at)
    return merge


@transaction.atomic
def refuse_merge(*, merge: Merge, reason: str, by: User, at: datetime | None = None) -> Merge:
    """Leave the two as they are, and say why. Raises as ``agree_to_merge`` does.

    Whoever asked may take it back so.
    """
    at = at or clock.now()
    merge = _answerable(merge)
    decision = rules.may_ask(by, merge.kept, merge.gone, at=at).require()
    if not reason.strip():
        raise ValidationError("Enter why they stay apart")
    merge.state, merge.answer_reason = Merge.State.REFUSED, reason.strip()
    merge.answered_by, merge.answered_at = (None if merge.asked_by_id == by.pk else by), at
    merge.save()
    log.record(
        "people.merge_refused",
        by=by,
        subjects=[merge.kept, merge.gone],
        target=merge,
        because=decision,
        at=at,
    )
    return merge


@transaction.atomic
def undo_merge(
    *, merge: Merge, reason: str, by: User, at: datetime | None = None
) -> list[MergeStep]:
    """Make the one record two again, each with what it had. What came since stays where it is.

    Returns what somebody changed since and that therefore stays as it is now. Raises
    ``PermissionDenied``, or ``ValidationError`` if a later merge must be undone first.
    """
    at = at or clock.now()
    merge = _to_undo(merge)
    decision = rules.may_undo(by, merge, at=at).require()
    if merge.state != Merge.State.DONE:
        raise ValidationError("This was undone already")
    if merge.kept.merged_into_id is not None:
        raise ValidationError("This record was merged again since. Undo that first")
    if _later(merge).exists():
        raise ValidationError("Another record was merged into this one since. Undo that first")
    if not reason.strip():
        raise ValidationError("Enter why they are two people")
    left = doing.undo(merge)
    _undone(merge, reason=reason.strip(), by=by, at=at)
    log.record(
        "people.unmerged",
        by=by,
        subjects=[merge.kept, merge.gone],
        target=merge,
        because=decision,
        at=at,
    )
    return left


@transaction.atomic
def undo_merge_again(*, merge: Merge, reason: str, at: datetime) -> None:
    """Make the one record two once more, as it was before an old copy of the database was put back.

    The caller sees to it that later merges of the two are undone first.
    """
    merge = _to_undo(merge)
    doing.undo(merge)
    _undone(merge, reason=reason, by=None, at=at)
    log.record(
        "people.unmerged", by=log.CLOCK, subjects=[merge.kept, merge.gone], target=merge, at=at
    )


def _to_undo(merge: Merge) -> Merge:
    _locked(merge.kept, merge.gone)
    return Merge.objects.select_related("kept", "gone").get(pk=merge.pk)


def _undone(merge: Merge, *, reason: str, by: User | None, at: datetime) -> None:
    merge.state, merge.undone_by, merge.undone_at = Merge.State.UNDONE, by, at
    merge.undone_reason = reason
    merge.save()


def _later(merge: Merge):
    return Merge.objects.filter(
        kept=merge.kept, state=Merge.State.DONE, answered_at__gt=merge.answered_at
    )


def _locked(kept: Person, gone: Person) -> tuple[Person, Person]:
    """Let two merges of the same records follow each other."""
    rows = Person.objects.select_for_update(of=("self",)).select_related("team").order_by("pk")
    people = {person.pk: person for person in rows.filter(pk__in=[kept.pk, gone.pk])}
    return people[kept.pk], people[gone.pk]


def _answerable(merge: Merge) -> Merge:
    kept, gone = _locked(merge.kept, merge.gone)
    merge = Merge.objects.get(pk=merge.pk)
    merge.kept, merge.gone = kept, gone
    if merge.state != Merge.State.ASKED:
        raise ValidationError(_ANSWERED)
    return merge
