"""A record read without the names in it: by who judges the recording, and need not know whom."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

from accounts.models import User
from people import queries
from people.models import Contact, Person
from people.naming import (
    PATTERNS,
    SHORTEST,
    folded,
    names_of,
    pattern_of,
    reaching,
    said_of,
    words_of,
)

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
_SKIPPED = frozenset({"key", "url", "kind", "field", "entry"})
_MONTHS = frozenset(filter(None, [*month_name, *month_abbr, "Sept"]))
_ORDINALS = ("st", "nd", "rd", "th")
_DAY_BEFORE = re.compile(rf"\d(?:{'|'.join(_ORDINALS)})?(?:\s+of)?\s+\Z", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"\s+(?:19|20)\d\d(?!\d)")
_LONGEST_BEFORE = 12
_TWO_LETTERS = re.compile(r"(?<![\w’'-])[^\W\d_]{2}(?![\w’'-])")
# What is more often a word, at the beginning of a sentence, than a name of two letters.
_SHORT_WORDS = frozenset([
    "am", "an", "as", "at", "be", "by", "do", "dr", "go", "he", "hi", "if", "in", "is", "it", "jr",
    "me", "mr", "ms", "mx", "my", "no", "of", "oh", "ok", "on", "or", "so", "sr", "st", "to", "up",
    "us", "we",
])  # fmt: skip


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
        """Return an answer with every text in it hidden so; staff whom it names stay."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, list | tuple):
            return [self.hide_in(each) for each in value]
        if isinstance(value, Mapping) and value.get("kind") != "staff":
            return {
                key: each if key in _SKIPPED else self.hide_in(each) for key, each in value.items()
            }
        return value

    @cached_property
    def _known(self) -> re.Pattern[str]:
        # "Weiß" is found as it is typed, and "WEISS" as it is compared.
        return pattern_of({*self.stand_ins, *self._as_compared})

    @cached_property
    def _as_compared(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for typed, words in self.stand_ins.items():
            found.setdefault(folded(typed), words)
        return found

    def _stand_in(self, match: re.Match[str]) -> str:
        said = match.group()
        # "will" is no Will, and "grace" no Grace; "3 May" is a day.
        if said.isalpha() and (said.islower() or _is_of_a_day(match)):
            return said
        # What looks alike without regard to capitals is not always compared alike: "Yıldız".
        return self._as_compared.get(folded(said), SOMEBODY)


def pseudonyms_of(person: Person, *, named: Iterable[str] = ()) -> Pseudonyms:
    """Return what hides ``person``, those around them, and whom else their record has ``named``."""
    stand_ins: dict[str, str] = {}
    staff = set(User.objects.values_list("name", flat=True))

    def hides(words: str, terms: Iterable[str]) -> None:
        for each in terms:
            if len(each) >= SHORTEST or _is_short_name(each):
                stand_ins.setdefault(each, words)

    hides(THE_PERSON, _called(names_of([person])))
    for contact in person.contacts.all():
        hides(REACHED, (contact.phone, contact.email))
        hides(SOMEBODY, [contact.organisation])
        if contact.kind == Contact.Kind.ORGANISATION:
            hides(SOMEBODY, [contact.name])
        elif contact.kind != Contact.Kind.PROFESSIONAL or contact.name not in staff:
            words = contact.relationship or contact.get_kind_display()
            hides(f"[{words.lower()}]", _called([contact.name]))
    related = queries.relationships_for_copy(person).filter(contact__isnull=True)
    for row in related.select_related("person", "other"):
        hides(f"[{row.meant.words}]", _called([row.end.name]))
    records = list(queries.records_beside(person))
    hides(SOMEBODY, _called(names_of(records)))
    hides(SOMEBODY, (term for name in named for term in said_of(name)))
    hides(REACHED, reaching([person, *records]))
    hides("[reference]", (person.council_reference, person.key))
    if person.born_on:
        hides("[date of birth]", _as_typed(person.born_on))
    if stand_ins:
        # Only who shares a word with what is hidden would be hidden by it.
        hidden = pattern_of(stand_ins)
        for name in staff:
            if hidden.search(name):
                stand_ins.setdefault(name, name)
    return Pseudonyms(stand_ins)


def _called(names: Iterable[str]) -> Iterator[str]:
    """Yield some names, and each word and half of a word that may stand for one."""
    for name in names:
        parts = words_of(name)
        yield from (name, " ".join(parts), *parts)
        yield from (half for each in parts for half in each.split("-"))
        yield from _TWO_LETTERS.findall(name)


def _is_short_name(word: str) -> bool:
    return len(word) == SHORTEST - 1 and word.istitle() and word.casefold() not in _SHORT_WORDS


def _is_of_a_day(match: re.Match[str]) -> bool:
    if match.group().title() not in _MONTHS:
        return False
    before = match.string[max(0, match.start() - _LONGEST_BEFORE) : match.start()]
    after = _YEAR_AFTER.match(match.string, match.end())
    return after is not None or _DAY_BEFORE.search(before) is not None


def _as_typed(day: date) -> Iterator[str]:
    """Yield a day in the ways in which people write it."""
    years = (f"{day:%Y}", f"{day:%y}")
    for mark, of_month, month, year in product(
        "/.-", (f"{day:%d}", f"{day.day}"), (f"{day:%m}", f"{day.month}"), years
    ):
        yield f"{of_month}{mark}{month}{mark}{year}"
    spoken = [f"{day.day}{th}{of}" for th in _ORDINALS for of in ("", " of")]
    for of_month, month, year in product(
        (f"{day.day}", f"{day:%d}", *spoken), (f"{day:%B}", f"{day:%b}"), years
    ):
        yield f"{of_month} {month} {year}"
