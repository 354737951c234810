"""Keeping what the privacy notice says, so that an earlier one can be read as it stood."""

from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from audit import log
from governance.models import NoticeVersion


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
