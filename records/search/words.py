"""Words as search compares them: without accents, capitals or typographic signs.

Both what is indexed and what is asked go through ``folded``, so that "Sian" finds "Siân" without
any extension of the database. Text that is shown is never folded.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from people.finding.letters import folded

__all__ = ["as_asked", "folded", "in_text", "leaves_out", "spellings", "wanted"]

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad'’])*")
_LEFT_OUT = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')


def as_asked(words: str) -> str:
    """Return what somebody typed with single spaces, and no sign that cannot be stored."""
    return " ".join(words.replace("\x00", " ").split())


def wanted(words: str) -> str:
    """Return what was asked for without what was ruled out: ``fall -hospital`` gives ``fall``."""
    return _LEFT_OUT.sub(" ", folded(words))


def leaves_out(words: str) -> bool:
    """Say whether a word is ruled out; a dash or an arrow rules out nothing."""
    return any(WORD.search(each) for each in _LEFT_OUT.findall(folded(words)))


def in_text(text: str) -> Iterator[str]:
    """Return the words of a text in order, each as it is written."""
    return (found[0] for found in WORD.finditer(text))


def spellings(texts: Iterable[str], *, at_most: int) -> list[str]:
    """Return the different words of 4 to 30 letters, in small letters with their accents.

    A misspelling is answered from these. Numbers are left out: no date is near another.
    """
    found: dict[str, None] = {}
    for text in texts:
        for word in in_text(text):
            if 4 <= len(word) <= 30 and (spelt := _spelt(word)):
                found[spelt] = None
            if len(found) >= at_most:
                return sorted(found)
    return sorted(found)


@lru_cache(maxsize=20_000)
def _spelt(word: str) -> str:
    """Return a word as spellings have it; nothing for one with a figure in it."""
    if any(each.isdigit() for each in word):
        return ""
    return unicodedata.normalize("NFC", word.casefold()).replace("’", "'")
