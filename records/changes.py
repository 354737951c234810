"""What a correction changes: old beside new, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from records.models import Entry, EntryVersion
from records.presentation import PresentedEntry, PresentedRow, PresentedSection, present
from ui import statements


@dataclass(frozen=True)
class Change:
    """One question whose answer is different. Each side is a list of texts; empty means nothing."""

    label: str
    before: list[str]
    after: list[str]


def changes_to(entry: Entry, sections: list[PresentedSection]) -> list[Change]:
    """Return what differs between the latest signed version and what would be signed."""
    signed = present(entry.versions.order_by("number").reverse()[0])
    return _differences(_rows(signed), {row.name: row for each in sections for row in each.rows})


def corrections_of(versions: Sequence[EntryVersion]) -> list[tuple[EntryVersion, list[Change]]]:
    """Return each correction of an entry, the newest first, with what it changed."""
    shown = [_rows(present(version)) for version in versions]
    return [
        (versions[number], _differences(shown[number - 1], shown[number]))
        for number in range(len(versions) - 1, 0, -1)
    ]


def _rows(entry: PresentedEntry) -> dict[str, PresentedRow]:
    rows = [*entry.header, *(row for each in entry.sections for row in each.rows)]
    return {row.name: row for row in rows}


def _differences(before: dict[str, PresentedRow], after: dict[str, PresentedRow]) -> list[Change]:
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
