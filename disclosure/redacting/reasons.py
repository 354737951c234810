"""Why something is taken out of a copy: the words for the reader, and the law it rests on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosure.models import Redaction

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
        return f"[removed: {self.short}]" if self.short else "[removed]"

    @property
    def in_full(self) -> str:
        """What the reader is told of something that is left out."""
        return ". ".join(filter(None, (self.short.capitalize(), self.meaning)))

    @property
    def withheld(self) -> str:
        """What stands in the copy instead of an entry or a line."""
        return f"{': '.join(filter(None, ('Withheld', self.short)))}. {self.meaning}"

    @property
    def law_in_words(self) -> str:
        """The law, with a warning where nobody qualified has confirmed it."""
        return self.law if self.is_verified else f"{self.law} (not confirmed by a lawyer)"


# What a copy says where to say why would itself do harm.
UNSAID = Reason(
    code="",
    short="",
    meaning="The law lets us leave this out, or asks us to. You may ask for that to be looked at "
    "again.",
    law="",
    is_verified=True,
    whole=True,
)


@dataclass(frozen=True)
class Told:
    """What a copy says of the reasons: each, or of all of them only that there was one."""

    says_why: bool

    def of(self, code: str) -> Reason:
        """Return what it says of a reason."""
        return reasons()[code] if self.says_why else UNSAID

    @property
    def all(self) -> tuple[Reason, ...]:
        """Whatever it may say, in the order of the file."""
        return tuple(reasons().values()) if self.says_why else (UNSAID,)


def told_in(redaction: Redaction) -> Told:
    """Return what a copy says of the reasons."""
    return Told(says_why=not redaction.no_reasons_because)


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
