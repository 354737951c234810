"""A file that an administrator takes in: read row by row, and said in words before anything.

A file with one mistake does nothing at all; the same file twice changes nothing the second time.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from ui.parsing import hidden_character_message, with_plain_line_breaks

LARGEST = 1024 * 1024
MOST_ROWS = 5_000


class Unreadable(Exception):
    """What stops a file as a whole, in words."""


class Outcome(StrEnum):
    """What a row does."""

    CREATE = "Add"
    CHANGE = "Change"
    SAME = "No change"
    LEFT = "Has left, passed over"
    ERROR = "Mistake"


@dataclass
class Row:
    """One line of the file: what it does, and in words what changes or is wrong."""

    number: int
    staff_number: str
    name: str
    outcome: Outcome
    words: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def is_wrong(self, *words: str) -> None:
        """Say what is wrong with it; nothing else counts then."""
        self.outcome, self.words = Outcome.ERROR, list(words)


SomeRow = TypeVar("SomeRow", bound=Row)


@dataclass(frozen=True)
class Plan(Generic[SomeRow]):
    """What a whole file would do. ``wrong`` is what stops the file as a whole."""

    rows: Sequence[SomeRow]
    wrong: str = ""

    @property
    def mistakes(self) -> int:
        """How many rows are wrong."""
        return self.count(Outcome.ERROR)

    @property
    def may_go(self) -> bool:
        """Say whether it can be carried out, and would do something."""
        does = self.count(Outcome.CREATE) + self.count(Outcome.CHANGE)
        return not self.wrong and not self.mistakes and does > 0

    def count(self, outcome: Outcome) -> int:
        """Return how many rows do this."""
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(frozen=True)
class Line:
    """The cells of one line by the names of their columns; ``wrong`` says which cannot be read."""

    number: int
    cells: dict[str, str]
    wrong: tuple[str, ...]


def lines_of(
    text: str, *, columns: Sequence[str], needed: Sequence[str], limits: dict[str, int]
) -> list[Line]:
    """Return the lines of a CSV file that are not empty. Raises ``Unreadable``."""
    try:
        whole = with_plain_line_breaks(text.removeprefix("\ufeff"))
        found = list(csv.reader(io.StringIO(whole), strict=True))
    except csv.Error:
        raise Unreadable("The file cannot be read as comma-separated values (CSV)") from None
    if not found:
        raise Unreadable("The file is empty")
    heads = [head.strip().lower() for head in found[0]]
    if missing := [name for name in needed if name not in heads]:
        raise Unreadable(f"The first line must have these columns too: {', '.join(missing)}")
    if unknown := [head for head in heads if head not in columns]:
        raise Unreadable(f"These columns are not known: {', '.join(unknown)[:200]}")
    if len(set(heads)) < len(heads):
        raise Unreadable("A column is there twice")
    lines = [
        _line(number, heads, cells, needed, limits)
        for number, cells in enumerate(found[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    if not lines:
        raise Unreadable("The file has no rows under its heads")
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Send it in parts")
    return lines


def day_of(text: str) -> date:
    """Return the day that a cell means, written 2026-12-31 or 31/12/2026. Raises ``ValueError``."""
    if "/" in text:
        day, month, year = (int(part) for part in text.split("/"))
        found = date(year, month, day)
    else:
        found = date.fromisoformat(text)
    if not 1950 <= found.year <= 2199:
        raise ValueError("The year cannot be")
    return found


def head(name: str) -> str:
    """Return the name of a column as a sentence begins with it."""
    return name.replace("_", " ").capitalize()


def _line(
    number: int,
    heads: list[str],
    cells: list[str],
    needed: Sequence[str],
    limits: dict[str, int],
) -> Line:
    given = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
    if len(cells) != len(heads):
        return Line(number, given, (f"It has {len(cells)} cells under {len(heads)} heads",))
    wrong = [f"{head(name)} is missing" for name in needed if not given[name]]
    wrong += [
        f"{head(name)} is longer than {most} characters"
        for name, most in limits.items()
        if len(given.get(name, "")) > most
    ]
    wrong += [
        f"{head(name)}: {problem}"
        for name, cell in given.items()
        if (problem := hidden_character_message(cell, line_breaks=False))
    ]
    return Line(number, given, tuple(wrong))
