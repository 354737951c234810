"""What writers reported as not helpful, in which entries, and what the council made of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

import clock
from accounts.models import User
from people import access
from records.models import CheckChange, CheckReport, Finding
from records.quality import Check, checks
from records.queries.across import entry_is_open

MONTHS = 12
SHOWN_AT_MOST = 30
HISTORY_AT_MOST = 200
_ENTRY = "version__entry__"


@dataclass(frozen=True)
class Reported:
    """A check, and how often it was said that it did not help: of entries, and while writing.

    A writer counts once, however often they said so.
    """

    check: Check
    entries: int = 0
    while_writing: int = 0
    writers: int = 0


def reported_by_check() -> list[Reported]:
    """Return the checks that were reported in the last months, the most often reported first.

    Numbers only: no entry, no person, no writer.
    """
    of_entries = set(
        _recent().values_list("check_key", "version__entry", "version__signed_by").distinct()
    )
    since = clock.add_months(clock.today(), -MONTHS)
    written = CheckReport.objects.filter(reported_on__gte=since)
    while_writing = list(written.values_list("check_key", "reported_by"))
    entries = Counter(key for key, _ in {each[:2] for each in of_entries})
    reports = Counter(key for key, _ in while_writing)
    writers = Counter(
        key for key, _ in {(key, by) for key, _, by in of_entries} | set(while_writing)
    )
    found = [
        Reported(check, entries[key], reports[key], writers[key])
        for key, check in checks().items()
        if writers[key]
    ]
    return sorted(found, key=lambda each: -each.entries - each.while_writing)


def reports_of(viewer: User, check_key: str) -> list[Finding]:
    """Return what was reported of one check in entries that ``viewer`` may open, newest first."""
    rows: Iterable[Finding] = (
        _recent()
        .filter(check_key=check_key)
        .filter(entry_is_open(viewer, entry=_ENTRY, person=f"{_ENTRY}person"))
        .filter(version__entry__person__in=access.visible_people(viewer))
        .select_related("version__entry__person", "version__signed_by")
        .order_by("-version__signed_at", "position")[: SHOWN_AT_MOST * 2]
    )
    # A correction says the same again of the same words.
    found: dict[tuple[int, str], Finding] = {}
    for row in rows:
        found.setdefault((row.version.entry_id, row.words), row)
    return list(found.values())[:SHOWN_AT_MOST]


def check_history(check_key: str) -> QuerySet[CheckChange]:
    """Return what the council changed of a check and of its words, newest first."""
    rows = CheckChange.objects.filter(check_key=check_key).select_related("changed_by")
    return rows.order_by("-id")[:HISTORY_AT_MOST]


def _recent() -> QuerySet[Finding]:
    since = clock.at_time(clock.add_months(clock.today(), -MONTHS), 0)
    return Finding.objects.filter(
        is_unhelpful=True,
        version__signed_at__gte=since,
        version__entry__taken_off_at__isnull=True,
    )
