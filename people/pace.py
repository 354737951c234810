"""How many people's records one session opens in a short time, before it asks for the password.

More than anybody reads at once are a session that somebody else has, or a copy made by hand. Nobody
is stopped: the password opens the next for a while. Source: L-7 of the security promises.
"""

from math import inf
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired

import clock
from accounts import sessions
from people.models import Person

SECONDS = 10 * 60
_OPENED = "session_opened"


def is_too_quick(request: Any, person: Person) -> bool:
    """Say whether the password is asked for first; otherwise count the person as opened."""
    now = int(clock.now().timestamp())
    opened = request.session.get(_OPENED, {})
    lately = {key: at for key, at in opened.items() if at > now - SECONDS}
    is_another = person.key not in lately
    many = len(lately) >= request.session.get(sessions.RECORDS, inf)
    if is_another and many and not _gave_password_lately(request):
        return True
    request.session[_OPENED] = {**lately, person.key: now}
    return False


def _gave_password_lately(request: Any) -> bool:
    try:
        return _asked_for_password(request)
    except ReauthenticationRequired:
        return False


@reauthentication_required
def _asked_for_password(request: Any) -> bool:
    return True
