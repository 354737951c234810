"""To whom a letter about a person may go, and by which ways the record says they are reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

import clock
from accounts.models import User
from disclosure.letters.models import Letter
from people import access
from people.access import Permission
from people.models import Address, Contact, ContactPoint, Person
from people.models.reaching import Safety
from people.queries import Around
from records.drafting.references import Reference

OTHER, BY_HAND = "OTHER", "BY_HAND"


@dataclass(frozen=True)
class Way:
    """One address of somebody, as it is recorded: how safe it is, and since when it is known."""

    key: str
    title: str
    value: str
    safety: str = Safety.SAFE
    note: str = ""
    known_on: date | None = None


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom it may go. ``around`` says what may be shared with them."""

    reference: Reference
    ways: tuple[Way, ...] = ()
    around: Around | None = None
    is_own: bool = False
    record: Person | None = None

    @property
    def name(self) -> str:
        """What they are called."""
        return self.reference["name"]


def recipients_of(person: Person, around: Mapping[str, Around]) -> dict[str, str]:
    """Return to whom it may go, by key, in words: the person first, somebody else last."""
    found = {} if person.has_died else {person.key: person.name}
    found |= {key: each.described for key, each in around.items()}
    return found | {OTHER: "Somebody who is not on the record"}


def in_a_sentence(recipients: Mapping[str, str], key: str) -> str:
    """Return to whom it goes as the words stand after "to"."""
    return "somebody who is not on the record" if key == OTHER else recipients[key]


def recipient_for(
    viewer: User, person: Person, key: str, goes: str, *, around: Mapping[str, Around]
) -> Recipient | None:
    """Return one of them with the ways that lead there; None if there is none of that key."""
    if key == OTHER:
        return Recipient({"kind": "other", "key": "", "name": "", "role": ""})
    if key == person.key and not person.has_died:
        me: Reference = {"kind": "person", "key": person.key, "name": person.name, "role": ""}
        return Recipient(me, tuple(_ways(person, goes)), is_own=True)
    found = around.get(key)
    if found is None:
        return None
    role = ", ".join(dict.fromkeys(found.is_what))
    if isinstance(found.end, Contact):
        contact = found.end
        ref: Reference = {"kind": "contact", "key": key, "name": contact.name, "role": role}
        ways = (
            [Way(contact.key, "Email", contact.email)]
            if contact.email and goes == Letter.Goes.EMAIL
            else []
        )
        return Recipient(ref, tuple(ways), found)
    ref = {"kind": "other", "key": "", "name": found.name, "role": role}
    # Where somebody lives who has a record is read there, by those who may open it.
    may_read = access.decide(viewer, Permission.VIEW, found.end).allowed
    ways = list(_ways(found.end, goes)) if may_read else []
    return Recipient(ref, tuple(ways), found, record=found.end)


def ended_ways(person: Person) -> set[str]:
    """Return the e-mail addresses and postal lines that are no longer theirs, to compare."""
    today = clock.today()
    points = person.contact_points.past_on(today).values_list("value", flat=True)
    places = [each for each in person.addresses.past_on(today) if each.is_open]
    return {plain(each) for each in points} | {plain(each.headline) for each in places}


def has_safe_address(person: Person) -> bool:
    """Say whether an address is kept back, so that letters may be read by whom it is kept from."""
    current = person.addresses.current_on(clock.today())
    return current.filter(kind=Address.Kind.SAFE).exists()


def our_domain() -> str:
    """Return the domain from which the council writes, and in which its own addresses are."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")


def plain(value: str) -> str:
    """Return an address as it is compared."""
    return " ".join(value.casefold().replace(",", " ").split())


def _ways(person: Person, goes: str) -> Iterable[Way]:
    today = clock.today()
    if goes == Letter.Goes.EMAIL:
        points = person.contact_points.current_on(today).filter(kind=ContactPoint.Kind.EMAIL)
        for row in points:
            yield Way(
                row.key, row.title, row.value, row.safety, row.note_shown, _day(row.recorded_at)
            )
        return
    for row in person.addresses.current_on(today):
        if row.is_open and row.lines:
            yield Way(
                row.key, row.title, row.headline, row.safety, row.note_shown, _day(row.recorded_at)
            )


def _day(at: datetime | None) -> date | None:
    return clock.day_of(at) if at else None
