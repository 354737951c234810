"""Which privacy notice stands, in which languages, and who is told of it again."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace, StrIndex, Upper

from accounts.roles import Role
from governance.models import NoticeAgain, NoticePublished, NoticeTranslation, NoticeVersion

CHECKS = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER)


def published() -> QuerySet[NoticePublished]:
    """Return each time that a version was published, the last first."""
    return NoticePublished.objects.select_related("notice", "published_by__team")


def last_published() -> NoticePublished | None:
    """Return the version that stands, if somebody has published one."""
    return published().first()


def versions_that_stood() -> QuerySet[NoticeVersion]:
    """Return what anybody could read once: what was published, and all kept before that began."""
    first = NoticePublished.objects.order_by("published_at").values("published_at")[:1]
    was_published = Exists(NoticePublished.objects.filter(notice=OuterRef("pk")))
    return (
        NoticeVersion.objects.annotate(first_published=Subquery(first))
        .filter(Q(first_published=None) | Q(first_at__lt=F("first_published")) | was_published)
        .prefetch_related("published")
    )


def translations() -> list[NoticeTranslation]:
    """Return the newest translation of each language, by the name of the language."""
    rows = NoticeTranslation.objects.select_related("notice").defer("notice__said")
    newest = rows.order_by("tag", "-added_at", "-pk").distinct("tag")
    return sorted(newest, key=lambda each: each.language)


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
