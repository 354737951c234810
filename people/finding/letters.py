"""Names as finding compares them: without accents, capitals, hyphens or apostrophes.

What is indexed and what is asked for both come through here, so that "Zoe O Brien" finds
"Zoë O’Brien" without any extension of the database. Text that is shown is never folded.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_PLAIN = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": " ", "—": " ", "\x00": " ", "\u00ad": None,
})  # fmt: skip
_INSIDE_A_WORD = re.compile(r"['`´.ʻʼʹ]")
_WORD = re.compile(r"[^\W_]+")
# Before the vowels go: signs that sound alike in English, Polish, Arabic and South Asian names.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^mc", "mac"), (r"^x", "s"),
        (r"ough|augh", "of"), (r"igh", "i"), (r"ph", "f"),
        (r"szcz|shch|tsch|sch|sz|sh|cz|tch|ch", "x"),
        (r"dzh|dge|dj|dg", "j"), (r"qu|kh|gh|ck|q", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"),
        (r"z", "s"), (r"v|w(?=[aeiouy])", "f"), (r"[hwy]", ""),
    )
]  # fmt: skip
_SHORTEST_SOUND = 2


def folded(text: str) -> str:
    """Return text in small letters without accents, with plain quotation marks."""
    if text.isascii():
        return text.lower().replace("\x00", " ")
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    return bare.translate(_PLAIN)


def names_in(text: str) -> list[str]:
    """Return the single names in a text, in order: ``O’Brien-Łuc`` gives ``obrien``, ``luc``."""
    return _WORD.findall(_INSIDE_A_WORD.sub("", folded(text)))


def joined(names: list[str]) -> Iterator[str]:
    """Return what neighbouring names give as one: ``mei``, ``ling`` gives ``meiling``."""
    return (first + second for first, second in pairwise(names))


def sound_of(name: str) -> str:
    """Return how a name sounds, roughly: its consonants, and a vowel only at the beginning.

    Nothing for what has too few consonants to tell anybody apart.
    """
    if not name.isascii() or not name.isalpha():
        return ""
    text = name
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    begins = "a" if text[:1] in set("aeiou") else ""
    sound = begins + re.sub(r"[aeiou]", "", text)
    sound = re.sub(r"(.)\1+", r"\1", sound)
    return sound if len(sound) >= _SHORTEST_SOUND else ""


def one_letter_less(name: str) -> set[str]:
    """Return the name, and the name without each of its letters in turn.

    Two names that differ by one letter too many, too few, wrong or out of place share one of them.
    """
    if len(name) < 4:
        return {name}
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}
