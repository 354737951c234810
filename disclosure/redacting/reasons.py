"""Why something is taken out of a copy: the words for the reader, and the law it rests on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reasons.toml")


@dataclass(frozen=True)
class Reason:
    """One reason. ``whole``: an entry may be withheld for it. ``exemption``: the one it is."""

    code: str
    short: str
    meaning: str
    law: str
    is_verified: bool
    whole: bool
    exemption: str = ""

    @property
    def in_place(self) -> str:
        """What stands in the copy instead of the words: as long, whatever was removed."""
        return f"[removed: {self.short}]"

    @property
    def law_in_words(self) -> str:
        """The law, with a warning where nobody qualified has confirmed it."""
        return self.law if self.is_verified else f"{self.law} (not confirmed by a lawyer)"


@cache
def reasons() -> dict[str, Reason]:
    """Return every reason by its code, in the order of the file."""
    given = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Reason(code=code, **fields) for code, fields in given.items()}


def choices(*, whole: bool = False) -> list[tuple[str, str]]:
    """Return the reasons to choose from, those for a whole entry alone if asked."""
    return [
        (each.code, each.short.capitalize())
        for each in reasons().values()
        if each.whole or not whole
    ]
