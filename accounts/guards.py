"""Who may come to a page that is not about one person: each view carries one guard.

A guard leaves its ``policy`` on the view, so that a test can walk every URL and find none without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render

import clock
from accounts import carried
from accounts.roles import Role
from audit import log


@dataclass(frozen=True)
class Policy:
    """What a view's guard lets through, in words that the generated reference quotes."""

    who: str
    because: str
    roles: tuple[str, ...] = ()
    permission: str = ""


def signed_in(view: Callable) -> Callable:
    """Let only the signed-in through. A form sent after its session ended keeps its text."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return carried.signed_out(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def open_to_everyone(*, because: str) -> Callable:
    """Let anybody in, signed in or not."""

    def decorate(view):
        view.policy = Policy(who="everyone", because=because)
        return view

    return decorate


def open_to_all_staff(*, because: str) -> Callable:
    """Let every signed-in member of staff in."""
    return _staff(Policy(who="all staff", because=because))


def open_to_roles(*roles: Role, because: str) -> Callable:
    """Let staff in who hold one of ``roles``; the rest get a 403 that says whom to ask."""
    return _staff(Policy(who="roles", because=because, roles=tuple(roles)))


def _staff(policy: Policy) -> Callable:
    def decorate(view):
        @wraps(view)
        @signed_in
        def guarded(request, *args, **kwargs):
            user = request.user
            if not user.works_on(clock.today()):
                return _refuse(request, "Your account is not in use.", "your manager")
            if policy.roles and not user.has_role(*policy.roles):
                names = " or ".join(Role(role).label.lower() for role in policy.roles)
                return _refuse(request, f"This page is for a {names}.", "your manager")
            return view(request, *args, **kwargs)

        guarded.policy = policy
        return guarded

    return decorate


def _refuse(request, because: str, ask: str):
    log.record("accounts.page_refused", by=request.user, target=request.resolver_match.view_name)
    return render(request, "403.html", {"because": because, "ask": ask}, status=403)
