"""``decide`` and ``visible_people`` say the same, and what the rulings say, in generated worlds.

Both are held against ``tests.people.oracle``, which is neither: it reads plain facts. ``make
assurance`` goes through 10,000 worlds.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

import pytest
from django.db import transaction

from accounts import local
from people import access
from people.access import EntryAccess, Permission, decide, visible_people
from people.beforehand import know_beforehand
from people.models import KeptBack, Name, Person
from people.standing import Standing, facts_of_people
from tests import assurance
from tests.people import worlds
from tests.people.oracle import Oracle
from tests.people.worlds import AT, Written

pytestmark = pytest.mark.django_db

WORLDS = 10_000
AT_ONCE = 100
SOME = 40  # of each kind, in the normal run
OUTSIDE = "somebody of another world"


@dataclass
class Compared:
    """What was asked, what was answered, and where two answers differ."""

    worlds: int = 0
    bases: Counter = field(default_factory=Counter)
    lists: Counter = field(default_factory=Counter)
    denied_against_a_basis: int = 0
    wrong: list[str] = field(default_factory=list)

    def hold(self, where: str, found, expected) -> None:
        """Note an answer that is not the one that the rulings give."""
        if found != expected:
            self.wrong.append(f"{where}: {found}, and the rulings say {expected}")


def compare(seeds: range, compared: Compared, *, asks_of_everybody: bool = False) -> None:
    """Generate the worlds of these seeds and ask both sides of two staff about everyone."""
    made = [worlds.generate(n, asks_training_of_everybody=asks_of_everybody) for n in seeds]
    made[0].teams[0].is_safeguarding = True
    if asks_of_everybody:
        worlds.ask_training_of_everybody()
    with local.read_once():
        for seed, written in zip(seeds, worlds.write(made), strict=True):
            if compared.wrong:
                break
            compared.worlds += 1
            dice = Random(f"asks {seed}")
            one, two = dice.sample(range(len(written.staff)), k=2)
            for number in (one, two):
                user = written.staff[number]
                asks = _Asks(f"world {seed}, member {number}", written, number, compared)
                with access.known_once():
                    if number == one:
                        asks.one_by_one(user)
                        asks.of_entries_and_facts(user)
                    else:
                        asks.from_facts_of_all(user)
                asks.all_at_once(user, Permission.VIEW)
                asks.known_beforehand(user)
                if number == one and seed % 5 == 0:
                    asks.all_at_once(user, dice.choice(list(Permission)[1:]))
                    asks.other_lists(user)


class _Asks:
    """The questions about one member of staff."""

    def __init__(self, where: str, written: Written, number: int, compared: Compared) -> None:
        self.where, self.written, self.compared = where, written, compared
        self.oracle = Oracle(written.world, number)

    def _people(self) -> Iterator[tuple[int, Person]]:
        return enumerate(self.written.people)

    def one_by_one(self, user) -> None:
        """Hold ``decide`` of each person against the rulings."""
        for number, person in self._people():
            for permission in Permission:
                self._decided(number, permission, decide(user, permission, person, at=AT))

    def from_facts_of_all(self, user) -> None:
        """Hold what is decided from facts that were asked of many at once against the rulings."""
        people = Person.objects.filter(pk__in=[each.pk for each in self.written.people])
        facts = {row["pk"]: row for row in people.values("pk", **facts_of_people(user, AT))}
        for number, person in self._people():
            stands = Standing(user, person, AT).knowing(facts[person.pk])
            for permission in Permission:
                self._decided(number, permission, access.decide_from(stands, permission))

    def _decided(self, number: int, permission: Permission, found: access.Decision) -> None:
        answer = self.oracle.decide(permission, number)
        self._same(f"{self.where}, person {number}, {permission}", found, answer)
        self.compared.bases[found.outcome, found.basis] += 1
        if self.oracle.shuts(number) and self.oracle.has_a_basis(permission, number):
            self.compared.denied_against_a_basis += 1

    def all_at_once(self, user, permission: Permission) -> None:
        """Hold ``visible_people`` against the rulings."""
        expected = {
            number
            for number, _ in self._people()
            if self.oracle.decide(permission, number).outcome == "ALLOWED"
        }
        self._list(f"visible for {permission}", visible_people(user, permission, at=AT), expected)

    def known_beforehand(self, user) -> None:
        """Hold the lists that were asked for at once against each asked for by itself."""
        asked = {
            "visible": access.visible_people,
            "writable": partial(access.visible_people, permission=Permission.WRITE),
            "whole": access.people_open_whole,
            "findable": access.findable_people,
        }
        with access.known_once():
            know_beforehand(user, at=AT)
            for name, people in asked.items():
                found, expected = (
                    set(rows.order_by()) for rows in (people(user), people(user, at=AT))
                )
                self.compared.hold(f"{self.where}, {name} beforehand", found, expected)

    def of_entries_and_facts(self, user) -> None:
        """Hold what depends on the single entry or fact against the rulings."""
        compared, rules = self.compared, self.oracle
        for number, person in self._people():
            where, entries = f"{self.where}, person {number}", EntryAccess(user, person, at=AT)
            compared.hold(f"{where}, named", entries.is_named, rules.opens_restricted(number))
            closed = rules.closes_carer_part(number)
            in_list = any(
                each.person_id == person.pk for each in access.parts_closed_to(user, at=AT)
            )
            compared.hold(f"{where}, part", in_list, closed)
            opens = access.opens_part(user, person, "CARER", at=AT)
            compared.hold(f"{where}, part of one", opens, not closed)
            for restricted, own, safeguarding, listed, as_carer in (
                (False, False, False, False, False),
                (False, False, False, False, True),
                (True, True, False, False, True),
                (True, False, True, False, False),
                (True, False, True, True, True),
                (True, False, False, True, False),
                (True, False, False, False, False),
            ):
                expected = own or (
                    not (as_carer and closed)
                    and (
                        not restricted
                        or listed
                        or (safeguarding and rules.is_in_safeguarding)
                        or rules.opens_restricted(number)
                    )
                )
                found = entries.allows(
                    restricted=restricted,
                    part="CARER" if as_carer else "PERSON",
                    author_id=user.pk if own else 0,
                    safeguarding=safeguarding,
                    is_listed=lambda stands, listed=listed: listed,
                )
                told = f"{where}, entry {restricted, own, safeguarding, listed, as_carer}"
                compared.hold(told, found, expected)
            for gave in (True, False):
                answer = rules.decide_as_provider(number, gave_information=gave)
                found = access.decide_as_provider(user, person, gave_information=gave, at=AT)
                self._same(f"{where}, provider {gave}", found, answer)
            for fact in (
                KeptBack(person=person, kind="KEY_SAFE"),
                Name(person=person, kind="FORMER", is_protected=True),
            ):
                is_name = isinstance(fact, Name)
                answer = rules.decide_to_show(number, is_protected=is_name)
                found = access.decide_to_show(user, fact, at=AT)
                self._same(f"{where}, fact {fact.called}", found, answer)
                # Whoever stands in for the worker works with the person too.
                works = rules.is_allocated(number) or found.basis == "COVER"
                if found.allowed:
                    asked = access.needs_reason_to_be_shown(found)
                    compared.hold(f"{where}, reason to show", asked, is_name or not works)
            compared.hold(
                f"{where}, found without conflict",
                access.may_find_without_conflict(user, person, at=AT),
                rules.is_findable(number) and not rules.holds("CONFLICT", number),
            )

    def _same(self, where: str, found, answer) -> None:
        self.compared.hold(where, str(found.outcome), answer.outcome)
        if found.basis not in answer.bases:
            self.compared.hold(f"{where}, basis", found.basis, sorted(answer.bases))

    def other_lists(self, user) -> None:
        """Hold each other list of people against the rulings."""
        rules, everyone = self.oracle, range(len(self.written.people))
        conflicts = {number for number in everyone if rules.holds("CONFLICT", number)}
        for name, found, expected in (
            ("found", access.findable_people(user, at=AT), rules.is_findable),
            ("worked with", access.people_worked_with(user, at=AT), rules.works_with_or_manages),
            ("open whole", access.people_open_whole(user, at=AT), rules.opens_restricted),
            (
                "open to a provider",
                access.people_open_to_provider(user, at=AT),
                lambda number: (
                    rules.decide_as_provider(number, gave_information=True).outcome == "ALLOWED"
                ),
            ),
            (
                "in conflict",
                Person.objects.filter(access.in_conflict(user, at=AT)),
                conflicts.__contains__,
            ),
        ):
            if name in ("found", "open to a provider"):  # the card of anybody, in any world
                found = found.filter(pk__in=[each.pk for each in self.written.people])
            self._list(name, found, {number for number in everyone if expected(number)})
        self.compared.hold(
            f"{self.where}, reasons", set(access.reasons_open_to(user, at=AT)), rules.reasons
        )
        self.compared.hold(
            f"{self.where}, safeguarding", access.is_in_safeguarding(user), rules.is_in_safeguarding
        )

    def _list(self, name: str, found, expected: set[int]) -> None:
        numbers = {person.pk: number for number, person in self._people()}
        listed = {numbers.get(pk, OUTSIDE) for pk in found.values_list("pk", flat=True)}
        self.compared.hold(f"{self.where}, {name}", listed, expected)
        self.compared.lists[name] += 1


@pytest.mark.parametrize("asks_of_everybody", [False, True])
def test_both_say_what_the_rulings_say_in_some_worlds(asks_of_everybody):
    compared, first = Compared(), WORLDS + SOME * asks_of_everybody

    for few in range(first, first + SOME, SOME // 4):  # so that what is wrong is found early
        with transaction.atomic():
            compare(range(few, few + SOME // 4), compared, asks_of_everybody=asks_of_everybody)
            transaction.set_rollback(True)

    assert compared.wrong[:5] == []
    assert {outcome for outcome, _ in compared.bases} == set(access.Outcome)
    assert compared.denied_against_a_basis > SOME


@pytest.mark.assurance
def test_both_say_what_the_rulings_say_in_ten_thousand_worlds():
    compared = Compared()

    for first in range(0, WORLDS, AT_ONCE):
        with transaction.atomic():
            asks = first // AT_ONCE % 2 == 1
            compare(range(first, first + AT_ONCE), compared, asks_of_everybody=asks)
            transaction.set_rollback(True)

    bases = sorted(compared.bases.items(), key=lambda each: (each[0][0], -each[1]))
    assurance.write(
        "worlds",
        "Generated worlds: a run of the campaign",
        [
            f"{compared.worlds:,} councils of four staff and three people each, made from a seed: "
            "teams, lines of management,",
            "covers, rotas, training, allocations, restrictions, conflicts, reasons and grants, "
            "with their days and minutes at",
            "the edges. Each answer of `decide` and each list of `visible_people` was held against "
            "the rulings, written once more",
            "in plain Python (`tests/people/oracle.py`).",
            "",
            "| What | Count |",
            "|---|---|",
            f"| decisions for one person | {sum(compared.bases.values()):,} |",
            f"| lists of people | {sum(compared.lists.values()):,} |",
            f"| denials against a basis | {compared.denied_against_a_basis:,} |",
            f"| answers that differ from the rulings | {len(compared.wrong)} |",
            "",
            "| Outcome | Basis | Decisions |",
            "|---|---|---|",
            *(f"| {outcome} | {basis} | {times:,} |" for (outcome, basis), times in bases),
        ],
    )
    assert compared.wrong[:5] == []
