"""What somebody may be to somebody else: the kinds of ``relationships.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "relationships.toml"


@dataclass(frozen=True)
class Kind:
    """One thing that somebody may be to a person, and what the person then is to them."""

    key: str
    words: str
    group: str
    back: tuple[str, ...]
    authority: bool = False
    note: str = ""

    @property
    def label(self) -> str:
        """The words as they stand first on a line."""
        return self.words[0].upper() + self.words[1:]


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by key, in order."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: Kind(**{**row, "key": key, "back": tuple(row["back"])}) for key, row in rows.items()
    }


def choices() -> list[tuple[str, str]]:
    """Return the kinds as a form offers them."""
    return [(key, kind.label) for key, kind in kinds().items()]
