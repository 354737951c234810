"""Who may change staff and teams: an administrator, another one, or the product itself."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.roles import Role
from audit import log


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
