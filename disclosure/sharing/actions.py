"""Asking back what was shared, and keeping what came of it. Each leaves its event."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from audit import log
from disclosure.models import Export, Recall
from disclosure.sharing.queries import COPY, Shared
from people import access
from people.access import Permission
from people.models import Person
from records.models import Entry

_CHANGED = "Somebody else changed this while you were writing. Look again"


def ask_back(
    shared: Shared,
    *,
    person: Person,
    because: str,
    asked_how: str,
    by: User,
    at: datetime | None = None,
) -> Recall:
    """Note that something was asked back, why and how.

    Raises ``PermissionDenied`` if ``by`` may not copy this record, ``ValidationError`` if it was
    asked back and that is not answered yet.
    """
    at = at or clock.now()
    of_what = (
        {"export": Export.objects.get(key=shared.key, person=person)}
        if shared.kind == COPY
        else {"entry": Entry.objects.get(key=shared.key, person=person)}
    )
    try:
        with transaction.atomic():
            decision = access.decide(by, Permission.EXPORT, person, at=at).require()
            recall = Recall.objects.create(
                because=because, asked_how=asked_how, asked_by=by, asked_at=at, **of_what
            )
            log.record(
                "disclosure.asked_back",
                by=by,
                about=person,
                target=recall,
                because=decision,
                shown=_of(shared),
                detail={"because": because},
                at=at,
            )
    except IntegrityError as already:
        raise ValidationError(_CHANGED) from already
    return recall


@transaction.atomic
def say_outcome(
    shared: Shared,
    *,
    person: Person,
    outcome: str,
    outcome_words: str,
    by: User,
    at: datetime | None = None,
) -> Recall:
    """Keep what came of asking back.

    Raises ``PermissionDenied`` if ``by`` may not copy this record, ``ValidationError`` if nothing
    is asked back, or somebody has said so already.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    open_ones = [each.pk for each in shared.recalls if each.is_open]
    recall = Recall.objects.select_for_update(of=("self",)).filter(pk__in=open_ones).first()
    if recall is None or not recall.is_open:
        raise ValidationError(_CHANGED)
    recall.outcome, recall.outcome_words = outcome, outcome_words
    recall.outcome_by, recall.outcome_at = by, at
    recall.save(update_fields=["outcome", "outcome_words", "outcome_by", "outcome_at"])
    log.record(
        "disclosure.asked_back_answered",
        by=by,
        about=person,
        target=recall,
        because=decision,
        shown=(outcome, *_of(shared)),
        at=at,
    )
    return recall


def _of(shared: Shared) -> tuple[str, ...]:
    digest = (f"sha256:{shared.sha256}",) if shared.sha256 else ()
    return (f"{shared.kind}:{shared.key}", *digest)
