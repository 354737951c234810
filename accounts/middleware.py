"""Rules for every signed-in page: it is not stored, a session ends, a refusal leaves a trace."""

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.cache import patch_cache_control

import clock
from accounts import carried, local, sessions
from audit import log


class SignedInPages:
    """Ends a session whose time is over, and forbids storing a signed-in page anywhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with local.read_once():
            return self._answer(request)

    def _answer(self, request):
        if request.user.is_authenticated:
            if sessions.has_ended(request):
                logout(request)
            else:
                sessions.note_act(request)
        response = self.get_response(request)
        carried.remember(request, response)
        if request.user.is_authenticated and not request.user.works_on(clock.today()):
            logout(request)  # after the answer: what was sent with it is kept for the manager
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_exception(self, request, exception):
        """Log what was refused; whatever the page did was undone with its transaction.

        A page of a record that may be opened answers 404 for an entry, a file or a draft that is
        closed to the reader as for one that is not there; either is logged.
        """
        if not request.user.is_authenticated:
            return
        if isinstance(exception, PermissionDenied):
            verb = "accounts.action_refused"
        elif isinstance(exception, Http404) and hasattr(request, "access"):
            verb = "accounts.page_withheld"
        else:
            return
        match = request.resolver_match
        key = match.kwargs.get("person_key")
        with transaction.atomic():
            log.record(
                verb,
                by=request.user,
                about=log.Known(key) if key else None,
                target=match.view_name,
            )
