"""One file on its way in: its kind, where it comes from, and what became of its lines so far."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accounts.models import User
from people.importing.columns import Columns
from people.importing.known import Known
from people.importing.mapping import Mapping
from people.importing.reading import Line, Outcome
from people.models import Import

AT_ONCE = 1_000


@dataclass(frozen=True)
class Kind:
    """One kind of file. ``prepare`` checks lines against what is here; ``write`` writes them.

    ``finish`` follows once it is kept where each came from. ``undo`` takes away stored files, by
    their names, when their rows were rolled back.
    """

    columns: Columns
    prepare: Callable[[list[Line], "Run"], None]
    write: Callable[[list[Line], "Run"], None]
    finish: Callable[[list[Line], "Run"], None] = lambda lines, run: None
    undo: Callable[[list[str]], None] | None = None
    at_once: int = AT_ONCE


@dataclass
class Run:
    """One file on its way in."""

    kind: Kind
    path: Path
    mapping: Mapping
    by: User
    at: datetime
    known: Known
    brought_in: Import
    write: bool = False
    folder: Path | None = None
    counts: Counter[Outcome] = field(default_factory=Counter)
    taken: float = 0.0
    breaks: int = 0
    last_line: int = 0

    @property
    def total(self) -> int:
        """How many lines were read."""
        return self.counts.total()

    @property
    def share(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return min(1.0, self.last_line / self.breaks) if self.breaks else 1.0

    @property
    def rate(self) -> float:
        """Lines a second."""
        return self.total / self.taken if self.taken else 0.0

    @property
    def stops(self) -> bool:
        """Say whether nothing is written because one line is refused."""
        return not self.brought_in.is_per_row and self.counts[Outcome.REFUSED] > 0
