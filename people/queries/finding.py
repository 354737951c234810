"""Finding people, and who is around them, each asked for by someone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

import clock
from accounts.models import User
from people import access, referrals
from people.finding import search
from people.models import Allocation, Person
from people.standings import standings_with
from people.survivors import survivors_by_key

SHOWN_AT_MOST = 25
MINE_ON_A_PAGE = 100
_BY_NAME = ("family_name", "given_names", "id")
# What opens a record without another reason, in the order of a list of people.
_WHY = {
    "WORKER": "You are their worker",
    "CO_WORKER": "You work beside their worker",
    "COVER": "You cover for somebody who works with them",
    "HANDOVER": "You are handing over",
    "TEAM": "Your team works with them",
    "MANAGER": "You manage staff who work with them",
    "ACTING": "You act for a manager of staff who work with them",
    "GRANT": "You have been given access",
    "REASON": "You said today why you need the record",
    "BREAK_GLASS": "You opened the record in an emergency",
}


@dataclass(frozen=True)
class Card:
    """What anyone who may find a person sees of them, and no more."""

    pk: int
    key: str
    name: str
    legal_name: str
    council_reference: str
    born_on: date | None
    died: str
    status: str
    team: str
    worker: str
    may_open: bool
    opens_with_reason: bool
    opens_in_emergency: bool = False
    is_own: bool = False


def find_people(
    viewer: User, words: str, *, page: int = 1, at: datetime | None = None
) -> tuple[list[Card], bool]:
    """Return a page of index cards for what was typed, and whether there are more after it.

    A number, a date of birth or a place must be there; names may be misspelt, short or begun.
    """
    keys = search.find(viewer, words, at=at)
    first = SHOWN_AT_MOST * (page - 1)
    shown = keys[first : first + SHOWN_AT_MOST]
    return cards_of(viewer, shown, at=at), len(keys) > first + SHOWN_AT_MOST


def cards_of(viewer: User, ids: list[int], *, at: datetime | None = None) -> list[Card]:
    """Return the index cards of people whom ``viewer`` may find, in the order of ``ids``."""
    people = access.findable_people(viewer, at=at).filter(pk__in=ids)
    place = {pk: number for number, pk in enumerate(ids)}
    cards = _cards(viewer, people, at, at_most=len(ids))
    return sorted(cards, key=lambda card: place[card.pk])


def own_or_managed_people(viewer: User, *, at: datetime | None = None) -> list[Card]:
    """Return ``my_people``, or whom else ``viewer`` may open if none, in one question."""
    visible = access.visible_people(viewer, at=at)
    cards = _cards(
        viewer, visible.filter(_is_own(viewer, at) | Q(status="OPEN")), at, 200, own_first=True
    )
    return [card for card in cards if card.is_own] or cards[:100]


def people_by_why(
    viewer: User, *, page: int = 1, at: datetime | None = None
) -> tuple[list[tuple[str, list[Card]]], bool]:
    """Return a page of whom ``viewer`` may open without giving another reason, under why.

    Those allocated to them come first. Also returns whether there are more after the page.
    """
    own_or_open = _is_own(viewer, at) | Q(status="OPEN")
    people = access.visible_people(viewer, at=at).filter(own_or_open)
    last = MINE_ON_A_PAGE * page
    rows = _rows(viewer, people, at, last + 1, own_first=True)
    shown = rows[last - MINE_ON_A_PAGE : last]
    stands = standings_with(viewer, shown, at=at)
    found: dict[str, list[Card]] = {}
    for each, card in zip(stands, _cards_of_rows(viewer, shown), strict=True):
        basis = access.decide_from(each, access.Permission.VIEW).basis
        found.setdefault(basis, []).append(card)
    by_why = [(words, found[basis]) for basis, words in _WHY.items() if basis in found]
    return by_why, len(rows) > last


def my_people(viewer: User, *, at: datetime | None = None) -> list[Card]:
    """Return the people allocated to ``viewer`` today, as worker, co-worker or cover."""
    people = access.visible_people(viewer, at=at).filter(_is_own(viewer, at))
    return _cards(viewer, people, at, at_most=200)


def running_allocations(person: Person, *, at: datetime | None = None) -> QuerySet[Allocation]:
    """Return who works with the person now."""
    day = clock.day_of(at or clock.now())
    return person.allocations.select_related("worker", "team").running_on(day)


def by_keys(viewer: User, keys: set[str]) -> dict[str, Person]:
    """Return the people behind keys of the event log: those of whom ``viewer`` may read.

    Behind the key of a record that was merged stands the one that was kept.
    """
    readable = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    found = {person.key: person for person in readable.filter(key__in=keys)}
    if gone := survivors_by_key(keys - set(found)):
        survivors = readable.in_bulk(set(gone.values()))
        found |= {key: survivors[pk] for key, pk in gone.items() if pk in survivors}
    return found


def findable_by_key(viewer: User, key: str) -> Person | None:
    """Return the person behind a key, if ``viewer`` may find them as an index card."""
    found = access.findable_people(viewer).filter(key=key.replace("\x00", ""))
    return found.exclude(access.in_conflict(viewer)).first()


def _is_own(viewer: User, at: datetime | None) -> Exists:
    """Return the condition that ``viewer`` works with a person today, in whatever role."""
    mine = Allocation.objects.filter(worker=viewer, person=OuterRef("pk"))
    return Exists(mine.running_on(clock.day_of(at or clock.now())))


def _cards(
    viewer: User,
    people: QuerySet[Person],
    at: datetime | None,
    at_most: int = 100,
    *,
    own_first: bool = False,
) -> list[Card]:
    """Return the index cards of some people, by name, in one query."""
    rows = _rows(viewer, people, at, at_most, own_first=own_first)
    return _cards_of_rows(viewer, rows)


def _rows(
    viewer: User,
    people: QuerySet[Person],
    at: datetime | None,
    at_most: int = 100,
    *,
    own_first: bool = False,
) -> list[Any]:
    day = clock.day_of(at or clock.now())
    workers = Allocation.objects.filter(person=OuterRef("pk"), role=Allocation.Role.WORKER)
    visible = access.visible_people(viewer, at=at)
    return list(
        people.select_related("team")
        .annotate(
            worker=Subquery(
                workers.running_on(day).exclude(worker=None).values("worker__name")[:1]
            ),
            may_open=ExpressionWrapper(Q(pk__in=visible.values("pk")), BooleanField()),
            is_blocked=access.in_conflict(viewer, at=at),
            is_own=_is_own(viewer, at),
        )
        .order_by(*(["-is_own"] if own_first else []), *_BY_NAME)[:at_most]
    )


def _cards_of_rows(viewer: User, rows: list[Any]) -> list[Card]:
    closed = [person for person in rows if not person.may_open]
    with_reason = referrals.people_to_say_why_of(viewer, closed) if closed else set()
    in_emergency = access.may_break_glass(viewer)
    return [
        Card(
            pk=person.pk,
            key=person.key,
            name=person.name,
            legal_name=person.legal_name,
            council_reference=person.council_reference,
            born_on=person.born_on,
            died=person.death_words,
            status=person.get_status_display(),
            team=person.team.name if person.team else "",
            worker=person.worker or "",
            may_open=person.may_open,
            opens_with_reason=person.pk in with_reason and not person.is_blocked,
            opens_in_emergency=in_emergency and not person.is_blocked,
            is_own=person.is_own,
        )
        for person in rows
    ]
