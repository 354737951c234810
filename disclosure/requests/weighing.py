"""The other people of whom a record speaks: what it says of each is weighed by itself.

Whoever works with the person in their profession is named as a class; relatives, neighbours and
whoever is named in an entry are weighed one by one before anything about them leaves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from accounts.models import User
from disclosure.models import RequestStep, SubjectRequest
from disclosure.redacting.terms import WORKS_WITH, called
from disclosure.requests.data import step_kinds
from people import queries as people_queries
from people.models import Contact, Person
from people.naming import folded, is_named, names_of, pattern_of, said_of, words_of
from records import queries as record_queries
from records.models import Entry, EntryVersion
from ui import formats

THIRD, GIVE, WAIT, WORK, NOTHING = "THIRD", "GIVE", "WAIT", "WORK", "NOTHING"
WITHHELD = "HOLD"
# What a complete copy cannot do.
HELD = ("PART", WITHHELD)
_KEY_LENGTH = 32


@dataclass(frozen=True)
class Other:
    """Somebody to be weighed, and their record if they have one that is not restricted."""

    key: str
    name: str
    described: str
    record: Person | None = None

    @property
    def names(self) -> set[str]:
        """What they are called in an entry: their name, and what of it stands for it."""
        return said_of(self.name)

    @cached_property
    def called(self) -> set[str]:
        """What they are to the person, in each word for it."""
        return called(self.described.removeprefix(self.name))

    def is_meant_in(self, text: str) -> bool:
        """Say whether a text has a word for what they are."""
        return bool(self.called) and pattern_of(self.called).search(text) is not None


@dataclass(frozen=True)
class Weighed:
    """Somebody, and the last step that weighed what is said of them; None if none did."""

    other: Other
    step: RequestStep | None

    @property
    def is_done(self) -> bool:
        """Say whether it is decided what becomes of it."""
        return self.step is not None and self.step.outcome != WAIT

    @property
    def outcome(self) -> str:
        """What becomes of it; blank while that is not decided."""
        return self.step.outcome if self.step and self.is_done else ""

    @property
    def in_words(self) -> str:
        """Whether they agreed, when that was, and what becomes of it."""
        if self.step is None:
            return "not weighed yet"
        kind = step_kinds()[THIRD]
        agreed = kind.choices[self.step.choice].partition(":")[0]
        became = kind.outcomes[self.step.outcome].partition(":")[0]
        day = formats.day_and_month(self.step.on)
        return f"{formats.uncapitalised(agreed)} ({day}); {formats.uncapitalised(became)}"

    @cached_property
    def _named(self) -> re.Pattern[str]:
        return pattern_of({self.other.name, *words_of(self.other.name)})

    def is_named_in(self, text: str, *, but: Iterable[str] = ()) -> bool:
        """Say whether a text names them, other than by a word that is also the person's own."""
        return is_named(self._named, text, but=but)


def weighed(asked: SubjectRequest, steps: Iterable[RequestStep]) -> list[Weighed]:
    """Return everybody to be weighed for a request, and those whom an officer added."""
    last: dict[str, RequestStep] = {}
    for step in steps:
        if step.kind == THIRD:
            last[_key_in(step)] = step
    found = [Weighed(each, last.pop(each.key, None)) for each in others_of(asked.person)]
    return found + weighed_by(last.values(), {})


def weighed_by(steps: Iterable[RequestStep], others: Mapping[str, Other]) -> list[Weighed]:
    """Return whom some steps weigh: one of some others by their key, or as they are described."""
    return [
        Weighed(others.get(step.whom) or Other(_key_in(step), step.about, step.about), step)
        for step in steps
    ]


def _key_in(step: RequestStep) -> str:
    return step.whom or key_of(step.about)


def unweighed(rows: Iterable[Weighed]) -> list[Weighed]:
    """Return those of whom it is not decided yet what becomes of what is said of them."""
    return [each for each in rows if not each.is_done]


def named(rows: Iterable[Weighed], person: Person, texts: Iterable[str]) -> list[Weighed]:
    """Return those whom some texts name."""
    said, own = "\n".join(texts), own_words_of(person)
    return [each for each in rows if each.is_named_in(said, but=own)]


def own_words_of(person: Person) -> set[str]:
    """Return the words of the person's own names, which name others in their family as well."""
    return {folded(word) for name in names_of([person]) for word in words_of(name)}


def names_in_words(rows: Iterable[Weighed]) -> str:
    """Return their names on one line."""
    return ", ".join(each.other.name for each in rows)


def key_of(name: str) -> str:
    """Return what stands for somebody who is kept by name alone: it says no name in an address."""
    return sha256(" ".join(name.split()).casefold().encode()).hexdigest()[:_KEY_LENGTH]


def others_of(person: Person) -> list[Other]:
    """Return those around a person, now or before, and whoever an answer of an entry names.

    Nobody who is there by their work, and nobody whose own record is restricted: they stand on no
    page about the person. Who is named in restricted entries alone is decided about with those. A
    name that is also of a member of staff is theirs, unless it says what they are to the person.
    """
    relationships = list(people_queries.relationships_for_copy(person))
    contacts = [
        *people_queries.contacts_for_copy(person),
        *people_queries.contacts_ended(person),
    ]
    around = people_queries.around_by_key(
        relationships, contacts, people_queries.sharings_for_copy(person)
    )
    parts: dict[str, set[str]] = {}
    for row in relationships:
        parts.setdefault(row.end.key, set()).add(row.meant.group)
    for each in around.values():
        if isinstance(each.end, Contact):
            parts.setdefault(each.key, set()).add(each.end.kind)
    found = [
        Other(
            each.key,
            each.name,
            each.described,
            each.end if isinstance(each.end, Person) else None,
        )
        for each in around.values()
        if not (parts.get(each.key) and parts[each.key] <= set(WORKS_WITH))
    ]
    known = {folded(name) for name in names_of([person])}
    known |= {folded(each.name) for each in around.values()}
    known |= {
        folded(name) for each in person.contacts.all() for name in (each.name, each.organisation)
    }
    staff = {folded(name) for name in User.objects.values_list("name", flat=True)}
    return found + [
        each
        for each in _named_in_entries(person)
        if folded(each.name) not in known and (each.called or folded(each.name) not in staff)
    ]


def _named_in_entries(person: Person) -> Iterator[Other]:
    """Yield those whom answers name, each once, as they were typed with most capitals."""
    entries = Entry.objects.standing().filter(person=person)
    versions = EntryVersion.objects.filter(
        entry__in=entries.exclude(sensitivity=Entry.Sensitivity.RESTRICTED)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for each in record_queries.named_in(versions):
        name = " ".join(str(each["name"]).split())
        if name:
            role = str(each.get("role") or "")
            found.setdefault(key_of(name), []).append((name, role))
    for key, typed in sorted(found.items(), key=lambda row: min(row[1])):
        name, role = max(typed, key=lambda row: (sum(map(str.isupper, row[0])), row))
        yield Other(key, name, ", ".join(filter(None, (name, role))))
