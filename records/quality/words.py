"""The word lists, read once and refused if they hold anything unknown."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from records.quality.phrases import Phrases

HERE = Path(__file__).parent / "words"

_CONTEXT = ("only_before", "not_before", "unless", "satisfied_by")
_KNOWN = {
    "loaded": {"key", "category", "severity", "why", "suggest", "find", "flags", "passes"},
    "vague": {"key", "severity", "why", "ask", "find", "flags", "passes"},
    "jargon": {"key", "term", "plain", "kind", "note", "find", "flags", "passes"},
    "cues": {"key", "find"},
}


class WordListError(Exception):
    """A word list that cannot be used. Its words name the file and the key."""


@dataclass(frozen=True)
class Entry:
    """One entry of a list: what to look for, what excuses it, and what is said of it."""

    key: str
    list: str
    find: tuple[str, ...]
    severity: str = "advice"
    why: str = ""
    says: str = ""
    term: str = ""
    category: str = ""
    only_before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    satisfied_by: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The list and the key: what a finding names as its source."""
        return f"{self.list}.{self.key}"


@dataclass(frozen=True)
class Acronym:
    """A short form and its meaning."""

    acronym: str
    term: str
    meaning: str = ""
    ambiguous_with: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The short form in full, and after a full stop what it is."""
        return f"{self.term}. {self.meaning}".rstrip(". ")


@dataclass(frozen=True)
class Hint:
    """Words that belong in another kind of record."""

    suggest: str
    find: tuple[str, ...]
    not_before: tuple[str, ...]
    only_in: frozenset[str]
    # Here only what a text begins with counts: a visit may tell of a call.
    opening_in: frozenset[str]
    not_in: frozenset[str]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """All lists, with the one matcher that finds every phrase of them."""

    entries: Mapping[str, Entry]
    hints: Mapping[str, Hint]
    acronyms: Mapping[str, tuple[Acronym, ...]]
    known_to_all: frozenset[str]
    categories: Mapping[str, str]
    official: tuple[str, ...]
    sensitive: tuple[str, ...]
    relationships: frozenset[str]
    phrases: Phrases
    context: Phrases


def _read(name: str) -> dict[str, Any]:
    with (HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(name: str, table: str = "entry") -> Iterator[Entry]:
    for each in _read(name)[table]:
        unknown = set(each) - _KNOWN[name] - set(_CONTEXT)
        if unknown or "find" not in each:
            raise WordListError(
                f"{name}.toml: {each.get('key')} has {sorted(unknown) or 'no find'}"
            )
        says = each.get("suggest") or each.get("ask") or each.get("plain") or ""
        yield Entry(
            key=each["key"],
            list=name,
            severity=each.get("severity", "advice"),
            why=each.get("why", each.get("note", "")),
            says=says,
            term=each.get("term", ""),
            category=each.get("category", each.get("kind", "")),
            **{part: tuple(each.get(part, ())) for part in ("find", *_CONTEXT, "flags", "passes")},
        )


@cache
def words() -> Words:
    """Return the lists that come with the product."""
    entries = {
        each.id: each
        for name, table in (
            ("loaded", "entry"),
            ("vague", "entry"),
            ("jargon", "entry"),
            ("cues", "set"),
        )
        for each in _entries(name, table)
    }
    names, templates, short = _read("names"), _read("templates"), _read("acronyms")
    everyday = templates["everyday"]
    hints = {
        each["suggest"]: Hint(
            suggest=each["suggest"],
            find=tuple(each["find"]),
            not_before=tuple(each.get("not_before", ())),
            only_in=frozenset(everyday if each["only_in"] == ["everyday"] else each["only_in"]),
            opening_in=frozenset(each.get("opening_in", ())),
            not_in=frozenset(each["not_in"]),
            flags=tuple(each["flags"]),
        )
        for each in templates["hint"]
    }
    acronyms: dict[str, tuple[Acronym, ...]] = {}
    for each in short["entry"]:
        found = Acronym(
            each["acronym"],
            each["term"],
            each.get("meaning", ""),
            tuple(each.get("ambiguous_with", ())),
        )
        acronyms[found.acronym] = (*acronyms.get(found.acronym, ()), found)
    looked_for = [(each.id, each.find) for each in entries.values()]
    looked_for += [(f"hint.{each.suggest}", each.find) for each in hints.values()]
    looked_for += [
        (f"{part}:{each.id}", getattr(each, part))
        for each in entries.values()
        for part in ("unless", "satisfied_by")
        if getattr(each, part)
    ]
    looked_for += [
        ("official", names["official_titles"]),
        ("sensitive", names["sensitive"]),
        ("relationship", names["relationships"]),
    ]
    context = [
        (f"{part}:{each.id}", getattr(each, part))
        for each in entries.values()
        for part in ("only_before", "not_before")
        if getattr(each, part)
    ]
    context += [
        (f"not_before:hint.{each.suggest}", each.not_before)
        for each in hints.values()
        if each.not_before
    ]
    return Words(
        entries=entries,
        hints=hints,
        acronyms=acronyms,
        known_to_all=frozenset(short["no_explanation_needed"]),
        categories={each["key"]: each["title"] for each in _read("loaded")["category"]},
        official=tuple(names["official_titles"]),
        sensitive=tuple(names["sensitive"]),
        relationships=frozenset(names["relationships"]),
        phrases=Phrases(looked_for),
        context=Phrases(context),
    )


def with_short_forms(lists: Words, glossary: Mapping[str, str]) -> Words:
    """Return the lists with a council's short forms; those with no meaning are known to all."""
    if not glossary:
        return lists
    acronyms = {short: each for short, each in lists.acronyms.items() if short not in glossary}
    for short, says in glossary.items():
        if says:
            term, _, meaning = says.partition(". ")
            acronyms[short] = (Acronym(short, term.rstrip("."), meaning),)
    known = {short for short, says in glossary.items() if not says}
    return replace(lists, acronyms=acronyms, known_to_all=lists.known_to_all | known)
