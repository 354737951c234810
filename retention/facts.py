"""The facts that clocks count from, read from the record: of many people in a few questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

import clock
from people.models import (
    Authority,
    Contact,
    Death,
    Detail,
    Involvement,
    InvolvementChange,
    Person,
    PersonRole,
)
from records.catalogue import catalogue
from records.ending import requests_of
from records.models import Decision, Entry, EntryVersion
from retention import also
from retention.clocks import CARER, NEEDS, Facts, Involved, Written
from retention.models import Hold, Lengthening

_PART = {Entry.RecordAs.PERSON: NEEDS, Entry.RecordAs.CARER: CARER}
_SERVED = (Involvement.State.ALLOCATED, Involvement.State.ACTIVE, Involvement.State.CLOSING)
# Orders of a court or under the Mental Health Act; a power that somebody gave is none.
_ORDERS = (
    Authority.Kind.DEPUTY_HEALTH,
    Authority.Kind.DEPUTY_MONEY,
    Authority.Kind.APPOINTEE,
    Authority.Kind.GUARDIAN,
)


def facts_of(people: Collection[int], *, readable: Q | None = None) -> dict[int, Facts]:
    """Return the facts of each record, by the number of the person.

    With ``readable``, what entries say that do not fit it is left out.
    """
    entries = Entry.objects.standing().filter(readable or Q(), person__in=people)
    base = _base(people)
    written, decided = _written(entries), _decided(entries)
    involved, deaths = _involved(people), _deaths(people)
    answered = _answered(entries)
    held = _authorities(people)
    orders = _listed([*_ordered(held), *answered.ends])
    of_person, ended = _of_person(people, held, deaths), _reviews_ended(deaths)
    lengthened = _lengthened(people)
    asked = _listed((each.person, (each.kept, each.ended_on)) for each in requests_of(people))
    parts = {each: _with_parts(base[each], written[each], involved[each]) for each in people}
    return {
        person.pk: Facts(
            born_on=person.born_on if person.birth_precision == "KNOWN" else None,
            base=parts[person.pk],
            written=tuple(written[person.pk]),
            involved=tuple(involved[person.pk]),
            decided=tuple(decided[person.pk]),
            order_ends=tuple(orders[person.pk]),
            also=frozenset(
                {
                    *answered.also[person.pk],
                    *((_whole(parts[person.pk]), key) for key in of_person[person.pk]),
                }
            ),
            reviews_ended=tuple(ended[person.pk]),
            lengthened=tuple(lengthened[person.pk]),
            asked=tuple(asked[person.pk]),
            **_dead(person, deaths.get(person.pk)),
        )
        for person in Person.objects.filter(pk__in=people).only(
            "born_on", "birth_precision", "died_on", "death_precision"
        )
    }


def _dead(person: Person, death: Death | None) -> dict[str, Any]:
    if death is None:
        return {"death_recorded": person.has_died}
    return {
        "death_recorded": True,
        "death_confirmed": death.is_confirmed,
        "died_on": death.since,
    }


def _with_parts(
    base: dict[str, str], written: list[Written], involved: list[Involved]
) -> dict[str, str]:
    """Return the class of each part; one in which something stands has one, whatever was said."""
    parts = {each.part for each in written} | {each.part for each in involved}
    return {part: PersonRole.RETENTION[part] for part in parts} | base


def _base(people: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    roles = PersonRole.objects.filter(person__in=people, is_mistake=False).order_by("pk")
    for person, kind, key in roles.values_list("person_id", "kind", "retention"):
        found[person][kind] = key
    return found


def _written(entries: QuerySet[Entry]) -> dict[int, list[Written]]:
    """Return the newest entry of each class; what happened counts, not when it was written."""
    found: dict[int, dict[tuple[str, str], date]] = defaultdict(dict)
    newest = (
        entries.order_by()
        .values_list("person_id", "record_as", "type_key", "type_version")
        .annotate(newest=Max("event_at"))
    )
    for person, record_as, type_key, version, at in newest:
        key = (_PART[record_as], catalogue().pinned(type_key, version).retention)
        day = clock.day_of(at)
        found[person][key] = max(day, found[person].get(key, day))
    return _listed(
        (person, Written(part, class_key, day))
        for person, days in found.items()
        for (part, class_key), day in days.items()
    )


def _decided(entries: QuerySet[Entry]) -> dict[int, list[tuple[str, date]]]:
    newest = (
        Decision.objects.filter(entry__in=entries.order_by())
        .order_by()
        .values_list("person_id", "entry__record_as")
        .annotate(newest=Max("decided_on"))
    )
    return _listed((person, (_PART[record_as], day)) for person, record_as, day in newest)


def _involved(people: Collection[int]) -> dict[int, list[Involved]]:
    served = InvolvementChange.objects.filter(involvement=OuterRef("pk"), became__in=_SERVED)
    periods = Involvement.objects.filter(person__in=people).annotate(
        had_service=Exists(served) | Q(state__in=_SERVED)
    )
    return _listed(
        (person, Involved(part, closed_on, had_service))
        for person, part, closed_on, had_service in periods.values_list(
            "person_id", "role", "closed_on", "had_service"
        )
    )


def _deaths(people: Collection[int]) -> dict[int, Death]:
    deaths = Death.objects.standing().filter(person__in=people).order_by("recorded_at", "pk")
    return {death.person_id: death for death in deaths}


@dataclass(frozen=True)
class _Held:
    """One legal authority, in the words of the schedule."""

    person: int
    kind: str
    until: date | None
    holder: str


def _authorities(people: Collection[int]) -> list[_Held]:
    kinds = {kind for row in also.rows() if row.authority for kind in row.authority.kinds}
    held = Authority.objects.filter(
        person__in=people, kind__in={*_ORDERS, *kinds}, is_mistake=False
    ).values_list(
        "person_id",
        "kind",
        "until",
        "expires_on",
        "relationship__contact__name",
        "relationship__contact__organisation",
    )
    return [
        _Held(person, kind, until or expires_on, f"{name or ''} {organisation or ''}")
        for person, kind, until, expires_on, name, organisation in held
    ]


def _ordered(held: Iterable[_Held]) -> Iterable[tuple[int, date | None]]:
    """Return when each order ended, or will; None where nobody said."""
    return [(each.person, each.until) for each in held if each.kind in _ORDERS]


@dataclass(frozen=True)
class _Answered:
    """What entries answer: the class that each adds to its part, and when an order ends."""

    also: dict[int, list[tuple[str, str]]]
    ends: list[tuple[int, date | None]]


def _answered(entries: QuerySet[Entry]) -> _Answered:
    """Return what the newest version of each entry says that may add a class."""
    says = list(also.says())
    fields = sorted({name for _, each in says for name in each.fields})
    types = {each.type for _, each in says}
    rows = (
        EntryVersion.objects.newest()
        .filter(entry__in=entries.filter(type_key__in=types).order_by())
        .values_list(
            "entry__person_id",
            "entry__record_as",
            "entry__type_key",
            *(f"values__{name}" for name in fields),
        )
    )
    found = [
        (person, _PART[record_as], type_key, dict(zip(fields, answers, strict=True)))
        for person, record_as, type_key, *answers in rows
    ]
    around = _kinds_of_contacts(answers for _, _, _, answers in found)
    added, ends = [], []
    for person, part, type_key, answers in found:
        for row, each in says:
            if each.type != type_key or not each.holds(answers, around):
                continue
            added.append((person, (part, row.class_key)))
            if each.ends and (answers[each.ends] or each.runs_on):
                ends.append((person, _day(answers[each.ends])))
    return _Answered(_listed(added), ends)


def _day(answer: str | None) -> date | None:
    return date.fromisoformat(answer) if answer else None


def _kinds_of_contacts(answered: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what each contact is to the person, of those whom answers name."""
    fields = {each.names.field for _, each in also.says() if each.names}
    keys = {
        str(ref["key"])
        for answers in answered
        for name in fields
        for ref in also.named(answers[name])
        if ref.get("key")
    }
    if not keys:
        return {}
    return dict(Contact.objects.filter(key__in=keys).values_list("key", "kind"))


