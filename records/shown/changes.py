"""What a correction changes: old and new words together, question by question.

Any two versions can be compared; and what was corrected stands at the corrected sentence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

import clock
from records.catalogue.definitions import LONG_TEXT
from records.models import Action, Entry, EntryVersion
from records.shown import passages
from records.shown.presentation import (
    PresentedAction,
    PresentedEntry,
    PresentedRow,
    PresentedSection,
    present,
)
from records.signed.corrected_actions import FINISH, standing_actions
from ui import formats, statements
from ui.worddiff import Piece, alike, compare

_PAIRED_FROM = 0.4
_PRIORITIES = dict(Action.Priority.choices)


@dataclass(frozen=True)
class Part:
    """One text of an answer in both versions. ``None`` where it does not stand."""

    before: str | None
    after: str | None

    @property
    def pieces(self) -> list[Piece]:
        """Both texts, with what is gone and what is new marked."""
        return compare(self.before or "", self.after or "")


@dataclass(frozen=True)
class Change:
    """One question whose answer is different. Each side is a list of texts; empty means nothing."""

    label: str
    before: list[str]
    after: list[str]

    @property
    def parts(self) -> list[Part]:
        """The texts that differ, each beside what it was."""
        return [
            Part(
                self.before[i] if i is not None else None, self.after[j] if j is not None else None
            )
            for i, j in _paired(self.before, self.after)
            if i is None or j is None or self.before[i] != self.after[j]
        ]


@dataclass(frozen=True)
class Corrected:
    """What stands beside a corrected sentence: the words, who put it right, when and why."""

    part: Part
    by: str
    at: datetime
    reason: str
    label: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """Both texts, with what is gone and what is new marked."""
        return self.part.pieces


@dataclass(frozen=True)
class Question:
    """A question of one version, with its answer as texts."""

    label: str
    texts: list[str]


@dataclass
class Beside:
    """Corrections by where they stand: at a statement by its place, and those of what is gone."""

    at: dict[int, list[Corrected]] = field(default_factory=lambda: defaultdict(list))
    gone: list[Corrected] = field(default_factory=list)


def changes_to(
    entry: Entry,
    sections: list[PresentedSection],
    *,
    actions: bool = True,
    grounds: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Change]:
    """Return what differs between the latest signed version and what would be signed.

    ``grounds`` are those with which ``sections`` were presented.
    """
    signed = _questions(entry.versions.order_by("number").reverse()[0], grounds)
    would = {row.name: _question(row) for each in sections for row in each.rows}
    signed.pop(_ACTIONS, None)
    standing = [_standing(row) for row in standing_actions(entry)]
    if actions and standing:
        signed[_ACTIONS] = Question("Actions", standing)
    elif not actions:
        would.pop(_ACTIONS, None)
    return _differences(signed, would)


def changes_between(before: EntryVersion, after: EntryVersion) -> list[Change]:
    """Return what differs between any two versions of an entry."""
    return _differences(_questions(before), _questions(after))


def corrections_of(versions: Sequence[EntryVersion]) -> list[tuple[EntryVersion, list[Change]]]:
    """Return each correction of an entry, the newest first, with what it changed."""
    asked = [_questions(version) for version in versions]
    return [
        (versions[number], _differences(asked[number - 1], asked[number]))
        for number in range(len(versions) - 1, 0, -1)
    ]


def shown_with_corrections(
    versions: Sequence[EntryVersion],
    *,
    grounds: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> PresentedEntry:
    """Return the latest version, with each correction at the sentence or answer it put right."""
    presented = [present(version, grounds=grounds, today=today) for version in versions]
    by_name = [_rows(each) for each in presented]

    def corrected(row: PresentedRow) -> PresentedRow:
        rows = [each.get(row.name) for each in by_name]
        if row.statements:
            told = [list(each.statements) if each else [] for each in rows]
            beside = statement_corrections(told, versions)
            said = [
                each | {"corrections": beside.at[place]} if place in beside.at else each
                for place, each in enumerate(row.statements)
            ]
            return replace(row, statements=said, corrections=beside.gone)
        if row.kind == LONG_TEXT and row.text:
            texts = [each.text if each else "" for each in rows]
            return replace(row, passages=text_passages(texts, versions, shown=row.text))
        texts = [_question(each).texts if each else [] for each in rows]
        if row.kind == _ACTIONS:
            return row
        return replace(row, corrections=_text_corrections(texts, versions))

    latest = presented[-1]
    return replace(
        latest,
        header=[corrected(row) for row in latest.header],
        sections=[
            replace(each, rows=[corrected(row) for row in each.rows]) for each in latest.sections
        ],
    )


def statement_corrections(
    told: Sequence[Sequence[Mapping[str, Any]]], versions: Sequence[EntryVersion]
) -> Beside:
    """Return the corrections of a question's statements, by the place of each in the latest."""
    beside = Beside()
    said = [[_statement(each) for each in some] for some in told]
    where = {place: place for place in range(len(said[-1]))}
    for number in range(len(versions) - 1, 0, -1):
        earlier: dict[int, int] = {}
        for i, j in _paired(said[number - 1], said[number]):
            place = where.get(j) if j is not None else None
            if i is not None and place is not None:
                earlier[i] = place
            before = said[number - 1][i] if i is not None else None
            after = said[number][j] if j is not None else None
            if before != after:
                noted = _noted(Part(before, after), versions[number])
                (beside.gone if place is None else beside.at[place]).append(noted)
        where = earlier
    return beside


