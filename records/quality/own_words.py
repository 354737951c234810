"""What a council decides about the lists; its own words are found as they are written."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import Formatter

from records.quality.definitions import Check, Finding, OwnWords
from records.quality.phrases import Phrases
from records.quality.reading import Look
from records.quality.words import words

# Only these checks have lists that a council adds to, and the short forms.
LISTS = {"loaded_language": "loaded", "vague_words": "vague", "jargon": "jargon"}
GLOSSARY = "acronym_unexplained"
LONGEST = 60
_PLAIN = re.compile(r"[^\W_]+(?:[ '-][^\W_]+)*")


def is_plain(phrase: str) -> bool:
    """Say whether these are words with spaces, hyphens and apostrophes between them, no more."""
    return len(phrase) <= LONGEST and _PLAIN.fullmatch(phrase) is not None


def has_list(check_key: str) -> bool:
    """Say whether a check has a list that a council adds to."""
    return check_key in LISTS or check_key == GLOSSARY


def as_shipped(check: Check, phrase: str) -> str | None:
    """Return what the product says of an entry of a list or of a short form; ``None`` of others."""
    if check.key == GLOSSARY and phrase in words().acronyms:
        return "; ".join(each.says for each in words().acronyms[phrase])
    entry = words().entries.get(phrase)
    return check.message if entry and entry.list == LISTS.get(check.key) else None


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


def found_in(look: Look, phrases: Sequence[OwnWords]) -> Iterator[Finding]:
    """Yield one finding for each of the council's phrases, with a count of its other places."""
    if not phrases:
        return
    matcher = _matcher(tuple(each.phrase for each in phrases))
    first: dict[str, Finding] = {}
    also: dict[str, int] = {}
    for reading in look.narrative:
        for match in matcher.found_in(reading.text, reading.hidden):
            if look.is_a_name(reading, match.first, match.last):
                continue
            also[match.key] = also.get(match.key, -1) + 1
            if match.key not in first:
                own = phrases[int(match.key)]
                first[match.key] = reading.finding(own.check, match.first, match.last)
    for key, found in first.items():
        yield Finding(
            check=found.check,
            message=phrases[int(key)].says,
            place=found.place,
            start=found.start,
            end=found.end,
            words=found.words,
            entry="council",
            also=also[key],
        )


@lru_cache(maxsize=16)
def _matcher(phrases: tuple[str, ...]) -> Phrases:
    return Phrases([(str(number), [each]) for number, each in enumerate(phrases)])
