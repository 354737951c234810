"""Events told in plain sentences: who, did what, to whose record, and why they could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import clock
from accounts.models import User
from audit.models import Event
from audit.queries import Page
from audit.verbs import verbs
from people import queries as people_queries
from people.models import Person
from records import catalogue
from records.models import Entry

BASES = {
    "WORKER": "they are the allocated worker",
    "CO_WORKER": "they work beside the allocated worker",
    "COVER": "they cover for the allocated worker",
    "TEAM": "their team works with the person",
    "MANAGER": "they manage staff who work with the person",
    "GRANT": "they were given access",
    "REASON": "they stated a reason that day",
    "CONFLICT": "a conflict of interest is declared",
    "RESTRICTED": "the record is restricted and they are not on its list",
    "NO_BASIS": "they do not work with the person",
    "ROLE": "their role does not do this",
    "NOT_IN_USE": "their account is not in use",
}
SHOWN_NAMES = 5


@dataclass(frozen=True)
class Sentence:
    """One event, ready to read."""

    number: int
    at: datetime
    kind: str
    kind_label: str
    who: str
    did: str
    people: list[Person]
    hidden_people: int
    what: str
    why: str
    words: str
    refused: bool
    written_later: bool


@dataclass(frozen=True)
class Day:
    """The sentences of one day, newest first."""

    on: date
    sentences: list[Sentence]


def tell(viewer: User, page: Page) -> list[Day]:
    """Return a page of events as sentences by day.

    People whom ``viewer`` may not find are counted and not named.
    """
    staff = {
        user.staff_number: user
        for user in User.objects.filter(
            staff_number__in={event.actor for event in page.events}
        ).select_related("team")
    }
    people = people_queries.by_keys(
        viewer, {key for event in page.events for key in event.subjects}
    )
    entries = _entries(page.events)
    told = [
        _tell(event, staff, people, entries, page.details.get(event.pk, {}))
        for event in page.events
    ]
    return [
        Day(day, list(sentences))
        for day, sentences in groupby(told, key=lambda sentence: clock.day_of(sentence.at))
    ]


def _tell(event, staff, people, entries, detail) -> Sentence:
    user = staff.get(event.actor)
    found = [people[key] for key in event.subjects if key in people]
    late = (event.written_at - event.happened_at).total_seconds() > 3600
    return Sentence(
        number=event.pk,
        at=event.happened_at,
        kind=event.kind,
        kind_label=event.get_kind_display(),
        who=user.described if user else _service(event.actor),
        did=verbs()[event.verb].sentence if event.verb in verbs() else event.verb,
        people=found,
        hidden_people=len(event.subjects) - len(found),
        what=_what(event, entries),
        why=BASES.get(event.basis, ""),
        words=" · ".join(str(value) for value in detail.values() if value),
        refused=event.kind == Event.Kind.REFUSED,
        written_later=late,
    )


def _service(actor: str) -> str:
    return "Someone who had not signed in" if actor == "nobody" else f"The system ({actor})"


def _what(event: Event, entries: dict[str, Entry]) -> str:
    entry = entries.get(event.target)
    if entry is not None:
        day = clock.day_of(entry.event_at)
        title = catalogue.catalogue().pinned(entry.type_key, entry.type_version).title
        return f"{title} of {day.day} {day:%B %Y}"
    return ""


def _entries(events: Iterable[Event]) -> dict[str, Entry]:
    keys = {event.target for event in events if event.target_kind == "records.entry"}
    return {entry.key: entry for entry in Entry.objects.filter(key__in=keys)}
