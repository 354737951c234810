"""The statements that another points to: those offered to a writer, and where a reader finds them.

An opinion rests on facts; a decision speaks of somebody's own words and views.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.models import Decision, Entry, EntryVersion, Statement
from records.queries.across import entry_is_open
from records.queries.entries import is_open
from records.queries.known import address_of, days_then, put_days_back
from records.queries.links import keys_named, name_of
from ui import formats
from ui.statements import WHOSE

RESTS_ON = "rests_on"
SPEAKS_OF = "speaks_of"
SAID_IN = "said_in"
FACTS = (Statement.Kind.FACT, Statement.Kind.OBSERVATION)
VOICE = (Statement.Kind.PERSON_WORDS, Statement.Kind.VIEWS)
# Among the details of a statement, the names under which it points, and to what kinds.
POINTS_TO: Mapping[str, tuple[str, ...]] = {RESTS_ON: FACTS, SPEAKS_OF: VOICE, SAID_IN: VOICE}
_ENTRIES_LOOKED_AT = 30
_OFFERED = 8
_WORDS_SHOWN = 110


@dataclass(frozen=True)
class Ground:
    """A signed statement that another may point to. ``reference`` is how that one keeps it."""

    entry: str
    field: str
    position: int
    kind: str
    words: str

    @property
    def reference(self) -> dict[str, Any]:
        """The reference as it is signed."""
        return {"entry": self.entry, "field": self.field, "position": self.position}


def grounds_to_name(
    viewer: User,
    person: Person,
    named: Iterable[str] = (),
    *,
    readable: access.EntryAccess | None = None,
) -> list[Ground]:
    """Return the latest facts, words and views about ``person``, and those of ``named`` entries.

    Only those in entries that ``viewer`` may open: ``readable``, where that is known already.
    """
    named = set(named)
    readable = readable or access.EntryAccess(viewer, person)
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    said = Statement.objects.filter(
        version__entry=OuterRef("pk"),
        version__number=Subquery(newest.values("number")[:1]),
        kind__in=FACTS + VOICE,
    )
    of_person = Entry.objects.standing().filter(person=person)
    wanted = Q(key__in=named)
    for kinds in (FACTS, VOICE):
        at_all = Statement.objects.filter(version__entry=OuterRef("pk"), kind__in=kinds)
        latest = of_person.filter(Exists(at_all)).order_by("-event_at", "-pk")
        wanted |= Q(pk__in=latest.values("pk")[:_ENTRIES_LOOKED_AT])
    found: Any = (
        of_person.filter(wanted)
        .annotate(
            said=ArraySubquery(
                said.order_by("position").values(
                    json=JSONObject(
                        field="field",
                        position="position",
                        kind="kind",
                        text="text",
                        details="details",
                    )
                )
            )
        )
        .order_by("-event_at", "-pk")
    )
    grounds = [
        Ground(entry.key, row["field"], row["position"], row["kind"], _offered_as(entry, row))
        for entry in found
        if is_open(readable, entry)
        for row in entry.said
    ]
    return [
        each
        for kinds in (FACTS, VOICE)
        for number, each in enumerate(each for each in grounds if each.kind in kinds)
        if number < _OFFERED or each.entry in named
    ]


def grounds_for(
    viewer: User,
    person: Person,
    versions: Iterable[EntryVersion],
    *,
    known_at: datetime | None = None,
) -> Mapping[str, dict[str, str]]:
    """Return what is said of each entry that versions name and ``viewer`` may open.

    Those that statements rest on, and those that answers name: words, name, author and address.
    With ``known_at``, each as it was known then.
    """
    versions = list(versions)
    named = {
        str(reference.get("entry"))
        for version in versions
        for row in version.statements.all()
        for reference in references_in(row.details)
    }
    for version in versions:
        entry = version.entry
        record_type = entry.record_type
        named |= keys_named(record_type, version.values)
    return entries_named(viewer, person, named - {""}, known_at=known_at)


def references_in(details: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return every reference to a statement that one points to."""
    return [each for name in POINTS_TO for each in details.get(name) or []]


