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


def locked_beside(entry: Entry, by: User, at: datetime) -> tuple[Entry, Decision]:
    """Return the entry as it stands now, locked, and why ``by`` may put something beside it.

    Asked after the lock: an entry that was moved or removed meanwhile takes nothing any more.
    Part of an action. Raises ``PermissionDenied``.
    """
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    return entry, may_write_beside(entry, by, at)
