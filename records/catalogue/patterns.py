"""Which records tell of what is counted: falls, missed medicines, calls, concerns. Data says it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "patterns.toml"


@dataclass(frozen=True)
class Pattern:
    """What is counted, and which answers of which kinds of record tell of it."""

    key: str
    title: str
    types: tuple[str, ...] = ()
    field: str = ""
    values: tuple[str, ...] = ()
    hours: bool = False

    def is_told_in(self, type_key: str, answers: Mapping[str, Any]) -> bool:
        """Say whether a record of that kind, with those answers, tells of it."""
        if self.types and type_key not in self.types:
            return False
        given = answers.get(self.field)
        said = given if isinstance(given, list) else [given]
        return not self.field or any(each in self.values for each in said)


@dataclass(frozen=True)
class Concerns:
    """Which kinds of record are concerns, and which questions name the provider and the harm."""

    types: tuple[str, ...]
    provider: str
    harm: str


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return what is counted, in the order of the data file."""
    return tuple(
        Pattern(**each | {name: tuple(each[name]) for name in ("types", "values") if name in each})
        for each in _data()["pattern"]
    )


@cache
def concerns() -> Concerns:
    """Return which records the report of concerns counts."""
    given = _data()["concerns"]
    return Concerns(tuple(given["types"]), given["provider"], given["harm"])


def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
