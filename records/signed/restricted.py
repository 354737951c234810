"""What becomes of the list of a restricted entry when a correction restricts or opens it."""

from datetime import datetime
from typing import Any

from accounts.models import User
from audit.each import update_each
from people.restrictions import review_day
from records.models import Entry, EntryRestriction, EntryUserObjectPermission, EntryVersion


def kept(entry: Entry) -> EntryRestriction | None:
    """Return who owns the list of an entry and when it ends, where somebody has said so."""
    rows = EntryRestriction.objects.filter(entry=entry, ended_at=None)
    return rows.select_related("owner__team").first()


def stays_open(entry: Entry, before: EntryVersion, values: dict[str, Any]) -> bool:
    """Say whether a correction leaves open what ended by itself: its answer is as it was signed."""
    has_ended = EntryRestriction.objects.filter(entry=entry).exclude(ended_at=None).exists()
    return has_ended and before.values.get("sensitivity") == values.get("sensitivity")


def follow_correction(entry: Entry, *, was: str, by: User, at: datetime) -> None:
    """Begin to keep an entry that a correction restricts; clear the list of one that it opens."""
    if entry.sensitivity == was:
        return
    if entry.sensitivity == Entry.Sensitivity.NORMAL:
        close_list(entry, at)
        return
    begins = {"owner": by, "review_on": review_day(at), "ends_on": None, "ends_because": ""}
    EntryRestriction.objects.update_or_create(entry=entry, defaults={**begins, "ended_at": None})


def close_list(entry: Entry, at: datetime) -> None:
    """End the list of an entry that is open again, so that a later one begins with its own."""
    EntryUserObjectPermission.objects.filter(content_object=entry).delete()
    update_each(EntryRestriction.objects.filter(entry=entry, ended_at=None), ended_at=at)
