"""What the coach said of an entry's words, for its writer and for those who review it."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import permissions_of
from records.catalogue import Problem, catalogue, fields_by_name
from records.models import Entry, Finding
from records.quality import checks
from records.rules.readiness import field_of


@dataclass(frozen=True)
class Noted:
    """One finding beside an entry: what it is about, what was said, and what was answered."""

    row: Finding
    title: str
    question: str


@dataclass(frozen=True)
class Findings:
    """The findings of the newest version: those that were answered or had to be, and the others."""

    answered: list[Noted]
    others: list[Noted]


def findings_for(viewer: User, entry: Entry) -> Findings | None:
    """Return what stands beside an entry for ``viewer``; None for other readers, or if nothing."""
    if viewer.pk != entry.author_id and "REVIEW" not in permissions_of(viewer.roles):
        return None
    newest = max(entry.versions.all(), key=lambda each: each.number, default=None)
    rows = list(newest.findings.all()) if newest is not None else []
    if not rows:
        return None
    labels = {
        name: field.label
        for name, field in fields_by_name(
            catalogue().pinned(entry.type_key, entry.type_version)
        ).items()
    }
    noted = [
        Noted(
            row,
            checks()[row.check_key].title if row.check_key in checks() else "",
            labels.get(field_of(Problem(row.place, "")), ""),
        )
        for row in rows
    ]
    told = [each for each in noted if _is_told(each.row)]
    return Findings(told, [each for each in noted if each not in told])


def _is_told(row: Finding) -> bool:
    return bool(row.reason) or row.is_unhelpful or row.level == Finding.Level.MUST_FIX
