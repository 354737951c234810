"""How a signed-in member of staff is found again for each request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class StaffBackend(AuthenticationBackend):
    """Brings the team along: what is open to somebody depends on it on nearly every page."""

    def get_user(self, user_id):
        user = User.objects.select_related("team").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
