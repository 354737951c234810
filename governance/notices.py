"""Who is told again of the privacy notice, because a change of it matters to them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Replace, StrIndex, Upper

from governance.models import NoticeAgain, NoticeVersion


def said_of(version: str) -> NoticeAgain | None:
    """Return that people are told again of a version, if the data protection officer said so."""
    found = NoticeAgain.objects.filter(notice__version=version)
    return found.select_related("said_by", "notice").first()


def who_is_told_again(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave those ``rows`` whose ``told_as`` names no version that is new enough, each with why.

    New enough is the last version of which people are told again, and each that came after it;
    nobody is told again while the data protection officer said so of none. ``told_as`` is what
    staff typed, in capitals and without spaces.
    """
    last = NoticeAgain.objects.order_by("-notice__first_at")
    new_enough = (
        NoticeVersion.objects.filter(first_at__gte=Subquery(last.values("notice__first_at")[:1]))
        .annotate(at=StrIndex(OuterRef("told_as"), Upper(Replace("version", Value(" ")))))
        .filter(at__gt=0)
    )
    return rows.annotate(why_again=Subquery(last.values("reason")[:1])).filter(
        ~Exists(new_enough), why_again__isnull=False
    )
