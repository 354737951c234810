"""Reports, letters and emails that came for somebody's people and that they have not read yet."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

import clock
from accounts.models import User
from people import access
from people.models import Allocation
from records.models import Addition, Entry, EntryVersion, ReportRead
from records.queries.across import entry_is_open

_REPORT = "report_received"
RECEIVED = (_REPORT, "letter_received", "email_received")
KEY_POINTS = "key_points"
POINTS_HEAD = "Key points, with page numbers:"


def unread_by(viewer: User) -> QuerySet[Any]:
    """Return what colleagues filed since ``viewer`` works with the person, the oldest first.

    What is restricted to others is not asked of them, nor what they may not open.
    """
    today = clock.today()
    theirs = Allocation.objects.running_on(today).filter(
        worker=viewer, person=OuterRef("person"), starts_on__lte=OuterRef("signed_on")
    )
    read = ReportRead.objects.filter(entry=OuterRef("pk"), reader=viewer)
    return (
        Entry.objects.standing()
        .filter(type_key__in=RECEIVED)
        .filter(person__in=Allocation.objects.filter(worker=viewer).values("person"))
        .exclude(author=viewer)
        .annotate(signed_on=TruncDate("signed_at"))
        .filter(Exists(theirs), ~Exists(read), entry_is_open(viewer, entry=""))
        .filter(person__in=access.visible_people(viewer))
        .select_related("person", "author")
        .order_by("signed_at", "pk")
    )


def is_unread(viewer: User, entry: Entry) -> bool:
    """Say whether an entry that ``viewer`` has open waits for them to have read it."""
    if entry.type_key not in RECEIVED or entry.author_id == viewer.pk:
        return False
    theirs = Allocation.objects.running_on(clock.today()).filter(
        worker=viewer, person=entry.person, starts_on__lte=clock.day_of(entry.signed_at)
    )
    return theirs.exists() and not entry.readings.filter(reader=viewer).exists()


def needs_key_points(entry: Entry) -> bool:
    """Say whether a report can be marked as read only with its key points: none stand there yet."""
    return bool(without_key_points([entry]))


def without_key_points(entries: Iterable[Entry]) -> set[str]:
    """Return the keys of those reports that can be marked as read only with their key points."""
    reports = [each.pk for each in entries if each.type_key == _REPORT]
    if not reports:
        return set()
    latest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    said = Addition.objects.filter(entry=OuterRef("pk"), text__startswith=POINTS_HEAD)
    rows = (
        Entry.objects.filter(~Exists(said), pk__in=reports)
        .annotate(points=Subquery(latest.values(f"values__{KEY_POINTS}")[:1]))
        .values_list("key", "points")
    )
    return {key for key, points in rows if not str(points or "").strip()}


def readings_of(entry: Entry) -> QuerySet[ReportRead]:
    """Return who has read an entry that came, and when, the first first."""
    return entry.readings.select_related("reader").order_by("read_at", "pk")
