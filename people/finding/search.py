"""Who is found by what was typed: those whom the viewer may find, the nearest first.

Everything here reads ``access.findable_people``, so a restricted person changes no result, order,
count or page for those not listed (ruling 4).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Case, When

from accounts.models import User
from people import access
from people.finding import asked as questions
from people.finding import keys, likeness
from people.finding.asked import Asked
from people.finding.letters import joined
from people.models import FindingKeys

AT_MOST = 650
_NEARLY_AT_MOST = 300
# With so many who fit word for word, those who nearly fit are not looked for. Whoever has the name
# and the birth too is meant.
_ENOUGH, _ENOUGH_BORN = 10, 1
_NEAR_ENOUGH, _SURE = 0.72, 0.8


@dataclass(frozen=True)
class Candidate:
    """One person who may be meant, with what tells how near they are."""

    person_id: int
    names: list[str]
    born_on: date | None
    family_name: str
    given_names: str


def find(viewer: User, words: str, *, at: datetime | None = None) -> list[int]:
    """Return the ids of the people found, the nearest first, then by name.

    Words of a name may be in any order, misspelt, short or begun; a number, a birth or a place
    must be there. A birth is also found with day and month the other way round.
    """
    asked = questions.read(words)
    if asked.impossible:
        return []
    rows = FindingKeys.objects.filter(person__in=access.findable_people(viewer, at=at))
    with by_index():
        found = _exactly(rows, asked)
        if asked.names and len(found) < (_ENOUGH_BORN if asked.born else _ENOUGH):
            found += _nearly(rows, asked, {each.person_id for each in found})
        if not found and asked.names and asked.places and not asked.born:
            at_places = rows.filter(keys__contains=keys.all_stored(asked.places))
            return [each.person_id for each in _fetched(at_places, [], AT_MOST)]
    return [each.person_id for each in _nearest_first(asked, found)]


@contextmanager
def by_index() -> Iterator[None]:
    """Have the database go by the index inside the block.

    It believes that comparing lists costs nothing, and would compare everybody's. For reading
    alone: the block is rolled back, which takes its setting away with it.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        yield
        transaction.set_rollback(True)


def _exactly(rows: QuerySet[FindingKeys], asked: Asked) -> list[Candidate]:
    fits = Q(keys__overlap=keys.all_stored(asked.numbers)) if asked.numbers else Q(pk__in=[])
    known = _known(asked)
    if asked.names:
        fits |= known & _all_of([keys.same(name) | _joined(asked, n, keys.same)
                                 for n, name in enumerate(asked.names)])  # fmt: skip
    elif asked.places:
        fits |= known & Q(keys__contains=keys.all_stored(asked.places))
    elif known:
        fits |= known
    return _fetched(rows.filter(fits), [keys.exact(name) for name in asked.names], AT_MOST)


def _nearly(rows: QuerySet[FindingKeys], asked: Asked, known: set[int]) -> list[Candidate]:
    """Return those who nearly fit: each name near, or one near and the rest roughly, or a birth."""
    near = [
        keys.same(name) | keys.near(name) | _joined(asked, n, keys.near)
        for n, name in enumerate(asked.names)
    ]
    known_too = _known(asked)
    if asked.born or asked.postcode:
        found = _fetched_near(rows, asked, known_too & _any_of(near), known, 0.5)
        sure = known or any(_nearness(asked, each) > _SURE for each in found)
        if sure or not asked.born:
            return found
        known = known | {each.person_id for each in found}
        return found + _fetched_near(rows, asked, _all_of(near), known, _NEAR_ENOUGH)
    found = _fetched_near(rows, asked, known_too & _all_of(near), known, _NEAR_ENOUGH)
    if len(near) == 1 or known or any(_nearness(asked, each) > _SURE for each in found):
        return found
    # One name as near as that, the others roughly; of three names or more, one may be wrong.
    fits = Q(pk__in=[])
    for place, one in enumerate(near):
        others = [keys.loose(name) | keys.near(name) for name in asked.names]
        fits |= known_too & _all_of([one, *others[:place], *others[place + 1 :]])
        if len(near) > 2:
            fits |= known_too & _all_of(near[:place] + near[place + 1 :])
    known = known | {each.person_id for each in found}
    return found + _fetched_near(rows, asked, fits, known, _NEAR_ENOUGH)


def _fetched_near(
    rows: QuerySet[FindingKeys], asked: Asked, fits: Q, known: set[int], enough: float
) -> list[Candidate]:
    found = _fetched(
        rows.filter(fits).exclude(pk__in=known),
        [keys.exact(name) for name in asked.names],
        _NEARLY_AT_MOST,
    )
    return [each for each in found if _nearness(asked, each) >= enough]


def _known(asked: Asked) -> Q:
    """Return what must be so whoever is meant: birth, year and postcode where they were given."""
    must = Q()
    if asked.born:
        must &= Q(keys__overlap=keys.all_stored(keys.born_either_way(asked.born)))
    if asked.year:
        must &= Q(keys__contains=[keys.stored(keys.year(asked.year))])
    if asked.postcode:
        must &= Q(keys__contains=[keys.stored(asked.postcode)])
    return must


def _joined(asked: Asked, place: int, ways) -> set[str]:
    """Return the keys of a name together with its neighbours: ``mei ling`` finds ``Meiling``."""
    pairs = list(joined(asked.names))
    found: set[str] = set()
    for pair in pairs[max(place - 1, 0) : place + 1]:
        found |= ways(pair)
    return found


def _all_of(groups: list[set[str]]) -> Q:
    fits = Q()
    for group in groups:
        fits &= Q(keys__overlap=keys.all_stored(group))
    return fits


def _any_of(groups: list[set[str]]) -> Q:
    return Q(keys__overlap=keys.all_stored(set().union(*groups)))


def _fetched(rows: QuerySet[FindingKeys], best: list[str], at_most: int) -> list[Candidate]:
    """Return rows with those first that have most of the best keys, then by name."""
    score = sum(
        (
            Case(
                When(keys__contains=[keys.stored(key)], then=1),
                default=0,
                output_field=IntegerField(),
            )
            for key in best
        ),
        start=Value(0),
    )
    found = (
        rows.annotate(score=score)
        .order_by("-score", "person__family_name", "person__given_names", "pk")
        .values_list("pk", "names", "person__born_on", "person__family_name", "person__given_names")
    )
    return [Candidate(*row) for row in found[:at_most]]


def _nearest_first(asked: Asked, found: list[Candidate]) -> list[Candidate]:
    def place(each: Candidate) -> tuple:
        near = round(_nearness(asked, each) + _by_birth(asked, each), 3)
        return -near, each.family_name, each.given_names, each.person_id

    return sorted(found, key=place)


def _nearness(asked: Asked, each: Candidate) -> float:
    if not asked.names:
        return 1.0
    pairs = list(joined(asked.names))
    alone = [_best(name, each.names) for name in asked.names]
    for place, pair in enumerate(pairs):
        together = _best(pair, each.names) - 0.01
        alone[place] = max(alone[place], together)
        alone[place + 1] = max(alone[place + 1], together)
    return sum(alone) / len(alone)


def _best(name: str, known: list[str]) -> float:
    return max((likeness.of_beginning(name, each) for each in known), default=0.0)


def _by_birth(asked: Asked, each: Candidate) -> float:
    return 0.3 * likeness.of_birth(asked.born, each.born_on) if asked.born else 0.0
