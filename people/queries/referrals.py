"""What auditors and the Caldicott Guardian are asked to look at."""

from typing import Any

from django.db.models import Q

import clock
from accounts.models import User
from people import access
from people.models import Referral
from people.referrals import OVERSEES

PER_PAGE = 30


def referrals_open_to(viewer: User) -> Any:
    """Return what ``viewer`` asked or is asked, or all for those who oversee.

    Of a person whom they may not find, or may not open for a conflict of interest, nothing.
    """
    known = access.findable_without_conflict(viewer)
    rows = Referral.objects.filter(person__in=known.values("pk")).select_related(
        "person", "user__team", "asked_by", "ended_by"
    )
    if viewer.has_role(*OVERSEES):
        return rows
    return rows.filter(Q(user=viewer) | Q(asked_by=viewer))


def page_of_referrals(
    viewer: User, *, over: bool = False, before: int | None = None
) -> tuple[list[Referral], int | None]:
    """Return a page of them, newest first: those that run, or that are over."""
    ended = Q(ended_at__isnull=False) | Q(ends_on__lt=clock.today())
    rows = referrals_open_to(viewer).filter(ended if over else ~ended)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
