"""What adds a class to a whole record, as data: the rows under ``also`` of ``schedule.toml``."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from records.catalogue import catalogue
from records.catalogue.answers import Answers, chosen
from records.catalogue.conditions import fields_in, holds
from retention.schedule import FILE, schedule


@dataclass(frozen=True)
class Names:
    """Who is named in an answer: of which kinds, or around the person as what, or by what words."""

    field: str
    kinds: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def fits(self, ref: Mapping[str, Any], around: Mapping[str, str]) -> bool:
        """Say whether somebody whom an answer names is one of those."""
        described = f"{ref.get('name') or ''} {ref.get('role') or ''}"
        return (
            ref.get("kind") in self.kinds
            or around.get(str(ref.get("key"))) in self.around
            or has_word(described, self.words)
        )


@dataclass(frozen=True)
class EntrySays:
    """An entry of a type whose answers meet a condition, or name somebody; any, without both.

    ``ends`` is the answer that says when an order ends; one that ``runs_on`` stands where that is
    not answered.
    """

    type: str
    where: Mapping[str, Any] | None = None
    names: Names | None = None
    ends: str = ""
    runs_on: bool = False

    @property
    def fields(self) -> set[str]:
        """The questions whose answers it looks at."""
        asked = {name for name, _ in fields_in(self.where)} if self.where else set()
        return {*asked, self.names.field if self.names else "", self.ends} - {""}

    def holds(self, answers: Mapping[str, Any], around: Mapping[str, str]) -> bool:
        """Say whether an entry with these answers says it; ``around`` is what each contact is."""
        record_type = catalogue().get(self.type)
        assert record_type is not None
        if self.where and not holds(self.where, Answers(record_type, answers)):
            return False
        return self.names is None or any(
            self.names.fits(each, around) for each in named(answers.get(self.names.field))
        )


@dataclass(frozen=True)
class Words:
    """An answer of the details in which one of these words stands."""

    question: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A legal authority of one of these kinds; with words, one that somebody so called holds."""

    kinds: tuple[str, ...]
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Also:
    """One row: what it says in words, the class that it adds, and what of a record answers it."""

    when: str
    class_key: str
    look: str = ""
    by_clock: bool = False
    entries: tuple[EntrySays, ...] = ()
    authority: Held | None = None
    detail: Words | None = None
    concerns: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Say whether anything that a record holds answers it."""
        return bool(self.by_clock or self.entries or self.authority or self.detail or self.concerns)

    @property
    def seen_in(self) -> list[str]:
        """What of a record says it, in words."""
        types = [catalogue().get(each.type) for each in self.entries]
        said = {
            "what is written on the record": self.by_clock,
            "a power or order that stands on the record": self.authority,
            "what the details say of the law": self.detail,
            "what was told of a death": self.concerns,
        }
        return [each.title for each in types if each] + [
            words for words, is_so in said.items() if is_so
        ]


@cache
def rows() -> tuple[Also, ...]:
    """Return every row. Raises ``ValueError`` for one that nothing answers and nobody looks at."""
    found = tuple(_row(each) for each in tomllib.loads(FILE.read_text(encoding="utf-8"))["also"])
    for each in found:
        if each.class_key not in schedule().classes:
            raise ValueError(f"{each.when}: {each.class_key} is no class of the schedule")
        if not each.is_answered and not each.look:
            raise ValueError(f"{each.when}: neither the record answers this nor an officer looks")
    return found


def named(value: Any) -> list[Mapping[str, Any]]:
    """Return whom an answer names."""
    return [each for each in chosen(value) if isinstance(each, Mapping)]


def has_word(text: str, words: Iterable[str]) -> bool:
    """Say whether one of these words, or runs of words, stands in a text, or its plural does."""
    return any(re.search(rf"\b{re.escape(each)}s?\b", text, re.IGNORECASE) for each in words)


def to_look_at() -> list[tuple[str, str]]:
    """Return what an officer looks at before a record is destroyed, as papers may say it."""
    return [(f"also-{each.class_key}", each.look) for each in rows() if each.look]


def says() -> Iterator[tuple[Also, EntrySays]]:
    """Return each thing that an entry may say, with its row."""
    for row in rows():
        for each in row.entries:
            yield row, each


def _row(data: Mapping[str, Any]) -> Also:
    held, said = data.get("authority"), data.get("detail")
    return Also(
        when=data["when"],
        class_key=data["class"],
        look=data.get("look", ""),
        by_clock=data.get("by_clock", False),
        entries=tuple(_entry(each) for each in data.get("entry", ())),
        authority=Held(tuple(held["kinds"]), tuple(held.get("held_by", ()))) if held else None,
        detail=Words(said["question"], tuple(said["words"])) if said else None,
        concerns=tuple(data.get("death", {}).get("concerns", ())),
        closed_by=tuple(data.get("closed_by", ())),
    )


def _entry(data: Mapping[str, Any]) -> EntrySays:
    names = data.get("names")
    return EntrySays(
        type=data["type"],
        where=data.get("where"),
        names=_names(names) if names else None,
        ends=data.get("ends", ""),
        runs_on=data.get("runs_on", False),
    )


def _names(data: Mapping[str, Any]) -> Names:
    return Names(data["field"], *(tuple(data.get(key, ())) for key in ("kinds", "around", "words")))
