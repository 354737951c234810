"""What the coach said of an entry's words, for its writer and for those who review it."""

import re
from dataclasses import dataclass

from accounts.models import User
from accounts.roles import permissions_of
from people import access
from records.catalogue import Problem, fields_by_name
from records.models import Entry, Finding
from records.quality import SAFETY, checks
from records.queries.across import entry_is_open
from records.rules.coached import SHOWN_AT_MOST
from records.rules.readiness import field_of

# The box of a row: its number, and what it is of.
_ROW = r"-[0-9]+-.*"


@dataclass(frozen=True)
class Noted:
    """One finding beside an entry: what it is about, what was said, and what was answered.

    ``source`` is the earlier entry that reads the same, where the reader may open it.
    """

    row: Finding
    title: str
    question: str
    field: str
    source: Entry | None

    @property
    def is_asked(self) -> bool:
        """Say whether an answer was asked for: it is more than advice, or about safety."""
        return self.row.level != Finding.Level.ADVICE or self.row.check_key in SAFETY

    @property
    def is_told(self) -> bool:
        """Say whether it is shown first."""
        return self.is_asked or bool(self.row.reason) or self.row.is_unhelpful


@dataclass(frozen=True)
class Pasted:
    """What was pasted into one question: how much, and from which entry, if it may be opened."""

    question: str
    length: int
    source: Entry | None
    is_of_entry: bool


@dataclass(frozen=True)
class Findings:
    """The findings of the newest version that its writer was shown: answered, or not.

    And what was pasted while it was written, where the page could tell.
    """

    answered: list[Noted]
    others: list[Noted]
    pasted: list[Pasted]


def findings_for(viewer: User, entry: Entry) -> Findings | None:
    """Return what stands beside an entry for ``viewer``; None for other readers, or if nothing."""
    if viewer.pk != entry.author_id and "REVIEW" not in permissions_of(viewer.roles):
        return None
    newest = max(entry.versions.all(), key=lambda each: each.number, default=None)
    rows = list(newest.findings.all()) if newest is not None else []
    pasted = newest.pasted if newest is not None else []
    if not rows and not pasted:
        return None
    labels = {name: field.label for name, field in fields_by_name(entry.record_type).items()}
    sources = _sources(viewer, {row.source for row in rows} | {each["entry"] for each in pasted})
    noted = [
        Noted(
            row,
            checks()[row.check_key].title if row.check_key in checks() else "",
            labels.get(field, ""),
            field,
            sources.get(row.source),
        )
        for row in rows
        for field in [field_of(Problem(row.place, ""))]
    ]
    # The most useful come first: those after them were on no page.
    suggested = [each for each in noted if not each.is_asked][:SHOWN_AT_MOST]
    shown = [each for each in noted if each.is_asked or each in suggested]
    return Findings(
        [each for each in shown if each.is_told],
        [each for each in shown if not each.is_told],
        [
            Pasted(
                labels.get(re.sub(_ROW, "", each["place"]), ""),
                each["length"],
                sources.get(each["entry"]),
                bool(each["entry"]),
            )
            for each in pasted
        ],
    )


def _sources(viewer: User, keys: set[str]) -> dict[str, Entry]:
    """Return the earlier entries that are named and that ``viewer`` may open, by key."""
    named = keys - {""}
    if not named:
        return {}
    found = Entry.objects.standing().filter(
        entry_is_open(viewer, entry=""), key__in=named, person__in=access.visible_people(viewer)
    )
    return {each.key: each for each in found.select_related("person")}