def entries_named(
    viewer: User, person: Person, keys: set[str], *, known_at: datetime | None = None
) -> dict[str, dict[str, str]]:
    """Return what is said of each of some entries that ``viewer`` may open, by its key."""
    if not keys:
        return {}
    readable = access.EntryAccess(viewer, person)
    named = Entry.objects.filter(person=person, key__in=keys).select_related("person", "author")
    entries = [entry for entry in named if is_open(readable, entry)]
    if known_at is not None:
        put_days_back(entries, days_then(person, known_at))
    return {entry.key: _with_address(entry, known_at) for entry in entries}


def _with_address(entry: Entry, known_at: datetime | None = None) -> dict[str, str]:
    return {**described(entry), "url": address_of(entry.person, entry.key, known_at)}


def words_spoken_of(
    viewer: User, decisions: Iterable[Decision], *, person: Person | None = None
) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is said of each entry whose words some decisions speak of, if it may be opened.

    By the person of the decision and the key. ``person``: all are about one, whose record is open.
    """
    decisions = list(decisions)
    keys = {str(each.get("entry")) for row in decisions for each in spoken_of(row)} - {""}
    if not keys:
        return {}
    if person is not None:
        found = entries_named(viewer, person, keys)
        return {(person.pk, key): each for key, each in found.items()}
    entries = Entry.objects.filter(
        entry_is_open(viewer, entry=""),
        person__in={row.person_id for row in decisions},
        key__in=keys,
    ).select_related("person", "author")
    return {(each.person_id, each.key): _with_address(each) for each in entries}


def spoken_of(decision: Any) -> list[Mapping[str, Any]]:
    """Return the words that a decision speaks of: its own references, or those of its entry."""
    if decision.statement is not None:
        return list(decision.statement.details.get(SPEAKS_OF) or [])
    return [each for said in decision.views or [] for each in said["said_in"] or []]


def described(entry: Entry) -> dict[str, str]:
    """Return what is said of an entry where another names it."""
    return {"place": place_of(entry), "name": name_of(entry), "by": entry.written_by}


def place_of(entry: Entry) -> str:
    """Return where a statement stands that another points to: "3 September 2026 (Phone call)"."""
    title = entry.record_type.title
    return f"{_day_of(entry)} ({title})"


def may_point_to(
    viewer: User, person: Person, references: Iterable[Mapping[str, Any]], kinds: Iterable[str]
) -> bool:
    """Say whether each reference to another entry is of some kinds, and ``viewer`` may open it."""
    wanted = [each for each in references if each.get("entry")]
    opened = entries_named(viewer, person, {str(each["entry"]) for each in wanted})
    return all(
        str(each["entry"]) in opened
        and Statement.objects.filter(
            version__entry__key=each["entry"],
            field=each.get("field"),
            position=int(each.get("position") or 0),
            kind__in=tuple(kinds),
        ).exists()
        for each in wanted
    )


def _day_of(entry: Entry) -> str:
    day = clock.day_of(entry.event_at)
    return f"{day.day} {day:%B %Y}"


def _offered_as(entry: Entry, row: Mapping[str, Any]) -> str:
    """Return a statement as a choice: its day, whose words or view it is, and how it begins."""
    day, text = _day_of(entry), _short(row["text"])
    if row["kind"] == Statement.Kind.PERSON_WORDS:
        speakers = [each for each in row["details"].get("speaker") or [] if _is_other(each)]
        whose = f", words of {formats.people_names(speakers)}" if speakers else ""
        return f"{day}{whose}: “{text}”"
    whose = WHOSE.get(row["details"].get("whose_view", ""), "") if row["kind"] in VOICE else ""
    return f"{day}{f', {formats.uncapitalised(whose)}' if whose else ''}: {text}"


def _is_other(reference: Any) -> bool:
    return isinstance(reference, Mapping) and reference.get("kind") != "person"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WORDS_SHOWN else f"{line[:_WORDS_SHOWN].rsplit(' ', 1)[0]} …"
