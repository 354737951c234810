"""How long a session lasts: until nobody has done anything for a while, and some hours at most.

Only what somebody does prolongs a session. What a page asks by itself says so in a header, and
prolongs nothing: neither a page that waits for a job nor one that counts the minutes keeps anyone
signed in. Saving a draft follows a key that was pressed, and so counts as something done. The two
times are the council's, as they stood when the session began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session

import clock
from accounts import browsers, local
from accounts.models import SignedInPlace

SESSION_LASTS = timedelta(hours=10)
WITHOUT_ACT_LASTS = timedelta(minutes=20)
UNATTENDED = "X-Unattended"
_STARTED, _LAST_ACT = "session_started_at", "session_last_act_at"
_PLACE = "session_place"
_HOURS, _IDLE_MINUTES = "session_hours", "session_idle_minutes"
# How many people's records it may open in a short time: read by who counts them.
RECORDS = "session_records"


@dataclass(frozen=True)
class Remaining:
    """How long a session has left, and whether an act of its user would make it longer."""

    seconds: int
    can_extend: bool


def begin(request: Any) -> None:
    """Keep in a new session how long it lasts, and for its user where it is."""
    request.session[_HOURS] = local.settings_value("session.longest_hours")
    request.session[_IDLE_MINUTES] = local.settings_value("session.idle_minutes")
    request.session[RECORDS] = local.settings_value("access.records_before_password")
    places = SignedInPlace.objects.filter(user=request.user)
    places.exclude(session_key__in=Session.objects.values("session_key")).delete()
    place = SignedInPlace.objects.create(
        user=request.user,
        session_key=request.session.session_key,
        browser=browsers.in_words(request.headers.get("User-Agent", "")),
        begun_at=clock.now(),
    )
    request.session[_PLACE] = place.pk


def follow(request: Any) -> None:
    """Keep knowing where a session is whose key was changed, as it is with a password."""
    places = SignedInPlace.objects.filter(user=request.user, pk=request.session.get(_PLACE))
    places.update(session_key=request.session.session_key)


def forget(request: Any) -> None:
    """Keep no more where a session is that its user ends."""
    SignedInPlace.objects.filter(session_key=request.session.session_key).delete()


def has_ended(request: Any) -> bool:
    """Say whether the time of a signed-in session is over."""
    return remaining(request).seconds < 0


def note_act(request: Any) -> None:
    """Count the session's time anew, unless a page asks by itself and nobody did anything."""
    now = clock.now().isoformat()
    started = _STARTED in request.session
    if not started:
        request.session[_STARTED] = now
    if not started or UNATTENDED not in request.headers:
        request.session[_LAST_ACT] = now


def remaining(request: Any) -> Remaining:
    """Return what is left of a signed-in session; below 0 when it is over."""
    return left_of(request.session)


def left_of(session: Mapping[str, Any]) -> Remaining:
    """Return what is left of a session, by what it holds."""
    now = clock.now()
    lasts, idle = SESSION_LASTS, WITHOUT_ACT_LASTS
    if _HOURS in session:
        lasts = timedelta(hours=session[_HOURS])
        idle = timedelta(minutes=session[_IDLE_MINUTES])
    at_most = _since(session, _STARTED, now) + lasts - now
    without_act = last_act_of(session) + idle - now
    left = min(at_most, without_act)
    return Remaining(
        seconds=int(left.total_seconds() // 1),
        can_extend=at_most > without_act,
    )


def session_end(request: Any) -> dict[str, Any]:
    """Return what a page needs to warn of its session's end; nothing before sign-in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"session_left": remaining(request)}


def last_act_of(session: Mapping[str, Any]) -> datetime:
    """Return when the user of a session last did something; now, if they did nothing yet."""
    return _since(session, _LAST_ACT, clock.now())


def _since(session: Mapping[str, Any], name: str, now: datetime) -> datetime:
    text = session.get(name)
    return datetime.fromisoformat(text) if text else now
