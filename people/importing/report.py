"""The report on a file: a row for every line, written as it goes and never held as a whole."""

import csv
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from people.importing.reading import Line, Outcome
from ui.sheets import plain

HEADS = ("line", "id in the other system", "outcome", "why")
DONE = {Outcome.ADD: "added"}
WOULD = {Outcome.ADD: "would add"}
NOT_DONE = {Outcome.ADD: "not added, because the file has mistakes"}


class Report:
    """Rows in a file of their own until it is known what became of the whole."""

    def __init__(self) -> None:
        # It is closed with the report, when its end is known.
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file)

    def add(self, line: Line) -> None:
        """Write down what a line does. It holds no cell but the number over there."""
        words = "; ".join(line.words)
        self._writer.writerow((line.number, plain(line.source_id), line.outcome, words))

    def rows(self, called: dict[Outcome, str]) -> Iterator[tuple[str, ...]]:
        """Return the heads and the rows, with what they do as it is to be called."""
        yield HEADS
        self._file.seek(0)
        names: dict[str, str] = {each.value: each.value for each in Outcome}
        names |= {each.value: words for each, words in called.items()}
        for number, source_id, outcome, words in csv.reader(self._file):
            yield number, source_id, names[outcome], words

    def save(self, path: Path, called: dict[Outcome, str]) -> None:
        """Write the report to a file that only whoever runs the command may read."""
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.rows(called))

    def packed(self, called: dict[Outcome, str]) -> bytes:
        """Return the report in little room: its rows are much alike."""
        with tempfile.TemporaryFile() as packed:
            with gzip.open(packed, "wt", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(self.rows(called))
            packed.seek(0)
            return packed.read()

    def close(self) -> None:
        """Let go of what was written."""
        self._file.close()


def unpacked(packed: Any) -> Iterator[bytes]:
    """Return a stored report piece by piece."""
    with gzip.open(packed, "rb") as file:
        while piece := file.read(256 * 1024):
            yield piece
