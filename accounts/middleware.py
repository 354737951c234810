"""Rules for every signed-in page: nothing is stored on the way, and a session ends."""

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.utils.cache import patch_cache_control

import clock

SESSION_LASTS = timedelta(hours=10)
_STARTED = "session_started_at"


class SignedInPages:
    """Ends a session ten hours after it began, and forbids storing a signed-in page anywhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            started = request.session.setdefault(_STARTED, clock.now().isoformat())
            if clock.now() - datetime.fromisoformat(started) > SESSION_LASTS:
                logout(request)
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response
