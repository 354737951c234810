"""Reading a file of another system as a stream: one line at a time, however long the file."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from people.importing.columns import Columns, Unreadable, plain
from people.importing.mapping import JOINED, OTHERWISE, Mapping

LARGEST_CELL = 4_000_000
_MARK = 2  # bytes: four figures a column


class FileRefused(ValueError):
    """A file that cannot be read as a whole. Its words say which line, and what to do."""


class Outcome(StrEnum):
    """What a line does."""

    ADD = "add"
    SAME = "unchanged"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass
class Line:
    """One row of the file. ``number`` is the line on which it begins; ``words`` say why.

    ``made`` is the row that it becomes, ``back`` the same the other way round, ``version`` and
    ``attachment`` what an entry has beside it; ``stored`` names files that were put away for it.
    """

    number: int
    source_id: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = Outcome.ADD
    words: list[str] = field(default_factory=list)
    person: Any = None
    made: Any = None
    back: Any = None
    version: Any = None
    attachment: Any = None
    content: bytes = b""
    stored: list[str] = field(default_factory=list)

    def refuse(self, *words: str) -> None:
        """Say why it cannot come in."""
        self.outcome = Outcome.REFUSED
        self.words += words

    @property
    def stands(self) -> bool:
        """Say whether it would still come in."""
        return self.outcome is Outcome.ADD

    def digest(self) -> str:
        """Return the digest by which the same row is known again."""
        text = json.dumps(self.cells, sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def marks(self, columns: Columns) -> str:
        """Return a short mark for each column, in the order of the kind."""
        return "".join(
            blake2b(
                f"{self.source_id}\0{each.name}\0{self.cells.get(each.name, '')}".encode(
                    "utf-8", "surrogatepass"
                ),
                digest_size=_MARK,
            ).hexdigest()
            for each in columns.all
        )


def columns_that_differ(before: str, after: str, columns: Columns) -> list[str]:
    """Return the titles of the columns whose marks are not the same."""
    size = _MARK * 2
    return [
        each.title.lower()
        for place, each in enumerate(columns.all)
        if before[place * size : (place + 1) * size] != after[place * size : (place + 1) * size]
    ]


def size_of(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file and how many line breaks it has, read piece by piece.

    Raises ``FileRefused`` if it cannot be read.
    """
    whole, breaks = sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                whole.update(piece)
                breaks += piece.count(b"\n")
    except OSError as why:
        raise FileRefused(f"The file cannot be read: {why.strerror}") from None
    return whole.hexdigest(), breaks


def not_brought_in(path: Path, mapping: Mapping) -> list[str]:
    """Return their columns that the mapping neither reads nor says to leave out."""
    with _opened(path, mapping) as file:
        heads, _ = _heads(csv.reader(file, delimiter=mapping.delimiter, strict=True), mapping)
    return [each for each in heads if each not in mapping.theirs and each not in mapping.ignore]


def lines(path: Path, mapping: Mapping, columns: Columns) -> Iterator[Line]:
    """Return the rows of a file in order, each read and checked by itself.

    Raises ``FileRefused`` where the file is no such file, or cannot be read any further.
    """
    csv.field_size_limit(LARGEST_CELL)
    with _opened(path, mapping) as file:
        reader = csv.reader(file, delimiter=mapping.delimiter, strict=True)
        heads, places = _heads(reader, mapping)
        begins = reader.line_num + 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as why:
                raise FileRefused(
                    f"Line {begins}: the row that begins here cannot be read as comma-separated "
                    f"values ({why}). A quotation mark inside a cell must be written twice"
                ) from None
            if cells is None:
                return
            if any(cells):
                yield _line(begins, cells, heads, places, mapping, columns)
            begins = reader.line_num + 1


def _opened(path: Path, mapping: Mapping) -> Any:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff") and "16" not in mapping.encoding:
            raise FileRefused('The file is UTF-16: say encoding = "utf-16" in the mapping')
        if start == b"PK\x03\x04":
            raise FileRefused("The file is a spreadsheet or an archive: save it as CSV first")
        # What is no character of the encoding is found cell by cell, with its line.
        return path.open(encoding=mapping.encoding, errors="surrogateescape", newline="")
    except OSError as why:
        raise FileRefused(f"The file cannot be read: {why.strerror}") from None


def _heads(reader: Any, mapping: Mapping) -> tuple[list[str], dict[str, int]]:
    try:
        heads = [head.strip() for head in next(reader, [])]
    except (csv.Error, UnicodeError) as why:
        raise FileRefused(f"Line 1: the heads cannot be read ({why})") from None
    if not heads:
        raise FileRefused("The file is empty")
    if twice := sorted({head for head in heads if head and heads.count(head) > 1}):
        raise FileRefused(f"Line 1: a column is there twice: {', '.join(twice)}")
    if missing := [name for name in mapping.theirs if name not in heads]:
        raise FileRefused(
            f"Line 1: the mapping reads columns that the file does not have: {', '.join(missing)}. "
            f"It has {', '.join(heads)[:500]}"
        )
    return heads, {head: place for place, head in enumerate(heads)}


def _line(
    number: int,
    cells: list[str],
    heads: list[str],
    places: dict[str, int],
    mapping: Mapping,
    columns: Columns,
) -> Line:
    line = Line(number)
    if len(cells) != len(heads):
        line.refuse(f"It has {len(cells)} cells under {len(heads)} heads")
        if places[mapping.columns["source_id"][0]] < len(cells):
            line.source_id = plain(cells[places[mapping.columns["source_id"][0]]])
        return line
    for column in columns.all:
        theirs = mapping.columns.get(column.name)
        if theirs is None:
            text = mapping.constants.get(column.name, "")
        elif len(theirs) == 1:
            text = cells[places[theirs[0]]]
        else:
            between = JOINED[column.reads]
            text = between.join(
                cells[places[each]] for each in theirs if cells[places[each]].strip()
            )
        line.cells[column.name] = text
    line.source_id = plain(line.cells["source_id"])
    for column in columns.all:
        _read(line, column, mapping)
    return line


def _is_text(text: str) -> bool:
    """Say whether it is free of bytes that the encoding does not know."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(line: Line, column: Any, mapping: Mapping) -> None:
    text = line.cells[column.name]
    if "\0" in text:
        return line.refuse(f"{column.title}: it holds a NUL byte. Take it out over there")
    if not _is_text(text):
        return line.refuse(
            f"{column.title}: it holds bytes that are no {mapping.encoding.removesuffix('-sig')} "
            "text. Say the encoding of the file in the mapping, perhaps cp1252"
        )
    if (pairs := mapping.values.get(column.name)) is not None:
        found = pairs.get(text.strip(), pairs.get(OTHERWISE))
        if found is None and text.strip():
            return line.refuse(f"{column.title}: the value map does not have what stands here")
        text = line.cells[column.name] = found if found is not None else ""
    if column.needed and not text.strip():
        return line.refuse(f"{column.title} is missing")
    try:
        line.values[column.name] = column.value(text, mapping.formats[column.name])
    except Unreadable as wrong:
        line.refuse(f"{column.title} {wrong}")
    return None
