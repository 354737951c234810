"""Who may change staff and teams, and who confirms it as the second person."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.roles import Role
from audit import log

CONFIRMS = (Role.SYSTEM_ADMINISTRATOR, Role.RECORDS_OFFICER)


def require_administrator(by: log.Actor, *, of: User | None = None) -> User | None:
    """Return the administrator, or None for a part of the product that acts by itself.

    Raises ``PermissionDenied`` for anybody else, and for an administrator who would change what
    they themselves may do.
    """
    if isinstance(by, log.Service):
        return None
    if not isinstance(by, User) or not by.has_role(Role.SYSTEM_ADMINISTRATOR):
        raise PermissionDenied("Only a system administrator can change this.")
    if of is not None and of.pk == by.pk:
        raise PermissionDenied("Nobody changes their own team, roles or manager. Ask a colleague.")
    return by


def require_second(by: User, *, of: User) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may confirm what an administrator asked for.

    Another administrator or a records officer may, and never for themselves.
    """
    if not by.has_role(*CONFIRMS) or of.pk == by.pk:
        raise PermissionDenied("Another administrator, or a records officer, confirms this.")
