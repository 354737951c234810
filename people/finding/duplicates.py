"""Who may be recorded already: people near a description, those the viewer may find and the others.

Both are asked for in the same way and the same number of questions, so that the answer takes as
long whoever there is (ruling 4).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from people import access
from people.finding import keys
from people.finding.comparing import Compared, Described, compare, description_of, weights
from people.finding.letters import names_in
from people.finding.search import by_index
from people.inlined import inline, settle
from people.models import Address, ContactPoint, FindingKeys, Name, Person, ToldApart

_LOOKED_AT = 200


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the same person, and what says so."""

    person: Person
    compared: Compared


@dataclass(frozen=True)
class Candidates:
    """Those shown, the nearest first, and whether the records team is to be asked instead."""

    shown: list[Candidate]
    hidden: tuple[Person, ...] = ()

    @property
    def ask_records_team(self) -> bool:
        """Say whether a restricted record is so near that nobody decides without its keepers."""
        return bool(self.hidden)


def candidates(
    viewer: User,
    described: Described,
    *,
    leaving_out: frozenset[int] = frozenset(),
    at: datetime | None = None,
) -> Candidates:
    """Return who may be the person described, but for those left out."""
    near = _near(described)
    findable = access.findable_people(viewer, at=at)
    with by_index():
        rows = FindingKeys.objects.filter(near).exclude(pk__in=leaving_out)
        open_ones = _first(rows.filter(person__in=findable))
        closed = _first(rows.exclude(person__in=findable))
    people = fetched([*open_ones, *closed])
    found = _compared(described, [people[pk] for pk in open_ones])
    hidden = _compared(described, [people[pk] for pk in closed])
    return Candidates(
        shown=[each for each in found if each.compared.is_possible][
            : weights()["shown"]["at_most"]
        ],
        hidden=tuple(each.person for each in hidden if each.compared.is_likely),
    )


def like(viewer: User, person: Person) -> Candidates:
    """Return who may be ``person`` recorded twice, but for those told apart from them."""
    apart = ToldApart.objects.filter(Q(person=person) | Q(other=person))
    whole = fetched([person.pk])[person.pk]
    out = [person.pk, *(pk for pair in apart.values_list("person", "other") for pk in pair)]
    return candidates(viewer, description_of(whole), leaving_out=frozenset(out))


def _near(described: Described) -> Q:
    """Return what somebody must share to be looked at: a number, or two things of those known."""
    given = _keys_of(described.given_names, *described.other_names)
    family = _keys_of(described.family_name)
    names = given | family
    places: set[str] = set()
    codes: set[str] = set()
    for lines, postcode in described.addresses:
        places |= {f"h:{house}" for house in keys.houses(names_in(lines))}
        codes |= keys.whole_postcode(postcode)
    born = keys.born_near(described.born_on) if described.born_on else set()
    numbers = {keys.phone(each) for each in described.phones}
    if described.nhs_number:
        numbers.add(keys.number(described.nhs_number))
    fits = Q(pk__in=[])
    if numbers - {""}:
        fits |= _any(numbers - {""})
    pairs = ((given, family), (names, born), (names, places), (names, codes), (born, places))
    for one, other in (*pairs, (born, codes), (places, codes)):
        if one and other:
            fits |= _any(one) & _any(other)
    return fits


def _keys_of(*names: str) -> set[str]:
    found: set[str] = set()
    for name in keys.single(*names):
        found |= keys.same(name) | keys.near(name)
    return found


def _any(found: set[str]) -> Q:
    return Q(keys__overlap=keys.all_stored(found))


def _first(rows: QuerySet[FindingKeys]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:_LOOKED_AT])


def fetched(keys_of_people: list[int]) -> dict[int, Any]:
    """Return people with what they are compared by, in one question, whether anybody is or not."""
    beside = {
        # Never a safe address: that two share one would say where somebody is (ruling 9).
        "addresses": Address.objects.standing().filter(kind__in=Address.SEARCHABLE),
        "contact_points": ContactPoint.objects.standing(),
        "names": Name.objects.searchable(),
    }
    found: QuerySet[Any] = Person.objects.filter(pk__in=[*keys_of_people, 0])
    for relation, rows in beside.items():
        found = inline(found, relation, rows)
    people = {person.pk: person for person in found}
    for person in people.values():
        for relation in beside:
            settle(person, relation)
        person.lived_at = list(person.addresses.all())
        person.reached_at = list(person.contact_points.all())
        person.called_now = list(person.names.all())
    return people


def _compared(described: Described, people: list[Person]) -> list[Candidate]:
    found = [Candidate(each, compare(described, description_of(each))) for each in people]
    return sorted(found, key=lambda each: (-each.compared.points, each.person.pk))
