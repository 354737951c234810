"""To whom a letter about a person may go, and by which ways the record says they are reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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
NOT_SAFE = "is recorded as not safe. Use another way to reach them"


@dataclass(frozen=True)
class Way:
    """One address of somebody, as it is recorded: how safe it is, and since when it is known.

    ``goes``: what may go there; blank where a letter never does.
    """

    key: str
    title: str
    value: str
    goes: str = ""
    safety: str = Safety.SAFE
    note: str = ""
    known_on: date | None = None


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom it may go. ``around`` says what may be shared with them.

    ``recorded``: every address and number that the record has of them. ``goes``: how it goes.
    """

    reference: Reference
    goes: str = ""
    recorded: tuple[Way, ...] = ()
    around: Around | None = None
    is_own: bool = False
    record: Person | None = None

    @property
    def ways(self) -> list[Way]:
        """The ways that lead there."""
        return [each for each in self.recorded if each.goes == self.goes]

    def way_typed(self, address: str) -> Way | None:
        """Return what the record has as somebody typed it, of whatever kind; None if nothing."""
        said = plain(address)
        return next((each for each in self.recorded if plain(each.value) == said), None)

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
        return Recipient({"kind": "other", "key": "", "name": "", "role": ""}, goes)
    if key == person.key and not person.has_died:
        me: Reference = {"kind": "person", "key": person.key, "name": person.name, "role": ""}
        return Recipient(me, goes, tuple(_recorded(person)), is_own=True)
    found = around.get(key)
    if found is None:
        return None
    role = ", ".join(dict.fromkeys(found.is_what))
    if isinstance(found.end, Contact):
        contact = found.end
        ref: Reference = {"kind": "contact", "key": key, "name": contact.name, "role": role}
        email = Way(contact.key, "Email", contact.email, Letter.Goes.EMAIL)
        return Recipient(ref, goes, (email,) if contact.email else (), found)
    ref = {"kind": "other", "key": "", "name": found.name, "role": role}
    # Where somebody lives who has a record is read there, by those who may open it.
    may_read = access.decide(viewer, Permission.VIEW, found.end).allowed
    recorded = tuple(_recorded(found.end)) if may_read else ()
    return Recipient(ref, goes, recorded, found, record=found.end)


def barred_ways(person: Person) -> dict[str, str]:
    """Return why nothing is sent to some e-mail addresses and postal lines, as compared."""
    today = clock.today()
    points = person.contact_points.past_on(today).values_list("value", flat=True)
    places = [each for each in person.addresses.past_on(today) if each.is_open]
    ended = "was ended on this record: it is not theirs any more"
    unsafe = [each.value for each in _recorded(person) if each.safety == Safety.NOT_SAFE]
    return {
        **dict.fromkeys(map(plain, points), ended),
        **{plain(each.headline): ended for each in places},
        **dict.fromkeys(map(plain, unsafe), NOT_SAFE),
    }


def has_safe_address(person: Person) -> bool:
    """Say whether an address is kept back, so that letters may be read by whom it is kept from."""
    current = person.addresses.current_on(clock.today())
    return current.filter(kind=Address.Kind.SAFE).exists()


def our_domain() -> str:
    """Return the domain from which the council writes, and in which its own addresses are."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")


def plain(value: str) -> str:
    """Return an address as it is compared: without capitals, spaces and commas."""
    return "".join(value.casefold().replace(",", " ").split())


def _recorded(person: Person) -> Iterator[Way]:
    today = clock.today()
    for row in person.contact_points.current_on(today):
        is_email = row.kind == ContactPoint.Kind.EMAIL
        yield _way(row, row.value, Letter.Goes.EMAIL if is_email else "")
    for row in person.addresses.current_on(today):
        if row.is_open and row.lines:
            yield _way(row, row.headline, Letter.Goes.POST)


def _way(row: ContactPoint | Address, value: str, goes: str) -> Way:
    known_on = clock.day_of(row.recorded_at) if row.recorded_at else None
    return Way(row.key, row.title, value, goes, row.safety, row.note_shown, known_on)
