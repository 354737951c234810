"""Events told in plain sentences: who, did what, to whose record, and why they could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import BooleanField, ExpressionWrapper

import clock
from accounts.models import User
from audit.models import Event
from audit.queries import Page, basis_of
from audit.verbs import verbs
from people import access
from people import queries as people_queries
from people.models import AccessReason, Person
from records import queries as record_queries
from records.models import Entry

BASES = {
    "WORKER": "they are the allocated worker",
    "CO_WORKER": "they work beside the allocated worker",
    "HANDOVER": "they hand the work over to the next worker",
    "COVER": "they cover for the allocated worker",
    "TEAM": "their team works with the person",
    "MANAGER": "they manage staff who work with the person",
    "ACTING": "they act for a manager of staff who work with the person",
    "GRANT": "they were given access",
    "BREAK_GLASS": "they opened it in an emergency",
    "PROVIDER": "it was written from what they told",
    "REASON": "they stated a reason that day",
    "NAMED": "they are named to see what is protected",
    "KEEPER": "they keep the restriction of the record",
    "OVERSEES": "they oversee who may open records",
    "REGISTER": "they keep the register of requests",
    "ON_CALL": "they are the manager on call",
    "CONFLICT": "a conflict of interest is declared",
    "RESTRICTED": "the record is restricted and they are not on its list",
    "PROTECTED": "it is protected and they are not named to see it",
    "MERGED": "the record was merged into another",
    "NO_BASIS": "they do not work with the person",
    "TRAINING": "their training has run out",
    "ROLE": "their role does not do this",
    "NOT_IN_USE": "their account is not in use",
}
NAMED_AT_MOST = 6
_DECLARATION = "people.declaration"


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
    what: str
    why: str
    words: str
    refused: bool
    written_later: bool

    @property
    def named(self) -> list[Person]:
        """Whom the sentence names; of the rest it says only how many there are."""
        return self.people[:NAMED_AT_MOST]

    @property
    def more(self) -> int:
        """How many people it does not name."""
        return len(self.people) - len(self.named)


@dataclass(frozen=True)
class Day:
    """The sentences of one day, newest first."""

    on: date
    sentences: list[Sentence]

    @property
    def by_who(self) -> dict[str, list[Sentence]]:
        """What each member of staff did, whoever did something last first."""
        found: dict[str, list[Sentence]] = {}
        for each in self.sentences:
            found.setdefault(each.who, []).append(each)
        return found


def named_in(days: Iterable[Day]) -> list[Person]:
    """Return everybody whom a page of sentences names, once each."""
    named = (each for day in days for told in day.sentences for each in told.named)
    return list({each.key: each for each in named}.values())


def tell(viewer: User, page: Page) -> list[Day]:
    """Return a page of events as sentences by day.

    Of people whom ``viewer`` may not find, or may not open for a conflict of interest, there is no
    trace (ruling 4), and nothing that was typed or written about them is told. A restricted entry
    that is closed to ``viewer`` has its day alone, and of a restricted part on whose list they are
    not, nothing is told of why. Whom a member of staff declared is told to whoever may read that.
    What somebody said who stated a reason stands with each look that rests on it.
    """
    staff = {
        user.staff_number: user
        for user in User.objects.filter(
            staff_number__in={
                number for event in page.events for number in (event.actor, basis_of(event)[1])
            }
        ).select_related("team")
    }
    people = people_queries.by_keys(
        viewer, {key for event in page.events for key in event.subjects}
    )
    entries = _entries(viewer, page.events)
    reasons = _reasons_said(page.events)
    kept_back = _about_closed_parts(viewer, page.events) | _declared_to_others(viewer, page.events)
    told = [
        _tell(
            event,
            staff,
            people,
            entries,
            {}
            if event.pk in kept_back
            else reasons.get(event.pk, {}) | page.details.get(event.pk, {}),
        )
        for event in page.events
        if not event.subjects or any(key in people for key in event.subjects)
    ]
    return [
        Day(day, list(sentences))
        for day, sentences in groupby(told, key=lambda sentence: clock.day_of(sentence.at))
    ]


def _tell(event, staff, people, entries, detail) -> Sentence:
    user, (basis, number) = staff.get(event.actor), basis_of(event)
    stood_in_for = f", for {staff[number].described}" if number in staff else ""
    found = [people[key] for key in event.subjects if key in people]
    entry, is_open = entries.get(event.target, ("", True))
    hidden = len(found) < len(event.subjects)
    found = list(dict.fromkeys(found))
    late = (event.written_at - event.happened_at).total_seconds() > 3600
    return Sentence(
        number=event.pk,
        at=event.happened_at,
        kind=event.kind,
        kind_label=event.get_kind_display(),
        who=user.described if user else _service(event.actor),
        did=verbs()[event.verb].sentence if event.verb in verbs() else event.verb,
        people=found,
        what="" if hidden else entry,
        why=BASES.get(basis, "") + stood_in_for,
        words=""
        if hidden or not is_open
        else " · ".join(str(value) for name, value in detail.items() if value and name != "digest"),
        refused=event.kind == Event.Kind.REFUSED,
        written_later=late,
    )


def _reasons_said(events: Iterable[Event]) -> dict[int, dict[str, str]]:
    """Return the words of the stated reason on which a look at one record rests, by event."""
    looks = [
        event for event in events if basis_of(event)[0] == "REASON" and len(event.subjects) == 1
    ]
    if not looks:
        return {}
    given = AccessReason.objects.filter(
        user__staff_number__in={event.actor for event in looks},
        person__key__in={event.subjects[0] for event in looks},
        given_at__lte=max(event.happened_at for event in looks),
        expires_at__gt=min(event.happened_at for event in looks),
    ).order_by("given_at", "pk")
    rows = list(
        given.values_list("user__staff_number", "person__key", "given_at", "expires_at", "words")
    )
    return {
        event.pk: {"reason": words}
        for event in looks
        for who, whose, given_at, expires_at, words in rows
        if (who, whose) == (event.actor, event.subjects[0])
        and given_at <= event.happened_at < expires_at
    }


def _service(actor: str) -> str:
    return "Someone who had not signed in" if actor == "nobody" else f"The system ({actor})"


def _about_closed_parts(viewer: User, events: Iterable[Event]) -> set[int]:
    """Return the events about the restriction of a part on whose list ``viewer`` is not."""
    about = {
        (event.pk, subject, shown.removeprefix("part:"))
        for event in events
        if event.verb.startswith("people.")
        for shown in event.shown
        if shown.startswith("part:")
        for subject in event.subjects
    }
    if not about:
        return set()
    keys = {subject for _, subject, _ in about}
    closed = access.parts_closed_to(viewer).filter(person__key__in=keys)
    found = set(closed.values_list("person__key", "part"))
    return {pk for pk, subject, part in about if (subject, part) in found}


def _declared_to_others(viewer: User, events: Iterable[Event]) -> set[int]:
    """Return the events about declarations that ``viewer`` may not read."""
    about = {event.pk: event.target for event in events if event.target_kind == _DECLARATION}
    if not about:
        return set()
    readable = people_queries.declarations_open_to(viewer).filter(key__in=set(about.values()))
    keys = set(readable.values_list("key", flat=True))
    return {pk for pk, key in about.items() if key not in keys}


def _entries(viewer: User, events: Iterable[Event]) -> dict[str, tuple[str, bool]]:
    """Return the words for each entry that the events are about, and if it is open, by its key."""
    keys = {event.target for event in events if event.target_kind == "records.entry"}
    is_open = ExpressionWrapper(record_queries.entry_is_open(viewer, entry=""), BooleanField())
    entries = Entry.objects.filter(key__in=keys).annotate(is_open=is_open)
    return {entry.key: (_in_words(entry, entry.is_open), entry.is_open) for entry in entries}


def _in_words(entry: Entry, is_open: bool) -> str:
    day = clock.day_of(entry.event_at)
    title = entry.record_type.title
    closed = "Restricted record" if entry.taken_off_at is None else "Entry moved or removed"
    return f"{title if is_open else closed} of {day.day} {day:%B %Y}"
