"""How allauth signs staff in here: accounts are made by an administrator, never by sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login

import clock
from accounts import sessions
from audit import log


class StaffAdapter(DefaultAccountAdapter):
    """Closes sign-up, and writes every sign-in, failed sign-in and sign-out to the event log."""

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if user.works_on(clock.today()):
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
        return response

    def authentication_failed(self, request, **credentials):
        log.record(
            "accounts.sign_in_failed", by=None, detail={"email": credentials.get("email", "")}
        )

    def logout(self, request):
        log.record("accounts.signed_out", by=request.user)
        sessions.forget(request)
        super().logout(request)
