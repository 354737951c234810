"""What the catalogue's conditions and rules ask of the rest of the record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

import clock
from people.models import CommunicationNeed, Contact, Detail, Person
from records.catalogue import RecordType
from records.models import Entry, EntryVersion

Facts = dict[str, Any]


def facts_about(record_type: RecordType, person: Person, *, late: bool, at: datetime) -> Facts:
    """Return the facts by name. Earlier entries are read only for a type whose rules need them."""
    facts: Facts = {
        "late": late,
        "has_both_roles": person.is_both,
    }
    facts |= _of_details(person, at)
    if person.born_on is not None:
        facts["eighteenth_birthday"] = clock.add_months(person.born_on, 18 * 12)
    if any(rule.needs for rule in record_type.rules):
        facts |= {name: read(person) for name, read in _FROM_ENTRIES.items()}
    return facts


def _of_details(person: Person, at: datetime) -> Facts:
    """Return what is asked of the person's details, in one query."""
    day, about = clock.day_of(at), {"person": OuterRef("pk")}
    section_117 = {"question": "legal_summary", "answer__icontains": "section 117"}
    found = (
        Person.objects.filter(pk=person.pk)
        .values(
            has_communication_need=Exists(
                CommunicationNeed.objects.current_on(day).filter(**about)
            ),
            has_section_117=Exists(Detail.objects.current_on(day).filter(**about, **section_117)),
        )
        .get()
    )
    return {**found}


def _latest(person: Person, type_key: str) -> list[Mapping[str, Any]]:
    """Return the answers of the latest version of each entry of a type, newest entry first."""
    versions = (
        EntryVersion.objects.filter(
            entry__in=Entry.objects.standing().filter(person=person, type_key=type_key)
        )
        .order_by("-entry__event_at", "-entry_id", "-number")
        .values_list("entry_id", "values")
    )
    seen: dict[int, Mapping[str, Any]] = {}
    for entry_id, values in versions:
        seen.setdefault(entry_id, values)
    return list(seen.values())


def _signed_types(person: Person) -> set[str]:
    standing = Entry.objects.standing().filter(person=person)
    return set(standing.values_list("type_key", flat=True).distinct())


def _has_eligible_needs(person: Person) -> bool:
    found = _latest(person, "needs_assessment")
    return bool(found) and found[0].get("eligibility_decision") == "Eligible needs"


def _lacks_capacity_for(person: Person) -> list[str]:
    return [
        values.get("decision_needed", "")
        for values in _latest(person, "mental_capacity_assessment")
        if values.get("conclusion") == "Lacks capacity for this decision"
    ]


def _has_ordinary_residence_advice(person: Person) -> bool:
    words = [
        " ".join(str(values.get(name, "")) for name in ("question", "advice", "reason"))
        for values in _latest(person, "manager_guidance")
    ]
    return any("ordinary residence" in each.casefold() for each in words)


def _people_alleged(person: Person) -> set[str]:
    return {
        ref["key"]
        for values in _latest(person, "safeguarding_concern")
        for ref in values.get("person_alleged") or []
        if isinstance(ref, Mapping) and ref.get("key")
    }


def _employers_of_people_alleged(person: Person) -> set[str]:
    alleged = Contact.objects.filter(person=person, key__in=_people_alleged(person))
    names = {contact.organisation for contact in alleged if contact.organisation}
    employers = Contact.objects.filter(
        person=person, kind=Contact.Kind.ORGANISATION, name__in=names
    )
    return set(employers.values_list("key", flat=True))


_FROM_ENTRIES: dict[str, Callable[[Person], Any]] = {
    "signed_types": _signed_types,
    "has_eligible_needs": _has_eligible_needs,
    "lacks_capacity_for": _lacks_capacity_for,
    "has_ordinary_residence_advice": _has_ordinary_residence_advice,
    "people_alleged": _people_alleged,
    "employers_of_people_alleged": _employers_of_people_alleged,
}
