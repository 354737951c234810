"""Who has begun to correct an entry and not signed yet: names and times, never a word of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from records.models import Draft, Entry

_BEGUN = "corrections_begun"


@dataclass(frozen=True)
class Begun:
    """A correction that a colleague has begun: who, and when."""

    by: str
    at: datetime


def with_begun(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Read entries with who has begun to correct each, in the same question."""
    begun = Draft.objects.filter(corrects=OuterRef("pk"), set_aside_at=None)
    told = JSONObject(author="author_id", by="author__name", at="started_at")
    rows = begun.order_by("started_at", "pk").values(json=told)
    return entries.annotate(**{_BEGUN: ArraySubquery(rows)})


def corrections_begun(viewer: User, entry: Entry) -> list[Begun]:
    """Return the colleagues of ``viewer`` who are correcting ``entry``, the first to begin first.

    Of whoever began twice, the first time. Asks nothing where it was read ``with_begun``.
    """
    rows = getattr(entry, _BEGUN, None)
    if rows is None:
        rows = with_begun(Entry.objects.filter(pk=entry.pk)).values_list(_BEGUN, flat=True)[0]
    found: dict[int, Begun] = {}
    for row in rows:
        if row["author"] != viewer.pk:
            begun = Begun(row["by"], datetime.fromisoformat(row["at"]))
            found.setdefault(row["author"], begun)
    return list(found.values())
