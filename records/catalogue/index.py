"""The catalogue: every published type, found by key, group or words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from records.catalogue.definitions import Group, Header, RecordType
from records.catalogue.loading import CatalogueError, load, load_header

HERE = Path(__file__).parent
PUBLISHED = HERE / "published"

# How much a word counts, by where it is found.
_WEIGHTS = {"title": 12, "purpose": 5, "when_to_use": 5, "group": 4, "guidance": 2, "questions": 1}
_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All published types. ``types`` holds the newest version of each, group by group.

    What comes from another system is of a type that nobody writes: it is in ``versions`` alone.
    """

    header: Header
    versions: dict[tuple[str, int], RecordType]
    types: tuple[RecordType, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The headings of the catalogue, in order."""
        return self.header.groups

    def get(self, key: str, version: int | None = None) -> RecordType | None:
        """Return a type, the newest version unless one is named; ``None`` if there is none such."""
        if version is None:
            return self._newest.get(key)
        return self.versions.get((key, version))

    def pinned(self, key: str, version: int) -> RecordType:
        """Return the type that something was written with.

        Raises ``LookupError`` if it is gone: a published type is never taken out.
        """
        found = self.versions.get((key, version))
        if found is None:
            raise LookupError(f"{key} version {version} is not in the catalogue")
        return found

    def search(self, words: str) -> tuple[RecordType, ...]:
        """Return the types that fit the words, best first.

        Types that hold every word come before those that hold some; a word fits any word that it
        begins, so that "fall" finds "falls".
        """
        wanted = [each for each in _words(words) if each not in _SMALL_WORDS] or list(_words(words))
        ranked = []
        for position, record_type in enumerate(self.types):
            scores = [self._score(record_type.key, word) for word in wanted]
            found = sum(score > 0 for score in scores)
            if found:
                ranked.append((-found, -sum(scores), position))
        return tuple(self.types[position] for _, _, position in sorted(ranked))

    def keys_of(self, group: str) -> list[str]:
        """Return the keys of the types under a heading, of those that nobody writes here too."""
        return [each.key for each in self._newest.values() if each.group == group]

    @cached_property
    def restricted_keys(self) -> list[str]:
        """The keys of the types whose entries are restricted to named people."""
        return [each.key for each in self._newest.values() if each.is_restricted]

    @cached_property
    def _newest(self) -> dict[str, RecordType]:
        moved_in = (each for _, each in sorted(self.versions.items()) if each.is_moved_in)
        return {each.key: each for each in (*self.types, *moved_in)}

    @cached_property
    def _words_of(self) -> dict[str, dict[str, frozenset[str]]]:
        titles = {group.key: group.title for group in self.groups}
        return {
            each.key: {
                "group": frozenset(_words(titles[each.group])),
                "title": frozenset(_words(each.title)),
                "purpose": frozenset(_words(each.purpose)),
                "when_to_use": frozenset(_words(each.when_to_use)),
                "guidance": frozenset(_words(" ".join(each.guidance))),
                "questions": frozenset(
                    _words(
                        " ".join(
                            f"{field.label} {' '.join(field.choice_values)}"
                            for asked in each.own_fields.values()
                            for field in (asked, *asked.columns)
                        )
                    )
                ),
            }
            for each in self.types
        }

    def _score(self, key: str, word: str) -> int:
        return sum(
            _WEIGHTS[place]
            for place, words in self._words_of[key].items()
            if any(each.startswith(word) for each in words)
        )


def _words(text: str) -> Iterator[str]:
    return (each.group() for each in re.finditer(r"[a-z0-9]+", text.casefold().replace("'", "")))


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, read from its files once.

    Raises ``CatalogueError`` if any file cannot be used.
    """
    header = load_header(HERE / "common.toml")
    versions: dict[tuple[str, int], RecordType] = {}
    for path in sorted(PUBLISHED.glob("*/v*.toml")):
        record_type = load(path)
        versions[record_type.key, record_type.version] = record_type
    newest: dict[str, RecordType] = {}
    for (key, _), record_type in sorted(versions.items()):
        newest[key] = record_type
    order = {group.key: position for position, group in enumerate(header.groups)}
    for record_type in newest.values():
        if record_type.group not in order:
            raise CatalogueError(f"{record_type.key} is in no group: {record_type.group}")
    written_here = (each for each in newest.values() if not each.is_moved_in)
    types = sorted(written_here, key=lambda each: (order[each.group], each.title.casefold()))
    return Catalogue(header=header, versions=versions, types=tuple(types))