def text_passages(
    texts: Sequence[str], versions: Sequence[EntryVersion], *, shown: str
) -> list[passages.Passage]:
    """Return a text with each correction after the sentence it put right; empty if it has none.

    Where only a part of it is ``shown``, they stand after that part.
    """
    at: dict[int, list[Corrected]] = defaultdict(list)
    for each in passages.corrected_in(texts):
        at[each.place].append(_noted(Part(each.before, each.after), versions[each.number]))
    if at and shown != texts[-1]:
        return [passages.Passage(shown, [each for place in sorted(at) for each in at[place]])]
    return passages.cut(texts[-1], at) if at else []


def _text_corrections(
    texts: Sequence[list[str]], versions: Sequence[EntryVersion]
) -> list[Corrected]:
    return [
        _noted(part, versions[number])
        for number in range(len(versions) - 1, 0, -1)
        for part in Change("", texts[number - 1], texts[number]).parts
    ]


def _noted(part: Part, version: EntryVersion) -> Corrected:
    return Corrected(
        part=part,
        by=version.signed_by.name,
        at=clock.local(version.signed_at),
        reason=version.reason,
    )


_ACTIONS = "actions"


def _questions(
    version: EntryVersion, grounds: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Question]:
    """Return the questions of a version by name; its actions are those that it agreed."""
    rows = _rows(present(version, grounds=grounds))
    asked = {name: _question(row) for name, row in rows.items()}
    for name, row in rows.items():
        if row.kind == _ACTIONS:
            del asked[name]
    agreed = [
        _action(each["text"], each["who"], each["due_on"], _PRIORITIES.get(each["priority"], ""))
        for each in version.actions
        if not each["text"].startswith(FINISH)
    ]
    if agreed:
        asked[_ACTIONS] = Question("Actions", agreed)
    return asked


def _rows(entry: PresentedEntry) -> dict[str, PresentedRow]:
    rows = [*entry.header, *(row for each in entry.sections for row in each.rows)]
    return {row.name: row for row in rows}


def _differences(before: dict[str, Question], after: dict[str, Question]) -> list[Change]:
    found = []
    for name in [*before, *(name for name in after if name not in before)]:
        was = before[name].texts if name in before else []
        now = after[name].texts if name in after else []
        if was != now:
            found.append(Change((after.get(name) or before[name]).label, was, now))
    return found


def _question(row: PresentedRow) -> Question:
    if row.kind == _ACTIONS:
        return Question("Actions", [_presented(each) for each in row.actions])
    if row.statements:
        return Question(row.label, [_statement(each) for each in row.statements])
    if row.files:
        return Question(row.label, [each.title for each in row.files])
    if row.items:
        return Question(row.label, [each.text for each in row.items])
    return Question(row.label, [row.text] if row.text else [])


def _statement(said: Mapping[str, Any]) -> str:
    shown = statements.shown(said)
    lines = shown.all_lines + shown.pointed
    third = ["About someone else"] if shown.third_party else []
    return "\n".join([f"{shown.word}: {shown.text}", *filter(None, [shown.lead, *lines]), *third])


def _presented(action: PresentedAction) -> str:
    return _action(action.text, action.owner, action.due_on, action.priority)


def _standing(row: Action) -> str:
    who = row.owner.described if row.owner else row.owner_name
    return _action(row.text, who, row.due_on, row.get_priority_display())


def _action(text: str, who: str, due_on: Any, priority: str) -> str:
    return f"{text}\n{who}, by {formats.day_and_month(due_on)}, {priority.lower()}"


def _paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Return which text of one list is which of the other, in the order of the later list."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    same = {
        block.b + n: block.a + n
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }
    left = [i for i in range(len(before)) if i not in same.values()]
    alone = len(left) == 1 == len(after) - len(same)
    pairs: list[tuple[int | None, int | None]] = []
    for j in range(len(after)):
        best = same.get(j)
        if best is None and left:
            likely = max(left, key=lambda i, j=j: alike(before[i], after[j]))  # type: ignore[misc]
            if alone or alike(before[likely], after[j]) >= _PAIRED_FROM:
                best = likely
                left.remove(best)
        pairs.append((best, j))
    return pairs + [(i, None) for i in left]
