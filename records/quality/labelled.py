"""How well the rules do on sentences that somebody else labelled: precision, recall, the misses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from records.quality.engine import checks, look_at
from records.quality.told import facts_of_row

_OF_A_FILE = frozenset({"family", "checks", "row"})


class LabelError(ValueError):
    """A file of labels that cannot be read. Its words name the file and the row."""


@dataclass
class Measured:
    """What one family came to."""

    family: str
    rows: int = 0
    right: int = 0
    raised: int = 0
    expected: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was raised that was expected."""
        return self.right / self.raised if self.raised else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was raised."""
        return self.right / self.expected if self.expected else 1.0

    def __add__(self, other: Self) -> Self:
        """Return what both came to together."""
        return type(self)(
            self.family,
            self.rows + other.rows,
            self.right + other.right,
            self.raised + other.raised,
            self.expected + other.expected,
            [*self.misses, *other.misses],
        )


def measure(file: Path) -> Measured:
    """Read one file of labels and look at each of its rows."""
    with file.open("rb") as opened:
        content = tomllib.load(opened)
    judged = frozenset(content.get("checks", ()))
    if not judged or judged - set(checks()) or set(content) - _OF_A_FILE:
        raise LabelError(f"{file.name}: name the checks that it judges, and nothing unknown")
    result = Measured(content.get("family", file.stem))
    for number, row in enumerate(content.get("row", ()), start=1):
        _judge(file, number, row, judged, result)
    return result


def _judge(
    file: Path, number: int, row: Mapping[str, Any], judged: frozenset[str], result: Measured
) -> None:
    expected = set(row.get("expected", ()))
    if expected - judged:
        raise LabelError(f"{file.name} row {number}: expects what the file does not judge")
    try:
        facts = facts_of_row(row)
    except ValueError as why:
        raise LabelError(f"{file.name} row {number}: {why}") from why
    raised = {each.check for each in look_at(facts, only=judged)}
    result.rows += 1
    result.right += len(raised & expected)
    result.raised += len(raised)
    result.expected += len(expected)
    said = row.get("text", "")[:90]
    result.misses += [f"{number}: {key} not raised: {said}" for key in sorted(expected - raised)]
    result.misses += [f"{number}: {key} raised: {said}" for key in sorted(raised - expected)]
