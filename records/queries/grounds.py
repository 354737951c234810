"""The facts that an opinion rests on: those offered to a writer, and where a reader finds them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.models import Entry, EntryVersion, Statement
from records.queries.entries import is_open
from records.queries.links import keys_named, name_of

RESTS_ON = "rests_on"
FACTS = (Statement.Kind.FACT, Statement.Kind.OBSERVATION)
_ENTRIES_LOOKED_AT = 30
_FACTS_OFFERED = 8
_WORDS_SHOWN = 110


@dataclass(frozen=True)
class Fact:
    """A signed fact that an opinion may rest on. ``reference`` is how the opinion keeps it."""

    entry: str
    field: str
    position: int
    words: str

    @property
    def reference(self) -> dict[str, Any]:
        """The reference as it is signed."""
        return {"entry": self.entry, "field": self.field, "position": self.position}


def facts_to_rest_on(viewer: User, person: Person, named: Iterable[str] = ()) -> list[Fact]:
    """Return the latest facts about ``person``, and those of ``named`` entries, to choose from.

    Only facts in entries that ``viewer`` may open.
    """
    readable = access.EntryAccess(viewer, person)
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    said = Statement.objects.filter(
        version__entry=OuterRef("pk"),
        version__number=Subquery(newest.values("number")[:1]),
        kind__in=FACTS,
    )
    facts_at_all = Statement.objects.filter(version__entry=OuterRef("pk"), kind__in=FACTS)
    entries = Entry.objects.standing().filter(Exists(facts_at_all), person=person)
    latest = entries.order_by("-event_at", "-pk")[:_ENTRIES_LOOKED_AT]
    found: Any = (
        entries.filter(Q(pk__in=latest.values("pk")) | Q(key__in=set(named)))
        .annotate(
            said=ArraySubquery(
                said.values(json=JSONObject(field="field", position="position", text="text"))
            )
        )
        .order_by("-event_at", "-pk")
    )
    facts = [
        Fact(entry.key, row["field"], row["position"], f"{_day_of(entry)}: {_short(row['text'])}")
        for entry in found
        if is_open(readable, entry)
        for row in entry.said
    ]
    return [
        each
        for number, each in enumerate(facts)
        if number < _FACTS_OFFERED or each.entry in set(named)
    ]


def grounds_for(
    viewer: User, person: Person, versions: Iterable[EntryVersion]
) -> Mapping[str, dict[str, str]]:
    """Return what is said of each entry that versions name and ``viewer`` may open.

    Those that statements rest on, and those that answers name: words, name, author and address.
    """
    versions = list(versions)
    named = {
        str(reference.get("entry"))
        for version in versions
        for row in version.statements.all()
        for reference in row.details.get(RESTS_ON) or []
    }
    for version in versions:
        entry = version.entry
        record_type = catalogue().pinned(entry.type_key, entry.type_version)
        named |= keys_named(record_type, version.values)
    return entries_named(viewer, person, named - {""})


def entries_named(viewer: User, person: Person, keys: set[str]) -> dict[str, dict[str, str]]:
    """Return what is said of each of some entries that ``viewer`` may open, by its key."""
    if not keys:
        return {}
    readable = access.EntryAccess(viewer, person)
    return {
        entry.key: {
            **described(entry),
            "url": reverse("records:entry", args=[person.key, entry.key]),
        }
        for entry in Entry.objects.filter(person=person, key__in=keys).select_related("author")
        if is_open(readable, entry)
    }


def described(entry: Entry) -> dict[str, str]:
    """Return what is said of an entry where another names it."""
    return {"words": words_for(entry), "name": name_of(entry), "by": entry.written_by}


def words_for(entry: Entry) -> str:
    """Return what is said of a fact in another entry: "fact of 3 September 2026 (Phone call)"."""
    title = catalogue().pinned(entry.type_key, entry.type_version).title
    return f"fact of {_day_of(entry)} ({title})"


def may_rest_on(viewer: User, person: Person, references: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether each reference to another entry is a fact there that ``viewer`` may open."""
    wanted = [each for each in references if each.get("entry")]
    opened = entries_named(viewer, person, {str(each["entry"]) for each in wanted})
    return all(
        str(each["entry"]) in opened
        and Statement.objects.filter(
            version__entry__key=each["entry"],
            field=each.get("field"),
            position=int(each.get("position") or 0),
            kind__in=FACTS,
        ).exists()
        for each in wanted
    )


def _day_of(entry: Entry) -> str:
    day = clock.day_of(entry.event_at)
    return f"{day.day} {day:%B %Y}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WORDS_SHOWN else f"{line[:_WORDS_SHOWN].rsplit(' ', 1)[0]} …"
