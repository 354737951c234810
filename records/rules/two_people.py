"""Who may ask for an entry to be moved or removed, and who may be the second person.

Nobody answers what they asked for, nor for an entry that they wrote (ruling 6).
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome, Permission
from people.models import Person
from records import queries
from records.models import Action, Entry, Removal
from records.queries.entries import is_readable

_MOVERS = "The writer of an entry, or a manager of those who work with the person, may move it."
_REMOVERS = "A manager of those who work with the person, or a records officer, may remove it."


def may_ask(by: User, entry: Entry, kind: str, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may ask for an entry to be moved or removed."""
    if not queries.may_open(by, entry, at=at):
        return Decision(Outcome.HIDDEN, "RESTRICTED", "You may not open this entry.")
    if kind == Removal.Kind.MOVE and entry.author_id == by.pk:
        return access.decide(by, Permission.WRITE, entry.person, at=at)
    if kind == Removal.Kind.MOVE and not by.has_role(Role.MANAGER):
        return Decision(Outcome.DENIED, "ROLE", _MOVERS)
    return decides(by, entry.person, at=at)


def could_ask(by: User, entry: Entry, kind: str) -> bool:
    """Say whether somebody who reads an entry is offered to ask; asking decides."""
    if kind == Removal.Kind.MOVE:
        return by.pk == entry.author_id or by.has_role(Role.MANAGER)
    return by.has_role(Role.MANAGER, Role.RECORDS_OFFICER)


def may_answer(by: User, removal: Removal, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may be the second person."""
    if removal.asked_by_id == by.pk:
        return _not("You asked for this. Somebody else answers.")
    if removal.entry.author_id == by.pk:
        return _not("You wrote this entry. Somebody else answers.")
    if not queries.may_open(by, removal.entry, at=at):
        return _not("You may not open this entry.")
    if removal.moved_to is not None and not may_be_given_to(by, removal.moved_to, at=at):
        return _not("You may not find the person it would be moved to. Ask the records team.")
    return decides(by, removal.entry.person, at=at)


def may_unseal(by: User, removal: Removal, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may open what a removed entry said: who decides of removals, and why.

    Of a move nothing is under seal: the entry stands where it belongs.
    """
    entry = removal.entry
    if removal.state != Removal.State.DONE or removal.kind != Removal.Kind.REMOVE:
        return _not("Nothing of this is under seal.")
    if removal.destroyed_at is not None:
        return _not("What it said was destroyed.")
    if not is_readable(access.EntryAccess(by, entry.person, at=at), entry):
        return Decision(Outcome.HIDDEN, "RESTRICTED", "You may not open this entry.")
    return decides(by, entry.person, at=at)


def may_see(by: User, removal: Removal, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may read what was asked: they asked, or could have, or may answer.

    What is asked about an entry says something of it, so nobody reads it to whom that is closed.
    """
    entry = removal.entry
    if not is_readable(access.EntryAccess(by, entry.person, at=at), entry):
        return False
    if removal.asked_by_id == by.pk:
        return True
    return decides(by, removal.entry.person, at=at).allowed and (
        removal.moved_to is None or may_be_given_to(by, removal.moved_to, at=at)
    )


def may_be_given_to(by: User, person: Person, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may find a person, and no conflict of interest stands between them."""
    return access.may_find_without_conflict(by, person, at=at)


def waiting_for(viewer: User, *, at: datetime | None = None) -> QuerySet[Removal]:
    """Return the requests that ``viewer`` may answer, the oldest first.

    A records officer sees those about everyone they may find: the request is the live task for
    which they then state their reason.
    """
    if not viewer.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        return Removal.objects.none()
    people = access.visible_people(viewer, at=at)
    if viewer.has_role(Role.RECORDS_OFFICER):
        people = access.findable_people(viewer, at=at)
    to = access.findable_people(viewer, at=at).filter(~access.in_conflict(viewer, at=at))
    found = (
        _asked()
        .filter(queries.entry_is_open(viewer, person="entry__person"), entry__person__in=people)
        .filter(Q(moved_to=None) | Q(moved_to__in=to))
        .exclude(asked_by=viewer)
        .exclude(entry__author=viewer)
    )
    return found[:_LISTED]


def may_read(by: User, removal: Removal, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may read the entry that a request is about."""
    return queries.may_open(by, removal.entry, at=at)


def goes_along(entry: Entry) -> dict[str, int]:
    """Count what stands beside an entry and goes where it goes."""
    standing, still_open = Q(attachments__taken_off_at=None), Q(actions__status=Action.Status.OPEN)
    # An answer that is called like a relation hides it from what is counted after it.
    return Entry.objects.filter(pk=entry.pk).aggregate(
        files=Count("attachments", filter=standing, distinct=True),
        open_actions=Count("actions", filter=still_open, distinct=True),
        actions=Count("actions", distinct=True),
        additions=Count("additions", distinct=True),
        versions=Count("versions", distinct=True),
    )


def asked_about(entry: Entry) -> Removal | None:
    """Return the request about a whole entry that waits for a second person, if there is one."""
    rows = (row for row in entry.removals.all() if row.attachment_id is None)
    return next((row for row in rows if row.state == Removal.State.ASKED), None)


def require_findable(by: User, person: Person, *, at: datetime | None = None) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may find the person."""
    if not may_be_given_to(by, person, at=at):
        raise PermissionDenied("You may not find this person.")


_LISTED = 50


def _asked() -> QuerySet[Removal]:
    return (
        Removal.objects.filter(state=Removal.State.ASKED, entry__taken_off_at__isnull=True)
        .select_related("entry__person", "entry__author", "moved_to", "asked_by__team")
        .order_by("asked_at", "pk")
    )


def decides(by: User, person: Person, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` decides what leaves the record of ``person``."""
    decision = access.decide(by, Permission.MANAGE, person, at=at)
    if not decision.allowed and by.has_role(Role.RECORDS_OFFICER):
        return access.decide(by, Permission.EXPORT, person, at=at)
    if decision.basis == "ROLE":
        return _not(_REMOVERS)
    return decision


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "ROLE", because)
