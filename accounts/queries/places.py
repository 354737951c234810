"""Where somebody is signed in now."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from accounts import sessions
from accounts.models import SignedInPlace, User


@dataclass(frozen=True)
class Place:
    """One browser in which somebody is signed in, since when, and whether it is this one."""

    row: SignedInPlace
    last_used_at: datetime
    is_this: bool


def places_of(user: User, *, here: str) -> list[Place]:
    """Return where ``user`` is signed in, this one first. ``here`` is this session's own key."""
    rows = {each.session_key: each for each in SignedInPlace.objects.filter(user=user)}
    found = []
    for session in Session.objects.filter(session_key__in=rows):
        held = session.get_decoded()
        if held.get("_auth_user_id") == str(user.pk) and sessions.left_of(held).seconds >= 0:
            row = rows[session.session_key]
            found.append(Place(row, sessions.last_act_of(held), row.session_key == here))
    return sorted(found, key=lambda place: (not place.is_this, -place.last_used_at.timestamp()))
