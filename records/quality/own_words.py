"""Words that a council added to the lists: found as they are written, and nothing cleverer."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import Formatter

from records.quality.definitions import Check, Finding, OwnWords
from records.quality.phrases import Phrases
from records.quality.reading import Look

# Only these checks have lists that a council adds to.
LISTS = ("loaded_language", "vague_words", "jargon")
LONGEST = 60
_PLAIN = re.compile(r"[^\W_]+(?:[ '-][^\W_]+)*")


def is_plain(phrase: str) -> bool:
    """Say whether these are words with spaces, hyphens and apostrophes between them, no more."""
    return len(phrase) <= LONGEST and _PLAIN.fullmatch(phrase) is not None


def stand_ins(check: Check) -> list[str]:
    """Return the names that stand in the words of a check for what it found."""
    names = (name for _, name, _, _ in Formatter().parse(check.message) if name)
    return list(dict.fromkeys(names))


def is_sayable(check: Check, words: str) -> bool:
    """Say whether words can stand for those of a check: they use no stand-in but its own."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:  # a bracket is not closed
        return False
    known = stand_ins(check)
    return all(
        name is None or (name in known and not spec and conversion is None)
        for _, name, spec, conversion in parts
    )


def found_in(look: Look, words: Sequence[OwnWords]) -> Iterator[Finding]:
    """Yield one finding for each of the council's phrases, with a count of its other places."""
    if not words:
        return
    phrases = _phrases(tuple(each.phrase for each in words))
    first: dict[str, Finding] = {}
    also: dict[str, int] = {}
    for reading in look.narrative:
        for match in phrases.found_in(reading.text, reading.hidden):
            if look.is_a_name(reading, match.first, match.last):
                continue
            also[match.key] = also.get(match.key, -1) + 1
            if match.key not in first:
                own = words[int(match.key)]
                first[match.key] = reading.finding(own.check, match.first, match.last)
    for key, found in first.items():
        yield Finding(
            check=found.check,
            message=words[int(key)].says,
            place=found.place,
            start=found.start,
            end=found.end,
            words=found.words,
            entry="council",
            also=also[key],
        )


@lru_cache(maxsize=16)
def _phrases(phrases: tuple[str, ...]) -> Phrases:
    return Phrases([(str(number), [each]) for number, each in enumerate(phrases)])
