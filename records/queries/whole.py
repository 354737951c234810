"""One entry with everything that stands in it and beside it, in three questions."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from people import access
from people.inlined import With, inline, keep, settle
from people.models import Person
from records.models import (
    Action,
    Addition,
    Attachment,
    Confirmation,
    Decision,
    Entry,
    EntryLink,
    EntryVersion,
    Finding,
    Removal,
    Statement,
)
from records.queries.begun import with_begun
from records.queries.entries import is_open
from records.queries.known import leave_as_known
from records.queries.lists import with_restricted_part
from records.queries.significance import with_mark

_SOMEBODY: With = {"team": {}}


def whole_entry(
    viewer: User, person: Person, key: str, *, known_at: datetime | None = None
) -> Entry | None:
    """Return one entry of ``person`` with all of its versions, or None if there is none to open.

    With ``known_at`` it is as it was known at that instant, if it stood on this record by then.
    """
    found = Entry.objects.filter(person=person, key=key.replace("\x00", ""))
    if known_at is not None:
        found = found.here_by(known_at)
    entry = whole(found, known_at=known_at)
    if entry is None:
        return None
    readable = access.EntryAccess(viewer, entry.person)
    if not is_open(readable, entry):
        return None
    keep_links(entry, partial(is_open, readable))
    if known_at is not None:
        leave_as_known([entry], known_at)
    return entry


def keep_links(entry: Entry, may_know: Callable[[Entry], bool]) -> None:
    """Keep of an entry read whole only the links with entries that its reader may know of."""
    for relation, other in (("links_in", "source"), ("links_out", "target")):
        links = getattr(entry, relation).all()
        keep(entry, relation, [link for link in links if may_know(getattr(link, other))])


def whole(entries: QuerySet[Entry], *, known_at: datetime | None = None) -> Entry | None:
    """Return the one entry that stands among ``entries``, with everything in it and beside it.

    Its links are those that hold, now or as ``known_at`` an instant.
    """
    beside = _beside(known_at)
    found = with_mark(entries.filter(taken_off_at=None), known_at=known_at).select_related(
        "person", "author__team", "acting_for", "information_provider__team", "moved_here_by"
    )
    found = with_restricted_part(found)
    if known_at is None:
        found = with_begun(found)
    for relation, (rows, with_each) in beside.items():
        found = inline(found, relation, rows, **with_each)
    versions = inline(
        EntryVersion.objects.select_related("signed_by__team"),
        "statements",
        Statement.objects.all(),
    )
    versions = inline(versions, "findings", Finding.objects.all())
    entry = found.prefetch_related(
        Prefetch("versions", versions),
        Prefetch("actions", Action.objects.select_related("owner__team", "closed_by")),
    ).first()
    if entry is None:
        return None
    for relation, (_, with_each) in beside.items():
        settle(entry, relation, **with_each)
    for version in entry.versions.all():
        settle(version, "statements")
        settle(version, "findings")
    return entry


def _beside(known_at: datetime | None) -> dict[str, tuple[QuerySet, dict[str, With]]]:
    links = EntryLink.objects.that_hold(at=known_at)
    return {
        "additions": (Addition.objects.all(), {"author": _SOMEBODY}),
        "attachments": (Attachment.objects.all(), {}),
        "confirmations": (Confirmation.objects.all(), {"provider": {}}),
        "decisions": (Decision.objects.order_by("pk"), {"statement": {}, "decided_by": {}}),
        "links_in": (links.filter(source__taken_off_at=None), {"source": {"author": {}}}),
        "links_out": (links.filter(target__taken_off_at=None), {"target": {"author": {}}}),
        "removals": (Removal.objects.all(), {"asked_by": _SOMEBODY, "moved_to": {}}),
    }
