"""What the coach is told beside the words of a record: what stands elsewhere that bears on them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, Q, Value

import clock
from accounts.models import User
from people import access
from people.models import Person
from people.queries import authorities_of
from records.catalogue import catalogue
from records.drafting.earlier import Source
from records.drafting.references import Known
from records.models import Draft, Entry
from records.quality import Context, Other
from records.queries.across import entry_is_open
from records.queries.profile import DOCUMENT
from records.rules.guidance import GUIDANCE
from records.rules.readiness import event_of

# What answers a text may have been written some days before it: a concern about the same harm.
DAYS_BEFORE = 28
PEOPLE_AT_MOST = 200


def context_of(
    viewer: User,
    draft: Draft,
    *,
    known: Known,
    sources: Iterable[Source] = (),
    values: Mapping[str, Any],
) -> Context:
    """Return what stands beside a draft of ``viewer``: ``values`` are its answers."""
    has_files = Exists(draft.attachments.all())
    return context_beside(
        viewer, draft.person, known=known, sources=sources, values=values, has_files=has_files
    )


def context_beside(
    viewer: User,
    person: Person,
    *,
    known: Known,
    sources: Iterable[Source] = (),
    values: Mapping[str, Any],
    has_files: Exists | Value,
) -> Context:
    """Return what stands beside what ``viewer`` writes: ``values`` are its answers.

    Only what ``viewer`` may open counts. The people whose record may have been meant are those
    ``viewer`` works with: of anybody else it is not even said that there is a record.
    """
    happened = event_of(values)
    day = clock.day_of(happened[0]) if happened else clock.today()
    kinds = _kinds(viewer, person, clock.at_time(clock.add_days(day, -DAYS_BEFORE), 0))
    changed = person.details_changes.filter(changed_at__gte=clock.at_time(day, 0))
    beside = Person.objects.values_list(
        Exists(changed), Exists(authorities_of(viewer, person)), has_files
    )
    is_changed, has_authority, has_files = beside.get(pk=person.pk)
    return Context(
        earlier=[each.as_told for each in sources],
        others=_others(viewer, person, known),
        state={
            "has_files": has_files,
            "concern_linked": _has_concern(kinds),
            "guidance_recorded": GUIDANCE in kinds,
            "legal_document_seen": DOCUMENT in kinds or has_authority,
            "profile_changed": is_changed,
        },
    )


def context_while_writing(viewer: User, person: Person, *, known: Known) -> Context:
    """Return what costs little to know between two keys: concerns of late, and other people."""
    kinds = _kinds(viewer, person, clock.at_time(clock.add_days(clock.today(), -DAYS_BEFORE), 0))
    return Context(
        others=_others(viewer, person, known), state={"concern_linked": _has_concern(kinds)}
    )


def _has_concern(kinds: set[str]) -> bool:
    return not kinds.isdisjoint(catalogue().keys_of("safeguarding"))


def _kinds(viewer: User, person: Person, since: Any) -> set[str]:
    """Return the types of the records since then, and of legal documents at any time."""
    standing: Any = Entry.objects.standing()
    rows = standing.filter(entry_is_open(viewer, entry=""), person=person)
    rows = rows.filter(Q(event_at__gte=since) | Q(type_key=DOCUMENT))
    return set(rows.order_by().values_list("type_key", flat=True).distinct())


def _others(viewer: User, person: Person, known: Known) -> list[Other]:
    """Return those ``viewer`` works with, but for whoever is around this person."""
    around = {each["name"] for each in known.around}
    people = access.people_worked_with(viewer).exclude(pk=person.pk)
    people = people.filter(pk__in=access.visible_people(viewer).values("pk")).order_by("pk")
    return [
        Other(each.name, each.council_reference, each.nhs_number)
        for each in people[:PEOPLE_AT_MOST]
        if each.name not in around
    ]
