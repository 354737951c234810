"""The headings of a supervision session, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("supervision_headings")
NEWEST = "session.v1"


@dataclass(frozen=True)
class Heading:
    """One heading under which something may be said."""

    key: str
    title: str
    hint: str


@cache
def headings(name: str = NEWEST) -> tuple[Heading, ...]:
    """Return the headings of a version: ``session.v1``."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(Heading(**row) for row in data["heading"])
