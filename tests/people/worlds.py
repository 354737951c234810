"""Generated councils: plain facts for the oracle, and the same facts as rows of the database.

A seed always makes the same world. Many are written at once, side by side: who works in one has
nothing to do with the people of another.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from random import Random

from django.contrib.auth.models import Permission as DjangoPermission
from django.db.models import Model

import clock
from accounts.models import Cover, DutyShift, SettingChange, Team, User
from accounts.roles import Role
from people.models import (
    AccessReason,
    Allocation,
    Conflict,
    Person,
    PersonUserObjectPermission,
    Referral,
    Restriction,
)
from tests.people import oracle
from tests.people.oracle import Council, Held, Shift, Somebody, Staff, StandsIn, Works

# A Wednesday with no bank holiday in the three weeks before (``oracle.GRACE``), at a round minute.
AT = clock.at_time(date(2026, 6, 17), 10)

_numbers = count(1)
_EDGES = (-1, 0, 1)


def generate(seed: int, *, asks_training_of_everybody: bool = False) -> Council:
    """Return the world of a seed: small, crowded, and with its days and minutes at the edges."""
    dice = Random(seed)
    teams, staff = _teams(dice), []
    for number in range(4):
        staff.append(_member(dice, len(teams), number))
    if dice.random() < 0.1:  # a line of management that goes in a circle
        first, second = dice.sample(range(len(staff)), k=2)
        staff[first].manager, staff[second].manager = second, first
    for team in teams:
        team.lead = dice.choice([None, *range(len(staff))])
    world = Council(
        teams,
        staff,
        [Somebody(dice.choice([None, *range(len(teams))])) for _ in range(3)],
        asks_training_of_everybody=asks_training_of_everybody,
    )
    world.people[0].is_merged = dice.random() < 0.3
    _work(dice, world)
    _stand_in(dice, world)
    _hold(dice, world)
    return world


def _teams(dice: Random) -> list[oracle.Team]:
    teams = [oracle.Team(dice.choice(["TEAM", "TEAM", "DUTY", "EMERGENCY"])) for _ in range(3)]
    for number, team in enumerate(teams):
        others = [other for other in range(len(teams)) if other != number]
        if dice.random() < 0.3:
            team.supports = set(dice.sample(others, k=dice.randint(1, 2)))
    return teams


def _member(dice: Random, teams: int, number: int) -> Staff:
    roles = dice.sample(Role.values, k=dice.choice([1, 1, 2]))
    if dice.random() < 0.5:  # most staff are these
        roles = [dice.choice([Role.PRACTITIONER, Role.MANAGER])]
    if dice.random() < 0.03:
        roles = []
    return Staff(
        roles=[str(role) for role in roles],
        team=dice.choice([None, *range(teams)]),
        manager=dice.choice([None, *range(number)]),
        is_active=dice.random() > 0.05,
        starts=dice.choice([None] * 12 + [*_EDGES]),
        ends=dice.choice([None] * 12 + [*_EDGES]),
        trained_until=dice.choice([90, 90, 90, 0, -1, -13, -14, -15, -16, -60, None]),
        more_until=dice.choice([None, None, *_EDGES]),
    )


def _work(dice: Random, world: Council) -> None:
    for person in range(len(world.people)):
        for _ in range(dice.choice([0, 1, 1, 2])):
            starts = dice.choice([-365, -365, *_EDGES])
            ends = dice.choice([None, None, *_EDGES])
            world.work.append(
                Works(
                    person=person,
                    worker=dice.choice([None, *range(len(world.staff))]),
                    team=dice.randrange(len(world.teams)),
                    role=dice.choice(Allocation.Role.values),
                    starts=starts,
                    ends=ends if ends is None else max(ends, starts),
                )
            )


def _stand_in(dice: Random, world: Council) -> None:
    everybody = range(len(world.staff))
    for _ in range(5):
        away, by = dice.sample(everybody, k=2)
        starts = dice.choice([-3, *_EDGES])
        ends = max(starts, dice.choice([3, *_EDGES]))
        kind = dice.choice(Cover.Kind.values)
        world.covers.append(StandsIn(kind, away, by, starts, ends, dice.random() < 0.15))
    on = {
        (
            dice.choice([user.team, *range(len(world.teams))]),
            number,
            dice.choice([0, 0, 0, *_EDGES]),
        )
        for number, user in enumerate(world.staff)
        if dice.random() < 0.5
    }
    world.shifts = [
        Shift(team, user, day, dice.random() < 0.2)
        for team, user, day in sorted(on, key=str)
        if team is not None
    ]


def _hold(dice: Random, world: Council) -> None:
    for person in range(len(world.people)):
        if dice.random() < 0.3:
            world.held.append(_between(dice, Held("RESTRICTION", person, name="WHOLE")))
        if dice.random() < 0.3:
            world.held.append(_between(dice, Held("RESTRICTION", person, name="CARER")))
        for user in range(len(world.staff)):
            if dice.random() < 0.12:
                world.held.append(_between(dice, Held("CONFLICT", person, user)))
            if dice.random() < 0.3:
                name = dice.choice(oracle.REASONS)
                held = _between(dice, Held("REASON", person, user, name))
                held.ends = 60 if held.ends is None else held.ends
                held.starts = min(held.starts, held.ends - 1)
                world.held.append(held)
            if dice.random() < 0.3:
                name = dice.choice(oracle.REFERRED)
                ends = dice.choice([None, None, -1, 0])
                world.held.append(Held("REFERRAL", person, user, name, ends=ends))
            for name in oracle.GRANTS:
                if dice.random() < 0.1:
                    ends = dice.choice([None, 60, *_EDGES])
                    world.held.append(Held("GRANT", person, user, name, ends=ends))


def _between(dice: Random, held: Held) -> Held:
    held.starts = dice.choice([-60, -60, -60, *_EDGES])
    held.ends = dice.choice([None, None, 60, *_EDGES])
    return held


@dataclass
class Written:
    """A world with its rows, in the order of its own numbers."""

    world: Council
    staff: list[User]
    people: list[Person]


def write(worlds: list[Council]) -> list[Written]:
    """Write worlds to the database, all of them at once."""
    written = [_Writing(world) for world in worlds]
    for part in ("teams", "staff", "people", "rest"):
        rows = [row for each in written for row in getattr(each, part)()]
        for model in dict.fromkeys(type(row) for row in rows):
            model.objects.bulk_create([row for row in rows if type(row) is model])
        for each in written if part == "staff" else ():
            each.leads()
    supports = Team.supports.through
    supports.objects.bulk_create(row for each in written for row in each.supports())
    leads = [team for each in written for team in each.made_teams]
    Team.objects.bulk_update(leads, ["lead"])
    managed = [user for each in written for user in each.made_staff]
    User.objects.bulk_update(managed, ["line_manager"])
    staff = User.objects.select_related("team").in_bulk([user.pk for user in managed])
    return [
        Written(each.world, [staff[user.pk] for user in each.made_staff], each.made_people)
        for each in written
    ]


def ask_training_of_everybody() -> None:
    """Have records stay closed to whoever has no training on file."""
    SettingChange.objects.create(
        key="training.asked_of_everybody", old=0, new=1, reason="A test", changed_at=clock.now()
    )


def _day(number: int):
    return clock.add_days(clock.day_of(AT), number)


def _minute(number: int | None):
    return None if number is None else clock.add_hours(AT, number / 60)


class _Writing:
    def __init__(self, world: Council) -> None:
        self.world = world
        self.made_teams: list[Team] = []
        self.made_staff: list[User] = []
        self.made_people: list[Person] = []

    def teams(self) -> list[Team]:
        for each in self.world.teams:
            number = next(_numbers)
            key = "safeguarding" if each.is_safeguarding else f"world-{number}"
            self.made_teams.append(Team(key=key, name=f"World {number}", kind=each.kind))
        return self.made_teams

    def staff(self) -> list[User]:
        for each in self.world.staff:
            number = next(_numbers)
            self.made_staff.append(
                User(
                    email=f"world{number}@northmere.example",
                    staff_number=f"W{number}",
                    name=f"Member {number}",
                    password="!",
                    roles=each.roles,
                    team=self._team(each.team),
                    is_active=each.is_active,
                    starts_on=None if each.starts is None else _day(each.starts),
                    ends_on=None if each.ends is None else _day(each.ends),
                    training_until=(
                        None if each.trained_until is None else _day(each.trained_until)
                    ),
                    training_more_until=None if each.more_until is None else _day(each.more_until),
                )
            )
        return self.made_staff

    def leads(self) -> None:
        """Say who leads each team and who manages whom, now that everybody has a row."""
        for team, each in zip(self.made_teams, self.world.teams, strict=True):
            team.lead = None if each.lead is None else self.made_staff[each.lead]
        for user, member in zip(self.made_staff, self.world.staff, strict=True):
            known = member.manager is not None
            user.line_manager = self.made_staff[member.manager] if known else None

    def supports(self) -> list[Model]:
        through = Team.supports.through
        return [
            through(from_team=team, to_team=self.made_teams[other])
            for team, each in zip(self.made_teams, self.world.teams, strict=True)
            for other in sorted(each.supports)
        ]

    def people(self) -> list[Person]:
        kept = Person(given_names="Ama", family_name="Kept")
        kept.save()
        self.made_people = [
            Person(
                given_names="Ama",
                family_name="World",
                team=self._team(each.team),
                merged_into=kept if each.is_merged else None,
            )
            for each in self.world.people
        ]
        return self.made_people

    def rest(self) -> list[Model]:
        return [
            *(self._allocation(each) for each in self.world.work),
            *(self._held(each) for each in self.world.held),
            *(self._cover(each) for each in self.world.covers),
            *(self._shift(each) for each in self.world.shifts),
        ]

    def _team(self, number: int | None) -> Team | None:
        return None if number is None else self.made_teams[number]

    def _allocation(self, each: Works) -> Allocation:
        return Allocation(
            person=self.made_people[each.person],
            worker=None if each.worker is None else self.made_staff[each.worker],
            team=self.made_teams[each.team],
            role=each.role,
            starts_on=_day(each.starts),
            ends_on=None if each.ends is None else _day(each.ends),
        )

    def _held(self, each: Held) -> Model:
        person = self.made_people[each.person]
        starts, ends = _minute(each.starts), _minute(each.ends)
        if each.what == "RESTRICTION":
            owner, review = self.made_staff[0], _day(90)
            return Restriction(
                person=person,
                part=each.name,
                reason="A test",
                owner=owner,
                starts_at=starts,
                review_on=review,
                ends_at=ends,
            )
        about = {"person": person, "user": self.made_staff[each.user or 0]}
        if each.what == "CONFLICT":
            return Conflict(link="A test", declared_at=starts, ended_at=ends, **about)
        if each.what == "REFERRAL":  # whose last day it is, was yesterday, or that was ended now
            return Referral(
                basis=each.name,
                about="A test",
                asked_by=self.made_staff[(each.user or 0) - 1],
                asked_at=starts,
                ends_on=_day(-1 if each.ends == -1 else 0),
                ended_at=AT if each.ends == 0 else None,
                **about,
            )
        if each.what == "REASON":
            return AccessReason(
                basis=each.name, words="A test", given_at=starts, expires_at=ends, **about
            )
        return PersonUserObjectPermission(
            content_object=person,
            user=about["user"],
            permission=_permission(each.name),
            reason="A test",
            granted_at=starts,
            expires_at=ends,
        )

    def _cover(self, each: StandsIn) -> Cover:
        return Cover(
            kind=each.kind,
            away=self.made_staff[each.away],
            stands_in=self.made_staff[each.by],
            starts_on=_day(each.starts),
            ends_on=_day(each.ends),
            reason="A test",
            arranged_at=AT,
            ended_at=AT if each.is_ended else None,
        )

    def _shift(self, each: Shift) -> DutyShift:
        return DutyShift(
            team=self.made_teams[each.team],
            user=self.made_staff[each.user],
            day=_day(each.day),
            half=DutyShift.Half.MORNING,
            put_on_at=AT,
            taken_off_at=AT if each.is_off else None,
        )


@cache
def _permission(name: str) -> DjangoPermission:
    return DjangoPermission.objects.get(codename=name, content_type__app_label="people")
