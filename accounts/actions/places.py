"""Signing out of one browser from another."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import queries
from accounts.models import User
from audit import log


@transaction.atomic
def sign_out_elsewhere(
    *, by: User, here: str, place: str = "", at: datetime | None = None
) -> list[str]:
    """End the sessions of ``by`` but this one, or the one at ``place``; return which browsers.

    Their next request is asked to sign in. ``here`` is this session's own key.
    """
    ended = [
        each.row
        for each in queries.places_of(by, here=here)
        if not each.is_this and place in ("", each.row.key)
    ]
    for row in ended:
        Session.objects.filter(session_key=row.session_key).delete()
        log.record("accounts.signed_out_elsewhere", by=by, target=row, shown=[row.browser], at=at)
        row.delete()
    return [row.browser for row in ended]
