"""Keeping what the privacy notice says, publishing and translating it, and telling it again."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log
from governance.models import NoticeAgain, NoticePublished, NoticeTranslation, NoticeVersion
from governance.notices import CHECKS, last_published
from people.saved import save


@transaction.atomic
def keep_notice(
    *, version: str, said: dict[str, Any], by: log.Actor, at: datetime | None = None
) -> bool:
    """Keep a version of the notice, and say whether it was not kept before."""
    at = at or clock.now()
    _, is_new = NoticeVersion.objects.get_or_create(
        version=version, defaults={"said": said, "first_at": at}
    )
    if is_new:
        log.record("governance.notice_kept", by=by, shown=(f"version:{version}",), at=at)
    return is_new


@transaction.atomic
def publish_notice(*, version: str, by: User, at: datetime | None = None) -> NoticePublished:
    """Have a version that ``by`` checked stand before the public.

    Raises ``PermissionDenied``; ``ValidationError`` if it stands already.
    """
    at = at or clock.now()
    _may_check(by)
    last = last_published()
    if last is not None and last.notice.version == version:
        raise ValidationError("This version stands already")
    notice = NoticeVersion.objects.get(version=version)
    published = save(NoticePublished(notice=notice, published_by=by, published_at=at))
    log.record("governance.notice_published", by=by, shown=(f"version:{version}",), at=at)
    return published


@transaction.atomic
def add_translation(
    *,
    version: str,
    tag: str,
    called: str,
    said: dict[str, Any],
    translated_by: str,
    translated_on: date,
    by: User,
    at: datetime | None = None,
) -> NoticeTranslation:
    """Add the notice that stands in another language, as a person translated it.

    Raises ``PermissionDenied``; ``ValidationError`` if ``version`` does not stand, or if it was
    translated in the future.
    """
    at = at or clock.now()
    _may_check(by)
    last = last_published()
    if last is None or last.notice.version != version:
        raise ValidationError("The notice that stands is another one now: translate that")
    if translated_on > clock.day_of(at):
        raise ValidationError({"translated_on": "Enter a day that is not in the future"})
    added = save(
        NoticeTranslation(
            notice=last.notice,
            tag=tag,
            called=called,
            said=said,
            translated_by=translated_by,
            translated_on=translated_on,
            added_by=by,
            added_at=at,
        )
    )
    shown = (f"version:{version}", f"language:{tag}")
    log.record("governance.notice_translated", by=by, shown=shown, at=at)
    return added


def _may_check(by: User) -> None:
    if not by.has_role(*CHECKS):
        raise PermissionDenied(
            "Records officers and the data protection officer check and publish the notice."
        )


@transaction.atomic
def tell_again(*, version: str, reason: str, by: User, at: datetime | None = None) -> NoticeAgain:
    """Say that those who were told of an earlier notice are told again of this version.

    Raises ``PermissionDenied``; ``ValidationError`` if it was said of this version before.
    """
    at = at or clock.now()
    if not by.has_role(Role.DATA_PROTECTION_OFFICER):
        raise PermissionDenied("The data protection officer says whether people are told again.")
    notice = NoticeVersion.objects.get(version=version)
    if NoticeAgain.objects.filter(notice=notice).exists():
        raise ValidationError("It was said of this version already")
    again = save(NoticeAgain(notice=notice, reason=reason.strip(), said_by=by, said_at=at))
    log.record("governance.notice_told_again", by=by, shown=(f"version:{version}",), at=at)
    return again
