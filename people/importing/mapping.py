"""The mapping file: which of their columns is which of ours, and how their cells are read.

Every key that is not known is an error that names it: a misspelt column would else be left out.
"""

import codecs
import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from people.importing.columns import ISO, Columns, example_of

_SOURCE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEYS = frozenset({
    "kind", "source", "source_title", "encoding", "delimiter", "date_format", "columns",
    "constants", "values", "formats", "ignore",
})  # fmt: skip
_READ_AS_DATES = ("day", "moment")
OTHERWISE = "*"
# What may be read from several columns, and what stands between their cells then.
JOINED = {"lines": "\n", "whole": "\n", "text": " ", "moment": " "}


class MappingError(ValueError):
    """A mapping that cannot be used. Its words say what to change."""


@dataclass(frozen=True)
class Mapping:
    """How a file of another system is read. ``columns`` names their columns for each of ours."""

    kind: str
    source: str
    source_title: str
    columns: Table[str, tuple[str, ...]]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    constants: Table[str, str] = field(default_factory=dict)
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    formats: Table[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    digest: str = ""

    @property
    def theirs(self) -> list[str]:
        """Their columns that are read, each once."""
        return list(dict.fromkeys(name for names in self.columns.values() for name in names))


def read(path: Path, columns: Columns) -> Mapping:
    """Return the mapping in a file. Raises ``MappingError`` with words for whoever wrote it."""
    try:
        content = path.read_bytes()
        table = tomllib.loads(content.decode())
        table = tomllib.loads(content.decode())
    except OSError as why:
        raise MappingError(f"The mapping cannot be read: {why.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise MappingError(f"The mapping is not TOML: {why}") from None
    return of_table(table, columns, digest=sha256(content).hexdigest())


def of_table(table: dict[str, Any], columns: Columns, *, digest: str = "") -> Mapping:
    """Return a mapping for one kind of file. Raises ``MappingError``."""
    _known(table, _KEYS, "The mapping has")
    kind = str(table.get("kind", "")).upper()
    if kind != columns.kind:
        raise MappingError(f'The mapping must say kind = "{columns.kind.lower()}"')
    source = table.get("source")
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        raise MappingError(
            "source must name the other system in small letters, figures and hyphens: it is kept "
            "with every row, so use the same in every mapping"
        )
    title = table.get("source_title", source)
    if not isinstance(title, str) or not 0 < len(title) <= 80:
        raise MappingError(
            "source_title must be the name of the other system, of at most 80 letters"
        )
    delimiter = table.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise MappingError("delimiter must be one character")
    constants = _words(table, "constants")
    chosen = _chosen(table, columns)
    for name in constants:
        _ours(name, columns, "constants")
        if name in chosen:
            raise MappingError(f"{name} has a column and a constant: leave one of them out")
    missing = [each for each in columns.needed if each not in chosen and each not in constants]
    if missing:
        raise MappingError(f"columns must say which column is {', '.join(missing)}")
    if "source_id" not in chosen:
        raise MappingError("columns.source_id must be a column of theirs: it tells rows apart")
    return Mapping(
        kind=columns.kind,
        source=source,
        source_title=title,
        columns=chosen,
        encoding=_encoding(table.get("encoding", "utf-8")),
        delimiter=delimiter,
        constants=constants,
        values=_tables(table, columns),
        formats=_formats(table, columns),
        ignore=frozenset(_list(table.get("ignore", []), "ignore")),
        digest=digest,
    )


def _chosen(table: dict[str, Any], columns: Columns) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for name, theirs in _table(table, "columns").items():
        column = _ours(name, columns, "columns")
        names = _list(theirs, f"columns.{name}")
        if len(names) > 1 and column.reads not in JOINED:
            raise MappingError(f"columns.{name} can be one column only")
        chosen[name] = tuple(names)
    return chosen


def _tables(table: dict[str, Any], columns: Columns) -> dict[str, dict[str, str]]:
    found = {}
    for name, pairs in _table(table, "values").items():
        _ours(name, columns, "values")
        if not isinstance(pairs, dict) or not all(isinstance(each, str) for each in pairs.values()):
            raise MappingError(f'values.{name} must pair texts: "Y" = "yes"')
        found[name] = pairs
    return found


def _formats(table: dict[str, Any], columns: Columns) -> dict[str, str]:
    """Return the format of every date: never guessed, so that 3/4 is not April for March."""
    own = _words(table, "formats")
    for name, format in own.items():
        if _ours(name, columns, "formats").reads not in _READ_AS_DATES:
            raise MappingError(f"formats.{name}: this is no date")
        _checked(format, f"formats.{name}")
    usual = table.get("date_format", ISO)
    _checked(usual, "date_format")
    return {each.name: own.get(each.name, usual) for each in columns.all}


def _checked(format: Any, where: str) -> None:
    if not isinstance(format, str) or "%Y" not in format or example_of(format) == format:
        raise MappingError(f'{where} must be like "%d/%m/%Y", with a year of four figures (%Y)')


def _encoding(name: Any) -> str:
    try:
        known = codecs.lookup(str(name)).name
    except LookupError:
        raise MappingError(f"encoding: {name} is not known. Usual are utf-8 and cp1252") from None
    return "utf-8-sig" if known == "utf-8" else known


def _known(table: Table[str, Any], known: frozenset[str], what: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise MappingError(f"{what} a key that is not known: {', '.join(unknown)}")


def _ours(name: str, columns: Columns, where: str) -> Any:
    if name not in columns.by_name:
        ours = ", ".join(columns.by_name)
        raise MappingError(f"{where}: {name} is none of our columns. They are {ours}")
    return columns.by_name[name]


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise MappingError(f"{key} must be a table: [{key}]")
    return found


def _words(table: dict[str, Any], key: str) -> dict[str, str]:
    found = _table(table, key)
    if not all(isinstance(each, str) for each in found.values()):
        raise MappingError(f"{key} must be texts, in quotation marks")
    return found


def _list(value: Any, where: str) -> list[str]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise MappingError(f"{where} must be a column of theirs, or a list of columns")
    return found
