"""Characters that no installed font can draw, in words."""

import unicodedata
from collections.abc import Iterable


def named(characters: Iterable[str]) -> tuple[str, ...]:
    """Return "nazar amulet (U+1F9FF)" for each character; they stand as boxes in the copy."""
    return tuple(
        f"{unicodedata.name(each, 'a character without a name').lower()} (U+{ord(each):04X})"
        for each in characters
    )
