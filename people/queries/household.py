"""Who lives at the same address, or in the same building: index cards, as finding shows them."""

from dataclasses import dataclass

import clock
from accounts.models import User
from people import access
from people.models import Address, Person
from people.nearness import LIVED_IN, spellings
from people.places import code_of, door_of
from people.queries.finding import Card, cards_of
from people.queries.relationships import contacts_of, relationships_of

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Household:
    """Whoever lives at one address of a person, and who lives behind another door there."""

    address: Address
    same_door: list[Card]
    same_building: list[Card]

    @property
    def everybody(self) -> list[Card]:
        """Everyone who is shown of it."""
        return [*self.same_door, *self.same_building]


def households_of(viewer: User, person: Person) -> list[Household]:
    """Return who lives where a person lives, address by address.

    Nobody is among them whom ``viewer`` may not find: not in the cards and not in their number. A
    safe address is asked about by nobody, and leads to nobody.
    """
    day = clock.today()
    lives_at = list(person.addresses.current_on(day).filter(kind__in=LIVED_IN).exclude(postcode=""))
    codes = {code_of(each.postcode) for each in lives_at}
    if not codes:
        return []
    findable = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    others = list(
        Address.objects.current_on(day)
        .filter(postcode__in=spellings(codes), kind__in=LIVED_IN, person__in=findable)
        .exclude(person=person)
        .order_by("person__family_name", "person__given_names", "pk")[:SHOWN_AT_MOST]
    )
    cards = {card.pk: card for card in cards_of(viewer, [each.person_id for each in others])}
    return [_household(address, others, cards) for address in lives_at]


def records_around(viewer: User, person: Person) -> list[int]:
    """Return the ids of the records of those around a person, of whom ``viewer`` may find."""
    rows = relationships_of(viewer, person).current_on(clock.today())
    ends = [row.end_record.pk for row in rows if row.end_record is not None]
    alone = [each.record_id for each in contacts_of(viewer, person) if each.has_record]  # type: ignore[attr-defined]
    return list(dict.fromkeys([*ends, *alone]))


def _household(address: Address, others: list[Address], cards: dict[int, Card]) -> Household:
    same: dict[int, Card] = {}
    building: dict[int, Card] = {}
    for other in others:
        if code_of(other.postcode) != code_of(address.postcode) or other.person_id not in cards:
            continue
        kept = same if door_of(other.lines) == door_of(address.lines) else building
        kept[other.person_id] = cards[other.person_id]
    return Household(
        address, list(same.values()), [each for pk, each in building.items() if pk not in same]
    )
