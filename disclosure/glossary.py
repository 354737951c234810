"""The short forms that occur in a copy and what they mean: from the words that are in it alone."""

import re
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from disclosure.pdf.document import Copy, Term
from records.quality.words import Acronym, Words

# Not words to read: places, codes, and what is a sign.
_SKIPPED = {"anchor", "code", "kind", "language", "reference", "export_reference"}


def with_glossary(copy: Copy, lists: Words) -> Copy:
    """Return a copy with the meaning of each short form that occurs in it, by these lists.

    Whatever was left out or removed is no part of ``copy`` any more, so it is never looked at.
    """
    known = frozenset(lists.acronyms.keys() | lists.known_to_all)
    pattern = _short_forms(frozenset(lists.acronyms))
    found: dict[str, tuple[str, str]] = {}
    for text, where, anchor in _texts(copy):
        for match in pattern.finditer(text):
            if not _is_shouted(text, match, known):
                found.setdefault(match.group(1), (where, anchor))
    listed = sorted(found.items(), key=lambda each: each[0].casefold())
    return replace(
        copy,
        glossary=tuple(
            Term(short, _meaning(lists.acronyms[short]), where, anchor)
            for short, (where, anchor) in listed
        ),
    )


def _texts(copy: Copy) -> Iterator[tuple[str, str, str]]:
    """Yield each text, with the title and place of what it stands in; the rest has no place."""
    for month in copy.months:
        for entry in month.entries:
            for text in _strings(entry):
                yield text, f"{entry.day}, {entry.title}", entry.anchor
    for line in copy.chronology.lines if copy.chronology else ():
        for text in _strings(line):
            yield text, line.day, line.anchor
    for text in _strings(copy.about):
        yield text, f"About {copy.cover.name}", "about"
    for text in _strings(replace(copy, about=(), months=(), glossary=())):
        yield text, "", ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _strings(each)
    elif is_dataclass(value):
        for each in fields(value):
            if each.name not in _SKIPPED:
                yield from _strings(getattr(value, each.name))


@lru_cache(maxsize=4)
def _short_forms(known: frozenset[str]) -> re.Pattern[str]:
    """Return what finds a short form that stands alone, or as one of several: "MDTs"."""
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?:s|[’']s)?(?!\w)")


_BESIDE = re.compile(r"(\w+)\W*$"), re.compile(r"^\W*(\w+)")


def _is_shouted(text: str, match: re.Match[str], known: Collection[str]) -> bool:
    """Say whether it stands beside another word in capitals: "HOT OR COLD" is no short form."""
    before, after = _BESIDE
    near = before.search(text[: match.start()]), after.search(text[match.end() :])
    return any(
        each[1].isupper() and len(each[1]) > 1 and each[1].isalpha() and each[1] not in known
        for each in near
        if each is not None
    )


def _meaning(known: tuple[Acronym, ...]) -> str:
    """Return what it means: each meaning, where it has several."""
    said = [f"{each.says}." for each in known]
    others = [other for each in known for other in each.ambiguous_with]
    if others:
        said.append(f"It can also mean: {'; '.join(others)}.")
    return " ".join(said)
