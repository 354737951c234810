"""What was typed in a form whose session had ended: carried through sign-in, and never lost.

The text goes with the sign-in page, encrypted, for an hour, and opens for nobody but the member of
staff who typed it. A draft takes it in by itself; any other form shows it, to be sent again. The
text of somebody whose account is no longer in use is kept for their manager.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import LoginForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

import clock
from accounts.models import User
from audit import wall
from ui import views as ui_views

COOKIE = "staff"
FIELD = "carried"
LASTS = 60 * 60  # seconds
_BUTTONS = frozenset({"act", "add_row", "remove_row", "by_paragraph", "take_off"})

Keep = Callable[[Any, User, str], bool]
_DRAFTS: set[str] = set()
_KEEPERS: list[Keep] = []


@dataclass(frozen=True)
class Carried:
    """A form as it was sent, and where to."""

    address: str
    answers: list[tuple[str, str]]


def lands_in_draft(*view_names: str) -> None:
    """Say which views keep whatever is sent to them as a draft, and so may be sent it again."""
    _DRAFTS.update(view_names)


def keep_for_manager_with(keep: Keep) -> None:
    """Say what keeps a form of somebody whose account is not in use. It returns False if it cannot.

    ``keep`` is given the request, the member of staff and the address's person key.
    """
    if keep not in _KEEPERS:
        _KEEPERS.append(keep)


def seal(carried: Carried, *, user: User) -> str:
    """Return a form as text that only this service can read, and only for ``user``."""
    content = [user.staff_number, carried.address, carried.answers]
    return _cipher().encrypt(json.dumps(content).encode()).decode()


def unseal(text: str, *, user: User) -> Carried | None:
    """Return the form that was sealed, or None if it is too old, not ours or somebody else's."""
    try:
        content = json.loads(_cipher().decrypt(text.encode(), ttl=LASTS))
    except (InvalidToken, ValueError):
        return None
    number, address, answers = content
    if number != user.staff_number:
        return None
    return Carried(address, [(name, typed) for name, typed in answers])


def remember(request: Any, response: Any) -> None:
    """Leave word in the browser of who is signed in, so that a session's end can be told apart.

    The cookie opens nothing. It goes with the browser's own session, and when somebody signs out.
    """
    known = _number_in(request)
    if request.user.is_authenticated:
        if known != request.user.staff_number:
            response.set_cookie(
                COOKIE,
                _cipher().encrypt(request.user.staff_number.encode()).decode(),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Strict",
            )
    elif known and request.resolver_match and request.resolver_match.url_name == "account_logout":
        response.delete_cookie(COOKIE, samesite="Strict")


def was_left_by_another(request: Any) -> bool:
    """Say whether somebody else was signed in here last, and did not sign out."""
    known = _number_in(request)
    return bool(known) and known != request.user.staff_number


def signed_out(request: Any) -> Any:
    """Answer a form that was sent after its session ended."""
    user = User.objects.filter(staff_number=_number_in(request) or None).first()
    if user is not None and not user.works_on(clock.today()):
        return account_closed(request, user)
    if request.accepts("text/html") is False:
        return JsonResponse({"saved": False, "signed_out": True}, status=403)
    answers = ui_views.answers_to_keep(request)
    if user is None or not answers:
        return ui_views.signed_out(request)
    sealed = seal(Carried(request.get_full_path(), answers), user=user)
    return ui_views.signed_out(request, carried=sealed, form=LoginForm(request=request))


def account_closed(request: Any, user: User) -> Any:
    """Keep a form for the manager of somebody whose account is not in use; say so, show nothing."""
    key = request.resolver_match.kwargs.get("person_key", "")
    with wall.asked_for(user):
        kept = bool(key) and any(keep(request, user, key) for keep in _KEEPERS)
    if request.accepts("text/html") is False:
        words = "What you typed is kept for your manager" if kept else "Tell your manager"
        return JsonResponse(
            {"saved": False, "message": f"Your account is not in use. {words}"}, status=403
        )
    return ui_views.account_closed(request, kept=kept)


def resume(request: Any, sealed: str, response: Any) -> Any:
    """Go on with a form that was carried through sign-in; ``response`` if there is none to open."""
    carried = unseal(sealed, user=request.user)
    if carried is None:
        messages.warning(
            request,
            "What was typed before this sign-in could not be brought along: it was more than an "
            "hour ago, or somebody else typed it.",
        )
        return response
    try:
        match = resolve(carried.address.partition("?")[0])
    except Resolver404:
        return response
    if match.view_name in _DRAFTS:
        try:
            with wall.asked_for(request.user), transaction.atomic():
                return _send_again(request, carried, match)
        except (Http404, PermissionDenied):
            pass
    return ui_views.send_again(request, carried.answers, address=carried.address)


def _send_again(request: Any, carried: Carried, match: Any) -> Any:
    """Have a view keep what was typed, pressing no button."""
    given: MultiValueDict = MultiValueDict()
    for name, text in carried.answers:
        if name not in _BUTTONS:
            given.appendlist(name, text)
    typed = QueryDict(mutable=True)
    typed.update(given)
    request.POST, request.path = typed, carried.address.partition("?")[0]
    request.path_info, request.resolver_match = request.path, match
    answer = match.func(request, *match.args, **match.kwargs)
    if answer.status_code == 302:
        messages.success(request, "What you typed before you were signed out is kept here.")
    return answer


def _number_in(request: Any) -> str:
    try:
        return _cipher().decrypt(request.COOKIES.get(COOKIE, "").encode()).decode()
    except (InvalidToken, ValueError):
        return ""


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str) -> bytes:
    digest = salted_hmac("accounts.carried", "key", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
