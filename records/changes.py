"""What a correction changes: old beside new, question by question."""

from dataclasses import dataclass
from typing import Any

from records.models import Entry
from records.presentation import PresentedRow, PresentedSection, present
from ui import statements


@dataclass(frozen=True)
class Change:
    """One question whose answer is different. Each side is a list of texts; empty means nothing."""

    label: str
    before: list[str]
    after: list[str]


def changes_to(entry: Entry, sections: list[PresentedSection]) -> list[Change]:
    """Return what differs between the latest signed version and what would be signed."""
    signed = present(entry.versions.order_by("-number").first())
    before = {
        row.name: row
        for row in [*signed.header, *(row for each in signed.sections for row in each.rows)]
    }
    after = {row.name: row for each in sections for row in each.rows}
    found = []
    for name in [*before, *(name for name in after if name not in before)]:
        was, now = _texts(before.get(name)), _texts(after.get(name))
        row = after.get(name) or before[name]
        if was != now and row.kind != "actions":
            found.append(Change(row.label, was, now))
    return found


def _texts(row: PresentedRow | None) -> list[str]:
    if row is None:
        return []
    if row.statements:
        return [_statement(each) for each in row.statements]
    if row.files:
        return [each.title for each in row.files]
    return [row.text] if row.text else []


def _statement(said: dict[str, Any]) -> str:
    shown = statements.shown(said)
    lines = [f"{word} {text}" for word, text in shown.lines]
    return "\n".join([f"{shown.word}: {shown.text}", *filter(None, [shown.lead, *lines])])