def _of_person(
    people: Collection[int], held: Iterable[_Held], deaths: Mapping[int, Death]
) -> dict[int, list[str]]:
    """Return the classes that something known of the person adds, whatever the entries are."""
    found: list[tuple[int, str]] = []
    details = _details(people)
    for row in also.rows():
        if wanted := row.authority:
            found += [
                (each.person, row.class_key)
                for each in held
                if each.kind in wanted.kinds
                and (not wanted.by or also.has_word(each.holder, wanted.by))
            ]
        if said := row.detail:
            found += [
                (person, row.class_key)
                for person, question, answer in details
                if question == said.question and also.has_word(answer, said.words)
            ]
        found += [
            (person, row.class_key)
            for person, death in deaths.items()
            if set(row.concerns) & set(death.concerns)
        ]
    return _listed(found)


def _details(people: Collection[int]) -> list[tuple[int, str, str]]:
    asked = {row.detail.question for row in also.rows() if row.detail}
    said = Detail.objects.filter(person__in=people, is_mistake=False, question__in=asked)
    return list(said.values_list("person_id", "question", "answer"))


def _whole(parts: Mapping[str, str]) -> str:
    """Return the part to which what is known of the person belongs."""
    return CARER if set(parts) == {CARER} else NEEDS


def _reviews_ended(deaths: Mapping[int, Death]) -> dict[int, list[date]]:
    """Return when holds ended for what was to be found out about a death."""
    asked = [row for row in also.rows() if row.concerns and row.closed_by]
    concerns = {concern for row in asked for concern in row.concerns}
    people = [person for person, death in deaths.items() if concerns & set(death.concerns)]
    if not people:
        return defaultdict(list)
    kinds = {kind for row in asked for kind in row.closed_by}
    ended = Hold.objects.filter(person__in=people, kind__in=kinds, ended_at__isnull=False)
    return _listed(
        (person, clock.day_of(at)) for person, at in ended.values_list("person_id", "ended_at")
    )


def _lengthened(people: Collection[int]) -> dict[int, list[tuple[str, date]]]:
    rows = Lengthening.objects.filter(person__in=people, ended_at=None).order_by("pk")
    return _listed(
        (person, (key, until))
        for person, key, until in rows.values_list("person_id", "class_key", "until")
    )


def _listed(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for person, what in pairs:
        found[person].append(what)
    return found
