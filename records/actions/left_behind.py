"""What a manager does with a draft whose author cannot go on with it: adopt it, or set it aside."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Decision, Permission
from records.models import Draft
from records.queries import draft_left_behind, why_left_behind
from records.queries.left_behind import CONFLICTED

_REASON = {
    CONFLICTED: "Its author may no longer open this record, and had not signed it.",
}
_LEFT_REASON = "Its author has left, and had not signed it."


@transaction.atomic
def adopt_draft(*, draft: Draft, by: User, at: datetime | None = None) -> Draft:
    """Make a draft the manager's own, with its author as the one who gave the information.

    Raises ``PermissionDenied`` unless ``by`` manages its author and may write on the record, and
    the author has left or may no longer open it.
    """
    at = at or clock.now()
    decision, draft = _require(draft, by, Permission.WRITE, at)
    if draft.page is not None:
        raise PermissionDenied("Only a draft of an entry is adopted.")
    author = draft.author
    reason = _REASON.get(why_left_behind(draft), _LEFT_REASON)
    draft.typed = {
        **{name: texts for name, texts in draft.typed.items() if name != "information_provider"},
        "author_took_part": ["false"],
        "information_provider_other": [", ".join(filter(None, [author.name, author.job_title]))],
        "provider_reason": [reason],
    }
    draft.author, draft.provided_by = by, draft.provided_by or author
    draft.version, draft.saved_at = draft.version + 1, at
    draft.set_aside_at, draft.set_aside_by, draft.set_aside_because = None, None, ""
    draft.save()
    log.record(
        "records.draft_adopted", by=by, about=draft.person, target=draft, because=decision, at=at
    )
    return draft


@transaction.atomic
def set_aside_draft(*, draft: Draft, by: User, because: str, at: datetime | None = None) -> Draft:
    """Put a draft aside with a reason. It is listed for its author's managers and never destroyed.

    The same said twice is said once. Raises ``PermissionDenied`` as ``adopt_draft`` does; reading
    is enough here.
    """
    at = at or clock.now()
    decision, draft = _require(draft, by, Permission.VIEW, at)
    if (draft.set_aside_by, draft.set_aside_because) == (by, because):
        return draft
    draft.set_aside_at, draft.set_aside_by, draft.set_aside_because = at, by, because
    draft.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
    log.record(
        "records.draft_set_aside",
        by=by,
        about=draft.person,
        target=draft,
        because=decision,
        detail={"because": because},
        at=at,
    )
    return draft


def _require(
    draft: Draft, by: User, permission: Permission, at: datetime
) -> tuple[Decision, Draft]:
    decision = access.decide(by, permission, draft.person, at=at).require()
    Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    found = draft_left_behind(by, draft.person, draft.key)
    if found is None:
        raise PermissionDenied("Only a manager may, of somebody who cannot go on with their draft.")
    return decision, found
