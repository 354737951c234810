"""Why entries stand out, as far as a viewer may open them: one's own, a person's, those due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

import clock
from accounts.models import User
from people import access
from people.models import HAS_DIED, Allocation, Person
from records.catalogue import catalogue
from records.models import Entry, SignificantMark
from records.queries.across import entry_is_open
from records.queries.filters import open_to


@dataclass(frozen=True)
class Mark:
    """Why an entry stands out, who said so when, and the day on which it is looked at again."""

    reason: str
    review_on: date | None
    by: str
    at: datetime


def with_mark(entries: QuerySet[Entry], *, known_at: datetime | None = None) -> QuerySet[Entry]:
    """Read each entry with why it stands out, or stood out at an instant, for ``mark_of``."""
    marks = SignificantMark.objects.standing(at=known_at).filter(entry=OuterRef("pk"))
    said = JSONObject(reason="reason", review_on="review_on", by="marked_by__name", at="marked_at")
    return entries.annotate(marked=Subquery(marks.order_by("-pk").values(json=said)[:1]))


def mark_of(entry: Any) -> Mark | None:
    """Return why an entry stands out that was read ``with_mark``; None where nobody said why."""
    row = entry.marked
    if row is None:
        return None
    return Mark(
        reason=row["reason"],
        review_on=row["review_on"] and date.fromisoformat(row["review_on"]),
        by=row["by"],
        at=datetime.fromisoformat(row["at"]),
    )


def marked_by_hand(viewer: User, person: Person) -> QuerySet[Entry]:
    """Return the entries of ``person`` that somebody marked, those to look at again first.

    What stands out by its kind of record is not among them until somebody says why, and neither
    is what ``viewer`` may not open: nothing is told of it, nor that it counts.
    """
    said = SignificantMark.objects.standing().filter(entry=OuterRef("pk"))
    by_kind = [each.key for each in catalogue().types if each.has("chronology")]
    found = Entry.objects.filter(
        Exists(said) | ~Q(type_key__in=by_kind),
        open_to(viewer, access.EntryAccess(viewer, person)),
        person=person,
        is_significant=True,
    )
    due = said.filter(review_on__lte=clock.today())
    return with_mark(found).order_by(Exists(due).desc(), "event_at", "pk")


def marks_to_look_at(viewer: User) -> QuerySet[SignificantMark]:
    """Return the marks to look at again by now, on the records of whom ``viewer`` works with."""
    today = clock.today()
    own = Allocation.objects.running_on(today).filter(worker=viewer).values("person")
    living = access.visible_people(viewer).filter(pk__in=own).exclude(HAS_DIED)
    return (
        SignificantMark.objects.standing()
        .filter(
            entry_is_open(viewer, person="entry__person"),
            entry__person__in=living,
            review_on__lte=today,
        )
        .select_related("entry__person")
        .order_by("review_on", "pk")
    )
