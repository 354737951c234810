"""Openings without a work reason, of the kinds that staff everywhere are found to have made.

Each is by somebody who may open the record: on duty with a reason, or through their team.
"""

from collections.abc import Callable, Iterable, Iterator

import clock
from accounts.models import User
from accounts.roles import Role
from people.models import Allocation, Person
from tests.governance.workload import Workload


def _in_team_of(workload: Workload, user: User, person: Person) -> None:
    """Have another of the team work with a person."""
    mate = next(each for each in workload.mates[user.team_id] if each != user)
    before = clock.add_days(workload.begins, -200)
    Allocation.objects.create(person=person, worker=mate, team=user.team, starts_on=before)


def _somehow(workload: Workload, label: str, user: User, person: Person) -> None:
    """Open a record in one of the two ways in which it opens to a colleague."""
    if workload.dice.random() < 0.4:
        _in_team_of(workload, user, person)
        workload.snoops(label, user, [person], by="TEAM")
    else:
        _in_team_of(workload, workload.somebody(), person)
        workload.snoops(label, user, [person])


def _own_surname(workload: Workload, label: str) -> None:
    user = workload.somebody()
    (person,) = workload.new_people(1, family_name=user.name.partition(" ")[2])
    _somehow(workload, label, user, person)


def _own_address(workload: Workload, label: str, kind: str = "SELF", *, door: bool = True) -> None:
    """At the address, or in the postcode, of a member of staff or of whom they declared."""
    user = workload.somebody()
    (known,) = workload.new_people(1)
    workload.declare(user, known, kind)
    (person,) = workload.new_people(1)
    home = known.addresses.get()
    person.addresses.update(postcode=home.postcode)
    if door:
        person.addresses.update(lines=f"{home.lines}\nNorthmere")
    _somehow(workload, label, user, person)


def _neighbour(workload: Workload, label: str) -> None:
    _own_address(workload, label, door=False)


def _relative(workload: Workload, label: str) -> None:
    _own_address(workload, label, "RELATIVE")


def _named_like_a_colleague(workload: Workload, label: str) -> None:
    user = workload.somebody()
    near = workload.dice.random() < 0.5
    colleague = workload.dice.choice(workload.mates[user.team_id] if near else workload.staff)
    given, _, family = colleague.name.partition(" ")
    (person,) = workload.new_people(1, given_names=given, family_name=family)
    _in_team_of(workload, workload.somebody(), person)
    workload.snoops(label, user, [person])


def _declared_colleague(workload: Workload, label: str) -> None:
    user = workload.somebody()
    _, person = workload.dice.choice([each for each in workload.declared if each[0] != user])
    _somehow(workload, label, user, person)


def _many_in_a_row(workload: Workload, label: str) -> None:
    user = workload.somebody()
    count = workload.dice.randint(25, 45)
    people = dict.fromkeys(workload.case_of_team(user) for _ in range(count * 2))
    workload.snoops(label, user, list(people)[:count], by="TEAM")


def _at_night(workload: Workload, label: str) -> None:
    user = workload.somebody()
    person = workload.dice.choice(workload.open_people)
    workload.snoops(label, user, [person], hours=(20, 22))


def _closed(workload: Workload, label: str) -> None:
    workload.snoops(label, workload.somebody(), [workload.dice.choice(workload.closed)])


def _former_work(workload: Workload, label: str) -> None:
    user = workload.somebody()
    workers = workload.of[Role.PRACTITIONER]
    first = workers.index(user) * 8
    workload.snoops(label, user, [workload.dice.choice(workload.closed[first : first + 8])])


def _leaver(workload: Workload, label: str) -> None:
    user = workload.leaving.pop()
    people = [workload.case_of_team(user) for _ in range(12)]
    workload.snoops(label, user, list(dict.fromkeys(people)), by="TEAM")


def _leaver_on_a_reason(workload: Workload, label: str) -> None:
    user = workload.leaving.pop()
    workload.snoops(label, user, [workload.dice.choice(workload.open_people)])


def _without_a_sign(workload: Workload, label: str) -> None:
    user = workload.somebody()
    person = workload.dice.choice(workload.open_people)
    workload.snoops(label, user, [person])


PLANTS: dict[str, Callable[[Workload, str], None]] = {
    "of their own surname": _own_surname,
    "at their own address": _own_address,
    "of a neighbour": _neighbour,
    "at the address of a relative": _relative,
    "named like a colleague": _named_like_a_colleague,
    "of a colleague who declared it": _declared_colleague,
    "many in a row": _many_in_a_row,
    "late, and not their work": _at_night,
    "closed": _closed,
    "with whom they used to work": _former_work,
    "many, before leaving": _leaver,
    "one on a reason, before leaving": _leaver_on_a_reason,
    "of somebody with a worker, and nothing points to anything": _without_a_sign,
}


def found_of(workload: Workload, asked: Iterable[tuple]) -> Iterator[bool]:
    """Say of each that was planted whether somebody was asked about it."""
    questions = {(user, subject, day) for user, subject, day, _ in asked}
    for each in workload.planted:
        subjects = ["", *(person.key for person in each.people)]
        yield any((each.user.pk, subject, each.day) in questions for subject in subjects)
