"""The guard of every page about one person: load, decide, show, log, in one transaction."""

from collections.abc import Callable
from functools import partial, wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

import clock
from accounts import carried
from accounts.guards import Policy, signed_in
from accounts.models import User
from audit import log
from people import access, pace, queries
from people.access import Decision, Outcome, Permission
from people.models import Person
from people.standing import reasons_of
from people.survivors import survivor_of
from ui import views as ui_views

_SHOWS_A_PAGE = (200, 400)


def person_view(
    permission: Permission,
    *,
    verb: str | None,
    because: str,
    shown: tuple[str, ...] = (),
    or_else: Callable[..., Decision] | None = None,
) -> Callable:
    """Guard a view whose URL has ``person_key``; the view is called with the person instead.

    ``verb`` is logged when the page is shown, be it with a form that was refused, after it was
    rendered and before it is sent; ``None`` is for views that show nothing, whose action logs.
    A page may set ``request.shown`` to name what it showed, ``request.target``,
    ``request.detail`` for what must be erasable, and ``request.looks_again`` when it asked for
    itself anew: that is the look already logged. ``request.beside`` names the other people of whom
    the page says something; they have an event of their own.
    ``or_else`` may open the one page to somebody who has no basis for the whole record: it is given
    user, person and what else the URL names.
    Restricted and unknown people give the same 404; no basis gives the reason page or a 403.
    The address of a record that was merged leads to the one that was kept, once that is allowed.
    Who opens very many people's records in a short time gives their password first.
    """

    def decorate(view):
        @wraps(view)
        @signed_in
        def guarded(request, person_key, *args, **kwargs):
            person = queries.person_with_banner(person_key)
            if person is None:
                raise Http404
            person = survivor_of(person)
            decision = access.decide(request.user, permission, person)
            if or_else is not None and not decision.allowed:
                otherwise = or_else(request.user, person, **kwargs)
                decision = otherwise if otherwise.allowed else decision
            if not decision.allowed:
                return _turned_away(request, person, decision)
            if person.key != person_key and request.method == "GET":
                return _at_its_own_address(request, person)
            if request.method == "GET" and pace.is_too_quick(request, person):
                return _password_first(request, person)
            request.access = decision
            if decision.basis == "REASON":
                request.reason_given = partial(_kind_of_reason, request.user, person)
            request.shown = shown
            response = view(request, person, *args, **kwargs)
            looks_again = getattr(request, "looks_again", False)
            if verb is not None and response.status_code in _SHOWS_A_PAGE and not looks_again:
                _log_the_look(request, verb, person, decision)
            return response

        guarded.policy = Policy(who="person", because=because, permission=permission)
        return guarded

    return decorate


def _kind_of_reason(user: User, person: Person) -> str:
    return reasons_of(user, clock.now()).filter(person=person).latest("given_at").basis


def _log_the_look(request, verb: str, person: Person, decision: Decision) -> None:
    target = getattr(request, "target", None)
    log.record(
        verb,
        by=request.user,
        about=person,
        because=decision,
        shown=request.shown,
        target=target,
        detail=getattr(request, "detail", None),
    )
    if beside := [each for each in getattr(request, "beside", ()) if each.pk != person.pk]:
        log.record(verb, by=request.user, subjects=beside, target=target)


def _at_its_own_address(request, person):
    match = request.resolver_match
    where = reverse(match.view_name, kwargs={**match.kwargs, "person_key": person.key})
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{where}?{query}" if query else where)


def _password_first(request, person):
    log.record("people.password_asked", by=request.user, about=person)
    where = reverse("account_reauthenticate")
    return redirect(f"{where}?{urlencode({'next': request.get_full_path()})}")


def _turned_away(request, person, decision):
    if decision.outcome is Outcome.NEEDS_REASON:
        where = reverse("people:give-reason", args=[person.key])
        if request.method == "POST":
            return _reason_first(request, person, decision, where)
        return redirect(f"{where}?{urlencode({'next': request.get_full_path()})}")
    if decision.outcome is Outcome.NEEDS_EMERGENCY and request.method == "GET":
        log.record("people.record_refused", by=request.user, about=person, because=decision)
        where = reverse("people:break-glass", args=[person.key])
        return redirect(f"{where}?{urlencode({'next': request.get_full_path()})}")
    return refused(request, person, decision)


def _reason_first(request, person: Person, decision: Decision, where: str):
    """Keep what was sent by somebody who has a reason to state, until they state it."""
    log.record("people.reason_asked", by=request.user, about=person)
    if request.accepts("text/html") is False:
        words = f"{decision.because} Do so in another tab, then go on here"
        return JsonResponse({"saved": False, "message": words}, status=403)
    return ui_views.reason_first(request, because=decision.because, where=where)


def refused(request, person: Person, decision: Decision):
    """Log a refusal, and say whom to ask; a hidden person gets what an unknown one gets.

    Answers instead of raising, because an exception would undo the event with its transaction.
    The team is named only to those who may find the person, so never for a role's sake.
    """
    log.record("people.record_refused", by=request.user, about=person, because=decision)
    if decision.basis == "NOT_IN_USE" and request.method == "POST":
        return carried.account_closed(request, request.user)
    if decision.outcome is Outcome.HIDDEN:
        return ui_views.page_not_found(request)
    refusal = PermissionDenied(decision.because)
    if decision.basis == "NO_BASIS":
        team = person.team.name if person.team else "the team that works with them"
        refusal.ask = f"{team}, or your manager"
    return ui_views.permission_denied(request, refusal)
