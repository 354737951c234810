"""An entry's answers for a copy: as they are now, and beneath each what it said before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import clock
from disclosure.pdf.document import Answer, Card, Section, Table, Task, Was
from records.models import EntryVersion
from records.shown.presentation import (
    PresentedAction,
    PresentedEntry,
    PresentedRow,
    present,
    presented_action,
)
from ui import formats, statements

_NOT_ANSWERS = frozenset({"person", "author", "recorded_at", "provider_confirmed_at"})


@dataclass(frozen=True)
class Answers:
    """All that one entry says: its header, its sections, and corrections of what is gone."""

    title: str
    happened: str
    late: str
    header: tuple[Answer, ...]
    sections: tuple[Section, ...]
    gone: tuple[Was, ...]


def answers_of(
    versions: list[EntryVersion], *, grounds: Mapping[str, Mapping[str, str]] | None = None
) -> Answers:
    """Return the latest of ``versions`` (oldest first), with what each correction changed.

    ``grounds``: words for the entries of the same copy that opinions rest on.
    """
    presented = [present(version, grounds=grounds) for version in versions]
    latest = presented[-1]
    sections = [(each.title, each.rows) for each in latest.sections]
    beside = _beside_the_form(latest, versions[-1])
    if beside:
        sections.append(("Also recorded", beside))
    shown = {row.name for row in latest.header}.union(
        row.name for _, rows in sections for row in rows
    )
    was, gone = _corrections(presented, versions, shown)
    return Answers(
        title=latest.title,
        happened=latest.event_text,
        late="" if latest.lateness.endswith("same day") else latest.lateness,
        header=tuple(_answer(row, was) for row in latest.header),
        sections=tuple(
            Section(title, tuple(_answer(row, was) for row in rows)) for title, rows in sections
        ),
        gone=tuple(gone),
    )


def _beside_the_form(latest: PresentedEntry, version: EntryVersion) -> list[PresentedRow]:
    """Return what was signed and has no place on the form, so that no word of it is lost."""
    rows = _rows(latest).values()
    placed = {row.name for row in rows}
    unplaced = [
        said for kind in latest.statements.values() for said in kind if said["field"] not in placed
    ]
    found = []
    if unplaced:
        found.append(PresentedRow("other-statements", "Statements", statements=unplaced))
    if not any(row.actions for row in rows):
        actions = list(version.entry.actions.all())
        if actions:
            presented = [presented_action(each, version.actions) for each in actions]
            found.append(PresentedRow("other-actions", "Actions", actions=presented))
    labels = {row.label for row in rows if row.gap}
    left = [gap for gap in latest.gaps if gap.label not in labels]
    found += [
        PresentedRow(f"gap-{number}", gap.label, gap=gap.reason) for number, gap in enumerate(left)
    ]
    known = placed | _NOT_ANSWERS
    for name, value in version.values.items():
        asked = name.removesuffix("__reason")
        if asked not in known and value not in (None, "", [], {}):
            found.append(PresentedRow(name, name.replace("_", " ").capitalize(), _words(value)))
    return found


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            formats.person_with_role(value)
            if "name" in value
            else "; ".join(f"{name}: {_words(each)}" for name, each in value.items())
        )
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(_words(each) for each in value)
    return formats.long_datetime(value) or str(value)


def _answer(row: PresentedRow, was: dict[str, list[Was]]) -> Answer:
    return Answer(
        label=row.label,
        text=row.text or "; ".join(file.title for file in row.files),
        said=tuple(statements.shown(each) for each in row.statements),
        tasks=tuple(_task(each) for each in row.actions),
        table=_table(row),
        cards=_cards(row),
        gap=row.gap,
        was=tuple(was[row.name]),
    )


def _table(row: PresentedRow) -> Table | None:
    short = row.table
    if short is None:
        return None
    rows = tuple((each.title, tuple(cell.text for cell in each.cells)) for each in short.rows)
    return Table(word=row.row_word, heads=tuple(short.heads), rows=rows)


def _cards(row: PresentedRow) -> tuple[Card, ...]:
    if row.table is not None:
        return ()
    return tuple(
        Card(
            each.title if each.is_named else f"{row.row_word} {each.title}",
            tuple((cell.label, cell.text) for cell in each.cells),
        )
        for each in row.items
    )


def _task(action: PresentedAction) -> Task:
    state = action.status
    if action.closed_on:
        state = f"{state} on {formats.day_and_month(action.closed_on)}"
        state += f" by {action.closed_by}" if action.closed_by else ""
    return Task(
        text=action.text,
        who=action.owner,
        due=formats.day_and_month(action.due_on),
        state=state,
        is_closed=action.done,
        outcome=action.outcome,
        agreed=action.agreed,
    )


def _corrections(
    presented: list[PresentedEntry], versions: list[EntryVersion], shown: set[str]
) -> tuple[dict[str, list[Was]], list[Was]]:
    """Return what each answer said before, newest first, and corrections of what is gone."""
    beside: dict[str, list[Was]] = defaultdict(list)
    gone: list[Was] = []
    for number in range(len(versions) - 1, 0, -1):
        version = versions[number]
        before, after = _rows(presented[number - 1]), _rows(presented[number])
        blank = Was(
            said="",
            lines=(),
            by=version.signed_by.described,
            at=clock.local(version.signed_at),
            because=version.reason,
        )
        until = f"Until {formats.day_and_month(blank.at)}"
        changed = [
            name
            for name in dict.fromkeys([*before, *after])
            if _texts(before.get(name)) != _texts(after.get(name))
        ]
        for name in changed:
            lines = _texts(before.get(name))
            verb = "this said:" if lines else "this had no answer"
            if name in shown:
                beside[name].append(replace(blank, said=f"{until} {verb}", lines=lines))
            elif lines:
                label = before[name].label
                gone.append(replace(blank, said=f"{until} “{label}” said:", lines=lines))
        if not changed:
            said = f"Confirmed on {formats.day_and_month(blank.at)} without a change of words"
            gone.append(replace(blank, said=said))
    return beside, gone


def _rows(presented: PresentedEntry) -> dict[str, PresentedRow]:
    rows = [*presented.header, *(row for each in presented.sections for row in each.rows)]
    return {row.name: row for row in rows}


def _texts(row: PresentedRow | None) -> tuple[str, ...]:
    """Return an answer as lines of words. Actions are left out: they move on by themselves."""
    if row is None:
        return ()
    lines = [row.text] if row.text else []
    lines += [_said(each) for each in row.statements]
    lines += [file.title for file in row.files]
    lines += [each.text for each in row.items]
    if row.gap:
        lines.append(f"Not answered: {row.gap}")
    return tuple(lines)


def _said(statement: Mapping[str, Any]) -> str:
    shown = statements.shown(statement)
    word = f"{shown.word} (about someone else)" if shown.third_party else shown.word
    told = filter(None, [shown.lead, *shown.all_lines])
    return "\n".join([f"{word}: {shown.text}", *told])
