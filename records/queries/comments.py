"""The records of the person's comments on an entry."""

from datetime import datetime

from django.db.models import Q

from records.models import Entry, EntryLink, EntryVersion


def comments_on(entry: Entry, *, known_at: datetime | None = None) -> list[EntryVersion]:
    """Return the latest version of each comment on an entry that was read whole, oldest first.

    Only of those that its reader may open: the links of an entry read whole are no others. With
    ``known_at``, the latest by then.
    """
    sources = {
        link.source_id: link.source
        for link in entry.links_in.all()
        if link.kind == EntryLink.Kind.COMMENTS_ON
    }
    if not sources:
        return []
    by_then = Q() if known_at is None else Q(signed_at__lte=known_at)
    found = (
        EntryVersion.objects.filter(by_then, entry__in=sources)
        .prefetch_related("statements")
        .order_by("entry__event_at", "entry_id", "number")
    )
    latest = {version.entry_id: version for version in found}
    for version in latest.values():
        version.entry = sources[version.entry_id]
    return list(latest.values())
