"""Who may put something beside a signed entry."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from people import access
from people.access import Decision, Permission
from records import queries
from records.models import Entry


def may_write_beside(entry: Entry, by: User, at: datetime) -> Decision:
    """Return why ``by`` may put something beside an entry. Raises ``PermissionDenied`` if not."""
    decision = access.decide(by, Permission.WRITE, entry.person, at=at).require()
    if not queries.may_open(by, entry, at=at):
        raise PermissionDenied("You may not open this entry.")
    return decision
