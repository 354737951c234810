"""What a council says in the guidance library. Old words stay, with who changed them and why."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

import clock
from accounts.allowed import require_administrator
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from oversight.library import shipped
from oversight.models import GuidanceAnswer, LocalGuidance
from oversight.queries import library as queries
from oversight.queries import reading
from people.saved import save


@transaction.atomic
def add_guidance(
    *,
    title: str,
    groups: Iterable[str],
    text: str,
    owner: User,
    review_on: date,
    reason: str,
    by: User,
    must_be_read: bool = False,
    at: datetime | None = None,
) -> LocalGuidance:
    """Add a page of the council's own to the library.

    Raises ``PermissionDenied`` unless ``by`` is an administrator, and ``ValidationError`` for a
    title that a page has already, no words, or a day that is not to come.
    """
    require_administrator(by)
    turns.wait_for(Turn.CHANGE_GUIDANCE)
    key = slugify(title)[:60].strip("-")
    if not key or key in shipped() or queries.page_of(key) is not None:
        raise ValidationError({"title": "Enter a title that no other page has"})
    if not text.strip():
        raise ValidationError({"text": "Enter how it is done here"})
    page = LocalGuidance(
        page=key, title=title, groups=list(groups), text=text, must_be_read=must_be_read
    )
    return _write(page, owner=owner, review_on=review_on, reason=reason, by=by, at=at)


@transaction.atomic
def change_guidance(
    *,
    page: str,
    text: str,
    owner: User,
    review_on: date,
    reason: str,
    by: User,
    seen: int,
    must_be_read: bool = False,
    at: datetime | None = None,
) -> LocalGuidance:
    """Say how something is done here from now on, or that it is still so. It holds at once.

    A page that comes with the product may be kept without words of the council's own.
    ``seen`` is how many wordings the page had when ``by`` read it. Raises ``PermissionDenied``
    unless ``by`` owns the page or is an administrator, and ``ValidationError`` for a page that
    there is not, that somebody changed meanwhile, where nothing changes, or for a policy that says
    nothing.
    """
    turns.wait_for(Turn.CHANGE_GUIDANCE)
    found = queries.page_of(page)
    if found is None:
        raise ValidationError("There is no such page")
    if not queries.may_change(by, found):
        raise PermissionDenied("Its owner and administrators change a page of guidance.")
    last = found.own
    if LocalGuidance.objects.filter(page=page).count() != seen:
        raise ValidationError(
            "Somebody changed this page after you opened it. Their words are in its history below. "
            "Yours are still here, to send again if they are right"
        )
    stood = (
        (last.text, last.owner, last.review_on, last.must_be_read)
        if last
        else ("", None, None, False)
    )
    says_something = text.strip() or stood[0] or found.base
    if stood == (text, owner, review_on, must_be_read) or not says_something:
        raise ValidationError({"text": "It stands like this already"})
    if must_be_read and not text.strip():
        message = "Enter how it is done here: without words there is nothing to read"
        raise ValidationError({"text": message})
    new = LocalGuidance(
        page=page,
        title=found.title,
        groups=last.groups if last else [],
        text=text if text.strip() else "",
        must_be_read=must_be_read,
    )
    return _write(new, owner=owner, review_on=review_on, reason=reason, by=by, at=at)


@transaction.atomic
def answer_guidance(
    *, page: str, wording: int, said: str, by: User, at: datetime | None = None
) -> GuidanceAnswer | None:
    """Say that one has read the words of a page, or that its change is to be shown no more.

    ``wording`` is the row that ``by`` saw. Said twice, it is said once. Raises
    ``ValidationError`` if the page has other words by now: nobody has read those.
    """
    at = at or clock.now()
    turns.wait_for(Turn.CHANGE_GUIDANCE)
    found = queries.page_of(page)
    row = LocalGuidance.objects.filter(page=page, pk=wording).first()
    if found is None or row is None or not found.text:
        raise ValidationError("There is no such page")
    if not reading.still_stands(row):
        raise ValidationError("Its words were changed while you read. Read them as they are now")
    if reading.answers_of(by).filter(wording__page=page, said=said).exists():
        return None
    answer = GuidanceAnswer(wording=row, user=by, said=said, said_at=at)
    save(answer)
    log.record("oversight.guidance_answered", by=by, target=page, at=at)
    return answer


def _write(
    row: LocalGuidance,
    *,
    owner: User,
    review_on: date,
    reason: str,
    by: User,
    at: datetime | None,
) -> LocalGuidance:
    at = at or clock.now()
    if review_on <= clock.day_of(at):
        raise ValidationError({"review_on": "The day to look at it again must be after today"})
    row.owner, row.review_on, row.reason = owner, review_on, reason
    row.changed_by, row.changed_at = by, at
    save(row)
    log.record(
        "oversight.guidance_changed",
        by=by,
        target=row.page,
        shown=[owner.staff_number],
        detail={"reason": reason},
        at=at,
    )
    return row
