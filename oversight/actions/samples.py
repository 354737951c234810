"""Which share of what is signed managers review: of a kind of record, or of a team."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.allowed import require_administrator
from accounts.models import Team, User
from audit import log, turns
from audit.turns import Turn
from oversight.models import SampleChange
from oversight.queries.samples import Share
from people.saved import save
from records.catalogue import catalogue


@transaction.atomic
def change_sample(
    *,
    type_key: str,
    team: Team | None,
    percent: int | None,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> SampleChange:
    """Set how much of a kind of record, of a team's, or of both, is drawn; None for no own share.

    Raises ``PermissionDenied`` unless ``by`` is an administrator, and ``ValidationError`` for
    neither a kind nor a team, or if it changes nothing.
    """
    require_administrator(by)
    if not type_key and team is None:
        raise ValidationError(
            {"type_key": "Choose a kind of record or a team. For everything there is a setting"}
        )
    if type_key and catalogue().get(type_key) is None:
        raise ValidationError({"type_key": "Choose a kind of record from the list"})
    turns.wait_for(Turn.CHANGE_SAMPLE)
    last = SampleChange.objects.filter(type_key=type_key, team=team).order_by("-id").first()
    if (last.percent if last else None) == percent:
        raise ValidationError({"percent": "It stands like this already"})
    change = save(
        SampleChange(
            type_key=type_key,
            team=team,
            percent=percent,
            reason=reason,
            changed_by=by,
            changed_at=at or clock.now(),
        )
    )
    share = Share(change)
    log.record(
        "oversight.sample_changed",
        by=by,
        target=type_key or "every kind",
        detail={"change": f"{share.of}: {share.in_words}", "reason": reason},
        at=at,
    )
    return change
