"""Who may report that an entry does not belong where it stands, and who answers that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome, Permission
from records.models import Entry, Misfiling
from records.queries.across import entry_is_open
from records.queries.entries import is_readable, may_open
from records.rules import two_people

_LISTED = 50
ANSWERED_FOR = 28  # days for which a reader sees on their home page what became of a report


@dataclass
class Listed:
    """Reports to look at, and what became of one's own of late."""

    to_look_at: list[Misfiling] = field(default_factory=list)
    own: list[Misfiling] = field(default_factory=list)


def may_report(by: User, entry: Entry, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may report an entry: whoever may read it may."""
    if not may_open(by, entry, at=at):
        return Decision(Outcome.HIDDEN, "RESTRICTED", "You may not open this entry.")
    return access.decide(by, Permission.VIEW, entry.person, at=at)


def may_leave_it(by: User, misfiling: Misfiling, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may decide that the entry stays: no reader's own report, nor own entry."""
    if by.pk == misfiling.reported_by_id:
        return Decision(Outcome.DENIED, "ROLE", "You reported this. Somebody else answers.")
    if by.pk == misfiling.entry.author_id:
        return Decision(Outcome.DENIED, "ROLE", "You wrote this entry. Somebody else answers.")
    if not may_open(by, misfiling.entry, at=at):
        return Decision(Outcome.DENIED, "RESTRICTED", "You may not open this entry.")
    return two_people.decides(by, misfiling.entry.person, at=at)


def may_see(by: User, misfiling: Misfiling, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may read a report: who made it, the writer, and who may answer.

    A report says something of its entry, so nobody reads it to whom that is closed.
    """
    entry = misfiling.entry
    if not is_readable(access.EntryAccess(by, entry.person, at=at), entry):
        return False
    if by.pk in (misfiling.reported_by_id, entry.author_id):
        return True
    return two_people.decides(by, entry.person, at=at).allowed


def reports_for(viewer: User, *, at: datetime | None = None) -> QuerySet[Misfiling]:
    """Return the reports that concern ``viewer``, the oldest first, for ``listed``."""
    now = at or clock.now()
    people = access.visible_people(viewer, at=at)
    findable = access.findable_people(viewer, at=at)
    theirs = Q(entry__author=viewer, entry__person__in=people)
    if viewer.has_role(Role.MANAGER):
        theirs |= Q(entry__person__in=people)
    if viewer.has_role(Role.RECORDS_OFFICER):
        theirs |= Q(entry__person__in=findable)
    recent = Q(answered_at__isnull=True) | Q(answered_at__gte=clock.add_days(now, -ANSWERED_FOR))
    found = Misfiling.objects.filter(
        Q(theirs, entry_is_open(viewer, person="entry__person"), state=Misfiling.State.OPEN)
        | Q(recent, reported_by=viewer, entry__person__in=findable)
    ).select_related("entry__person", "entry__author", "reported_by")
    return found.order_by("reported_at", "pk")[:_LISTED]


def listed(viewer: User, reports: Iterable[Misfiling]) -> Listed:
    """Part what ``viewer`` is to look at from what they reported themselves."""
    parted = Listed()
    for row in reports:
        (parted.own if row.reported_by_id == viewer.pk else parted.to_look_at).append(row)
    return parted


def open_about(entry: Entry) -> QuerySet[Misfiling]:
    """Return the reports about an entry that nobody has answered."""
    return entry.misfilings.filter(state=Misfiling.State.OPEN)
