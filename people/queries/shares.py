"""With which colleagues a record is shared for a time."""

from dataclasses import dataclass
from datetime import datetime

import clock
from accounts.models import User
from people import access
from people.access import Permission
from people.models import Person, PersonUserObjectPermission
from people.standing import grants_at

SHARED = ("open_record", "write_record")


@dataclass(frozen=True)
class Share:
    """One colleague who may open a record beside those who work with the person."""

    grant: PersonUserObjectPermission
    may_write: bool


def shares_of(viewer: User, person: Person, *, at: datetime | None = None) -> list[Share]:
    """Return with whom a record is shared now, by name.

    Raises ``PermissionDenied`` if ``viewer`` does not share it.
    """
    at = at or clock.now()
    access.decide(viewer, Permission.MANAGE, person, at=at).require()
    rows = (
        grants_at(at)
        .filter(content_object=person, permission__codename__in=SHARED)
        .select_related("user__team", "granted_by", "permission")
        .order_by("user__name", "user_id", "permission__codename")
    )
    found: dict[int, Share] = {}
    for row in rows:
        first = found.setdefault(row.user_id, Share(row, may_write=False))
        if row.permission.codename == "write_record":
            found[row.user_id] = Share(first.grant, may_write=True)
    return list(found.values())
