"""A world in which each field of each person holds a word that stands nowhere else.

Where such a word turns up, it says whose it is and from which column it came.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db.models import CharField, JSONField, Model, TextField
from django.db.models.signals import post_init

from governance.register import PERSONAL, tables
from people.models import Person

# How a row comes to its person. The first that it has is taken.
_WAYS = ("person", "entry", "version", "chronology", "involvement", "death", "alert", "decision")
# Text that means something to the product, which no word may take the place of.
_NOT_TEXT = {
    # Keys of people/relationships.toml.
    "people.relationship.kind",
    "people.relationship.back",
    "people.person.nhs_number",
    "people.person.council_reference",
    "people.person.title",
    "people.contactpoint.value",
    "people.address.postcode",
    "people.communicationneed.language",
    "people.detail.answer",
    "records.entry.type_key",
}
_IN_JSON = ("discussion", "note_about", "source_other")
_WORD = re.compile(r"zq([a-z]{3})([a-z]{3})qz", re.IGNORECASE)


class Canaries:
    """The words that were planted, and whose each is."""

    def __init__(self) -> None:
        self._people: dict[str, str] = {}
        self._columns: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self.planted: set[tuple[str, str]] = set()

    def know_references(self) -> None:
        """Let the number on a person's file tell of them too."""
        self._references = dict(Person.objects.values_list("council_reference", "key"))

    def plant(self, instance: Model) -> None:
        """Put a word into each text of a row that is being made."""
        label = instance._meta.label_lower
        person = person_of(instance)
        if person is None:
            return
        for field in _texts_of(instance):
            column, value = f"{label}.{field.name}", getattr(instance, field.attname)
            if column in _NOT_TEXT or not value:
                continue
            if isinstance(field, JSONField):
                setattr(instance, field.attname, self._in_json(person, column, value))
            elif isinstance(value, str) and (field.max_length or 99) > 11:
                word = self._word(person, column)
                setattr(instance, field.attname, word)

    def _in_json(self, person: str, column: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        planted = dict(value)
        for name in set(value) & set(_IN_JSON):
            word = self._word(person, f"{column}.{name}")
            planted[name] = [word] if isinstance(value[name], list) else word
        return planted

    def _word(self, person: str, column: str) -> str:
        self.planted.add((person, column))
        return f"Zq{_code(self._people, person)}{_code(self._columns, column)}qz"

    def whose(self, text: str) -> set[str]:
        """Return the keys of the people of whom a text says something."""
        return {person for person, _ in self.found(text)}

    def found(self, text: str) -> set[tuple[str, str]]:
        """Return each person and column of which a text has the word."""
        people = {code: person for person, code in self._people.items()}
        columns = {code: column for column, code in self._columns.items()}
        numbers = {
            (person, "people.person.council_reference")
            for reference, person in self._references.items()
            if reference and reference in text
        }
        return numbers | {
            (people[match[1].lower()], columns[match[2].lower()])
            for match in _WORD.finditer(text)
            if match[1].lower() in people and match[2].lower() in columns
        }


@contextmanager
def planting() -> Iterator[Canaries]:
    """Plant words in every row that is made inside the block."""
    canaries = Canaries()

    def made(sender: type[Model], instance: Model, **_: Any) -> None:
        if instance.pk is None:
            canaries.plant(instance)

    post_init.connect(made, weak=False)
    try:
        yield canaries
    finally:
        post_init.disconnect(made)


def person_of(instance: Model) -> str | None:
    """Return the key of the person a row is about, or nothing."""
    if isinstance(instance, Person):
        return instance.key
    for name in _WAYS:
        if name in instance.__dict__.get("_state").fields_cache:
            about = getattr(instance, name)
            return person_of(about) if about is not None else None
    return None


def _texts_of(instance: Model) -> Iterable[Any]:
    held = _personal().get(instance._meta.label_lower, ())
    for field in instance._meta.concrete_fields:
        is_text = isinstance(field, (CharField, TextField)) and not field.choices
        if field.name in held and (is_text or isinstance(field, JSONField)):
            yield field


@cache
def _personal() -> dict[str, set[str]]:
    """Return, of each table of the register, the columns that hold something about a person."""
    return {
        table.model.lower(): {row.field for row in table.rows if row.holds in PERSONAL}
        for table in tables()
    }


def _code(known: dict[str, str], name: str) -> str:
    number = len(known)
    made = "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))
    return known.setdefault(name, made)
