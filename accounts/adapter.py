"""How allauth signs staff in here: accounts are made by an administrator, never by sign-up."""

from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages

import clock
from accounts import carried, sessions
from audit import log

FOR_WORK_ALONE = (
    "Open a record only for your work: never your own, or that of a relative, a friend, a neighbour"
    " or a colleague. What you open is written down and looked at. If you, or somebody you know,"
    " may have a record here, declare it under People you know: it is closed to you then. You are"
    " told this at your first sign-in of each month."
)

OTHERS_USE_IT = (
    "A colleague was signed in on this computer, tablet or phone before you and did not sign out:"
    " others use it. Lock it or sign out before you leave it, and do not let the browser keep your"
    " password. What you download stays on it: delete it."
)


class StaffAdapter(DefaultAccountAdapter):
    """Closes sign-up, and writes every sign-in, failed sign-in and sign-out to the event log."""

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if user.works_on(clock.today()):
            request.signed_in_before = user.last_login
            return super().pre_login(request, user, **kwargs)
        clear_login(request)
        return self.respond_user_inactive(request, user)

    def respond_user_inactive(self, request, user):
        log.record("accounts.sign_in_failed", by=user)
        return super().respond_user_inactive(request, user)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        sessions.begin(request)
        log.record("accounts.signed_in", by=user)
        if _is_first_of_month(getattr(request, "signed_in_before", None)):
            messages.warning(request, FOR_WORK_ALONE)
            log.record("accounts.told_for_work_alone", by=user)
        if carried.was_left_by_another(request):
            messages.warning(request, OTHERS_USE_IT)
        return response

    def authentication_failed(self, request, **credentials):
        log.record(
            "accounts.sign_in_failed", by=None, detail={"email": credentials.get("email", "")}
        )

    def logout(self, request):
        log.record("accounts.signed_out", by=request.user)
        sessions.forget(request)
        super().logout(request)


def _is_first_of_month(before: datetime | None) -> bool:
    """Say whether nobody signed in to an account this month before now (R-156)."""
    return before is None or clock.day_of(before).replace(day=1) < clock.today().replace(day=1)
