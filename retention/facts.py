"""The facts that clocks count from, read from the record: of many people in a few questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

import clock
from people.models import (
    Authority,
    Death,
    Detail,
    Involvement,
    InvolvementChange,
    Person,
    PersonRole,
)
from records.catalogue import catalogue
from records.models import Decision, Entry, EntryVersion
from retention.clocks import CARER, NEEDS, Facts, Involved, Written

_PART = {Entry.RecordAs.PERSON: NEEDS, Entry.RecordAs.CARER: CARER}
_SERVED = (Involvement.State.ALLOCATED, Involvement.State.ACTIVE, Involvement.State.CLOSING)
_AUTHORISATION = "dols_record"
# Orders of a court or under the Mental Health Act; a power that somebody gave is none.
_ORDERS = (
    Authority.Kind.DEPUTY_HEALTH,
    Authority.Kind.DEPUTY_MONEY,
    Authority.Kind.APPOINTEE,
    Authority.Kind.GUARDIAN,
)
_MENTAL_HEALTH = (NEEDS, "mental_health_s117")


def facts_of(people: Collection[int], *, readable: Q | None = None) -> dict[int, Facts]:
    """Return the facts of each record, by the number of the person.

    With ``readable``, what entries say that do not fit it is left out.
    """
    entries = Entry.objects.standing().filter(readable or Q(), person__in=people)
    base = _base(people)
    written, decided = _written(entries), _decided(entries)
    involved, deaths = _involved(people), _deaths(people)
    orders = _listed([*_ordered(people), *_authorised(entries)])
    also = _also(people)
    return {
        person.pk: Facts(
            born_on=person.born_on if person.birth_precision == "KNOWN" else None,
            base=_with_parts(base[person.pk], written[person.pk], involved[person.pk]),
            written=tuple(written[person.pk]),
            involved=tuple(involved[person.pk]),
            decided=tuple(decided[person.pk]),
            order_ends=tuple(orders[person.pk]),
            also=frozenset(also[person.pk]),
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


def _ordered(people: Collection[int]) -> Iterable[tuple[int, date | None]]:
    """Return when each order ended, or will; None where nobody said."""
    held = Authority.objects.filter(person__in=people, kind__in=_ORDERS, is_mistake=False)
    for person, until, expires_on in held.values_list("person_id", "until", "expires_on"):
        yield person, until or expires_on


def _authorised(entries: QuerySet[Entry]) -> Iterable[tuple[int, date]]:
    versions = EntryVersion.objects.newest().filter(
        entry__in=entries.filter(type_key=_AUTHORISATION).order_by()
    )
    for person, ends_on in versions.values_list("entry__person_id", "values__ends_on"):
        if ends_on:
            yield person, date.fromisoformat(ends_on)


def _also(people: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Return what adds a class to a part: the rules under ``also`` that the record can answer."""
    said = Detail.objects.filter(
        person__in=people,
        is_mistake=False,
        question="legal_summary",
        answer__icontains="section 117",
    )
    guardians = Authority.objects.filter(
        person__in=people, kind=Authority.Kind.GUARDIAN, is_mistake=False
    )
    known = {
        *said.values_list("person_id", flat=True),
        *guardians.values_list("person_id", flat=True),
    }
    return _listed((person, _MENTAL_HEALTH) for person in known)


def _listed(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for person, what in pairs:
        found[person].append(what)
    return found
