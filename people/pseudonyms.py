"""A record read without the names in it: by who judges the recording, and need not know whom."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import User
from people import queries
from people.models import Person
from people.naming import PATTERNS, SHORTEST, names_of, pattern_of, reaching, words_of

THE_PERSON, SOMEBODY, REACHED = "[the person]", "[somebody]", "[address or number]"
_OF_PATTERNS = {
    "telephone": "[telephone number]",
    "nhs_number": "[number]",
    "email": "[email address]",
    "postcode": "[postcode]",
}
# A name of which only some words are known in this order: "[the person] [the person]".
_SAME_AGAIN = re.compile(r"(\[[^\[\]]+\])(?:\s+\1)+")
# Not words to read: what a thing is called in the code, where it stands, and what it is.
_SKIPPED = frozenset({"key", "code", "digest", "sha256", "url", "kind", "field", "type", "entry"})


@dataclass(frozen=True)
class Pseudonyms:
    """What stands in place of each name, number and address around one person, by how it is typed.

    Names of staff stand in place of themselves: it is their recording that is read.
    """

    stand_ins: Mapping[str, str]

    def hide(self, text: str) -> str:
        """Return a text with everything replaced that is known to say who somebody is."""
        if self.stand_ins:
            text = _SAME_AGAIN.sub(r"\1", self._known.sub(self._stand_in, text))
        for rule, pattern in PATTERNS:
            text = pattern.sub(_OF_PATTERNS[rule], text)
        return text

    def hide_in(self, value: Any) -> Any:
        """Return what a page shows, with every text in it hidden so."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, list | tuple):
            return type(value)(self.hide_in(each) for each in value)
        if isinstance(value, Mapping):
            return {key: self._hidden(key, each) for key, each in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            names = [each.name for each in fields(value) if each.init]
            return replace(
                value, **{name: self._hidden(name, getattr(value, name)) for name in names}
            )
        return value

    def _hidden(self, name: str, value: Any) -> Any:
        return value if name in _SKIPPED else self.hide_in(value)

    @cached_property
    def _known(self) -> re.Pattern[str]:
        return pattern_of(self.stand_ins)

    def _stand_in(self, match: re.Match[str]) -> str:
        said = match.group()
        # "will" is no Will, and "grace" no Grace.
        if said.isalpha() and said.islower():
            return said
        return self.stand_ins[_folded(said)]


def pseudonyms_of(person: Person) -> Pseudonyms:
    """Return what hides ``person`` and those around them."""
    stand_ins: dict[str, str] = {}

    def hides(words: str, names: Iterable[str]) -> None:
        for name in names:
            parts = words_of(name)
            for each in (name, " ".join(parts), *parts):
                if len(each) >= SHORTEST:
                    stand_ins.setdefault(_folded(each), words)

    hides(THE_PERSON, names_of([person]))
    for contact in person.contacts.all():
        hides(f"[{(contact.relationship or contact.get_kind_display()).lower()}]", [contact.name])
        hides(SOMEBODY, [contact.organisation])
        _add(stand_ins, REACHED, (contact.phone, contact.email))
    around = queries.relationships_for_copy(person).select_related("person", "other", "contact")
    ends = [(row.meant.words, row.end) for row in around]
    for words, end in ends:
        hides(f"[{words}]", [end.name])
    records = [end for _, end in ends if isinstance(end, Person)]
    records += list(queries.records_of_contacts(person))
    hides(SOMEBODY, names_of(records))
    _add(stand_ins, REACHED, reaching([person, *records]))
    _add(stand_ins, "[reference]", (person.council_reference, person.key))
    if person.born_on:
        _add(stand_ins, "[date of birth]", _as_typed(person.born_on))
    stand_ins |= {_folded(name): name for name in User.objects.values_list("name", flat=True)}
    return Pseudonyms(stand_ins)


def _add(stand_ins: dict[str, str], words: str, texts: Iterable[str]) -> None:
    for each in texts:
        if len(each) >= SHORTEST:
            stand_ins.setdefault(_folded(each), words)


def _as_typed(day: date) -> list[str]:
    """Return a day in the ways in which people write it."""
    numbers = [f"{day:%d}{mark}{day:%m}{mark}{day:%Y}" for mark in "/.-"]
    short = [f"{day.day}{mark}{day.month}{mark}{day:%Y}" for mark in "/.-"]
    return [f"{day.day} {day:%B} {day:%Y}", f"{day.day} {day:%b} {day:%Y}", *numbers, *short]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
