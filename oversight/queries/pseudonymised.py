"""A record as its auditor reads it: under a pseudonym, as far as the names in it are known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

import clock
from accounts.models import User
from oversight.models import AuditRating
from people import access, referrals
from people.access import Outcome, Permission
from people.pseudonyms import pseudonyms_of
from records.models import Entry
from records.queries.entries import as_row, with_content
from records.shown.presentation import present

PER_PAGE = 20
_OPENS = (Outcome.ALLOWED, Outcome.NEEDS_REASON)


@dataclass(frozen=True)
class Shown:
    """One entry of a file: the day of its event, and what it says; nothing where it is closed."""

    day: date
    entry: Any = None


def may_read(viewer: User, rating: AuditRating) -> bool:
    """Say whether the sample still opens the record of a file to its auditor."""
    person = rating.file.person
    return (
        rating.submitted_at is None
        and access.decide(viewer, Permission.VIEW, person).outcome in _OPENS
        and referrals.live(viewer, person).filter(pk=rating.referral_id).exists()
    )


def file_under_pseudonym(viewer: User, rating: AuditRating, page: str) -> tuple[Page, list[Shown]]:
    """Return a page of the record of a file, newest first, with the known names replaced."""
    person = rating.file.person
    entries = Entry.objects.standing().filter(person=person).order_by("-event_at", "-pk")
    found = Paginator(with_content(entries), PER_PAGE).get_page(page)
    readable, hidden = access.EntryAccess(viewer, person), pseudonyms_of(person)
    rows = [as_row(readable, each) for each in found]
    return found, [
        Shown(
            clock.day_of(row.entry.event_at),
            hidden.hide_in(present(row.version)) if row.is_open and row.version else None,
        )
        for row in rows
    ]
