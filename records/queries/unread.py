"""Reports, letters and emails that came for somebody's people and that they have not read yet."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

import clock
from accounts.models import User
from people import access
from people.models import Allocation
from records.models import Entry, ReportRead
from records.queries.across import entry_is_open

RECEIVED = ("report_received", "letter_received", "email_received")
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
    if entry.type_key != "report_received":
        return False
    values = entry.versions.order_by("number").values_list("values", flat=True).last() or {}
    if str(values.get(KEY_POINTS) or "").strip():
        return False
    return not entry.additions.filter(text__startswith=POINTS_HEAD).exists()
