"""Which guidance somebody is still to read, what changed lately, and who of a line has read what.

What somebody said to a page holds while the page has the words that they saw. To move the day on
which it is looked at again, or to name another owner, asks nobody again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

import clock
from accounts.models import User
from accounts.queries import staff_found
from oversight.models import GuidanceAnswer, LocalGuidance
from oversight.queries.library import LIKE_NEW_DAYS, standing
from people import access

READ = GuidanceAnswer.Said.READ


@dataclass(frozen=True)
class Reading:
    """A page that all staff are asked to read: who of some staff has, and who has not."""

    page: LocalGuidance
    has_read: list[tuple[User, datetime]]
    has_not: list[User]


def policies() -> QuerySet[LocalGuidance]:
    """Return the pages that all staff are asked to read, by title."""
    return standing().filter(must_be_read=True).exclude(text="").order_by("title", "pk")


def to_read(viewer: User) -> QuerySet[LocalGuidance]:
    """Return the pages of which ``viewer`` has not said that they read them as they stand."""
    read = answers_of(viewer).filter(said=READ)
    return policies().exclude(page__in=read.values("wording__page"))


def changes_for(viewer: User) -> QuerySet[LocalGuidance]:
    """Return the pages with other words than a month ago, until ``viewer`` puts each away.

    What they are asked to read, and what they wrote, is not announced besides.
    """
    since = clock.at_time(clock.add_days(clock.today(), -LIKE_NEW_DAYS), 0)
    before = LocalGuidance.objects.filter(page=OuterRef("page"), changed_at__lt=since)
    return (
        standing()
        .alias(before=Subquery(before.order_by("-pk").values("text")[:1]))
        .filter(Q(before=None) | ~Q(before=F("text")), must_be_read=False, changed_at__gte=since)
        .exclude(text="")
        .exclude(changed_by=viewer)
        .exclude(page__in=answers_of(viewer).values("wording__page"))
        .order_by("-changed_at")
    )


def answers_of(viewer: User) -> QuerySet[GuidanceAnswer]:
    """Return what ``viewer`` said to words that still stand."""
    return _answers().filter(user=viewer)


def still_stands(row: LocalGuidance) -> bool:
    """Say whether a page still has the words of one of its rows."""
    later = LocalGuidance.objects.filter(page=row.page, pk__gt=row.pk)
    return not later.exclude(text=row.text).exists()


def said_by_line(viewer: User) -> tuple[QuerySet[User], QuerySet[GuidanceAnswer]]:
    """Return the staff below a manager, and the answers of theirs that still hold."""
    below = access.line_below(viewer, clock.today()).staff
    staff = staff_found().filter(pk__in=below)
    return staff, _answers().filter(said=READ, user__in=below).select_related("wording")


def readings(
    pages: Iterable[LocalGuidance], staff: Iterable[User], answers: Iterable[GuidanceAnswer]
) -> list[Reading]:
    """Return of each page who has read it, and who has not; those with most to read first."""
    read = {(each.wording.page, each.user_id): each.said_at for each in answers}
    found = [
        Reading(
            page=page,
            has_read=[(each, at) for each in staff if (at := read.get((page.page, each.pk)))],
            has_not=[user for user in staff if (page.page, user.pk) not in read],
        )
        for page in pages
    ]
    return sorted(found, key=lambda each: -len(each.has_not))


def _answers() -> QuerySet[GuidanceAnswer]:
    others = LocalGuidance.objects.filter(
        page=OuterRef("wording__page"), pk__gt=OuterRef("wording_id")
    ).exclude(text=OuterRef("wording__text"))
    return GuidanceAnswer.objects.filter(~Exists(others))
