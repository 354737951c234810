"""Keeping what the privacy notice says, and saying that people are told of it again."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log
from governance.models import NoticeAgain, NoticeVersion
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
