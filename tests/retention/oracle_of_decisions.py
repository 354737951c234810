"""Whether a record may go on a day, while officers hold records and the council changes periods.

It walks through what was decided, one day after the other, and looks at every line of every life.
It knows nothing of how the database says whom a hold holds, nor which change of a period stands.
"""

import random
from dataclasses import dataclass
from datetime import date

from tests.retention.oracle import ONE_DAY, YEARS, Happening, Years, due_day, history

LIVES = 8
WRITERS, TEAMS, HOMES = ("Ann", "Ben"), ("North", "South"), ("Alder House", "Beech Care")
# Classes whose entries tell by their type what they are, and whose period is one of years.
HELD = ("safeguarding_adult", "mental_health_s117", "financial_adult", "contact_no_service")
# Those that something known of the person, or a request, says.
SAID = ("care_experienced_child", "complaint")
CHANGED = ("asc_general", "carer_general", "contact_no_service", "safeguarding_adult")
CHANGED += ("mental_capacity_dols", "financial_adult", "information_sharing_log", "complaint")


@dataclass(frozen=True)
class Life:
    """What happened to somebody; who wrote each line of it, which team worked, what is around."""

    born: date | None
    happened: list[Happening]
    writers: tuple[str, ...]
    teams: tuple[str, ...]
    home: str


@dataclass(frozen=True)
class Held:
    """A hold: of one life, or of all that meet what it says. What is empty asks nothing."""

    placed: date
    ended: date | None
    life: int | None = None
    of_class: str = ""
    writer: str = ""
    team: str = ""
    home: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Changed:
    """Another period of a class, from a day on. They stand in the order of the decisions."""

    of_class: str
    years: int
    after_death: int | None
    begins: date


@dataclass(frozen=True)
class Council:
    """A few lives, what was decided about them, and the days on which to ask."""

    lives: list[Life]
    holds: list[Held]
    changes: list[Changed]
    days: list[date]


def council(seed: int) -> Council:
    """Make up a council, the same for the same seed."""
    dice = random.Random(seed)
    lives = [_life(dice, seed * LIVES + number) for number in range(LIVES)]
    changes = [_change(dice) for _ in range(dice.randint(0, 4))]
    due = [day for life in lives if (day := due_day(life.born, life.happened))]
    due = due or [date(2030, 1, 1)]
    holds = [_hold(dice, lives, due) for _ in range(dice.randint(0, 4))]
    edges = [*due, *(each.begins for each in changes), *(each.placed for each in holds)]
    edges += [each.ended for each in holds if each.ended]
    some = dice.sample(edges, min(4, len(edges)))
    days = {day for each in some for day in (each - ONE_DAY, each, each + ONE_DAY)}
    return Council(lives, holds, changes, sorted(days))


def _life(dice: random.Random, seed: int) -> Life:
    born, happened = history(seed)
    return Life(
        born,
        happened,
        writers=tuple(dice.choice(WRITERS) for _ in happened),
        teams=tuple(dice.choice(TEAMS) for _ in happened),
        home=dice.choice(["", *HOMES]),
    )


def _change(dice: random.Random) -> Changed:
    key = dice.choice(CHANGED)
    _, years, after_death = YEARS[key]
    return Changed(
        key,
        max(1, years + dice.choice([-2, -1, 1, 4])),
        after_death and max(1, after_death + dice.choice([-2, 0, 3])),
        date(dice.randint(2012, 2036), dice.choice([1, 2, 3, 10]), dice.randint(1, 28)),
    )


def _hold(dice: random.Random, lives: list[Life], due: list[date]) -> Held:
    placed = dice.choice(due) + ONE_DAY * dice.choice([-400, -1, 0, 1, 30])
    ended = placed + ONE_DAY * dice.choice([1, 30, 900]) if dice.random() < 0.5 else None
    if dice.random() < 0.3:
        return Held(placed, ended, life=dice.randrange(len(lives)))
    lines = [each.on for life in lives for each in life.happened]
    asks = {"of_class": HELD + SAID, "writer": WRITERS, "team": TEAMS, "home": HOMES}
    names = dice.sample(list(asks), dice.choice([1, 1, 1, 2]))
    said = {name: dice.choice(asks[name]) for name in names}
    since, until = (dice.choice([None, None, dice.choice(lines)]) for _ in range(2))
    if since and until and until < since:
        since, until = until, since
    return Held(placed, ended, since=since, until=until, **said)


def stands(changes: list[Changed], on: date) -> Years:
    """Return the periods of a day: of those that have begun the one that begins last."""
    years = dict(YEARS)
    # Sorting keeps the order of the decisions among those of one day: the later stays.
    for each in sorted(changes, key=lambda change: change.begins):
        if each.begins <= on:
            what, _, died = years[each.of_class]
            years[each.of_class] = (what, each.years, each.after_death or died)
    return years


def held_by(asked: Council, number: int, on: date) -> list[Held]:
    """Return the holds that stand on a day and hold one of the lives."""
    found = []
    for hold in asked.holds:
        if hold.placed <= on and not (hold.ended and hold.ended <= on):
            of_many = hold.life is None and _meets(asked.lives[number], hold)
            if hold.life == number or of_many:
                found.append(hold)
    return found


def _meets(life: Life, hold: Held) -> bool:
    first, last = hold.since or date.min, hold.until or date.max
    if hold.home and hold.home != life.home:
        return False
    if hold.team and not _worked(life, hold.team, first, last):
        return False
    asks_of_lines = hold.of_class or hold.writer
    if not asks_of_lines and (hold.team or not (hold.since or hold.until)):
        return True
    if hold.of_class and not hold.writer and _was_asked(life, hold.of_class, first, last):
        return True
    is_known = bool(hold.of_class) and _is_known(life, hold.of_class)
    if is_known and not (hold.writer or hold.since or hold.until):
        return True
    return any(
        one.what == "writes"
        and (not hold.of_class or is_known or one.about == hold.of_class)
        and (not hold.writer or hold.writer == writer)
        and first <= one.on <= last
        for one, writer in zip(life.happened, life.writers, strict=True)
    )


def _is_known(life: Life, of_class: str) -> bool:
    return any(one.what == "is known as" and one.about == of_class for one in life.happened)


def _was_asked(life: Life, of_class: str, first: date, last: date) -> bool:
    return any(
        one.what == "asks" and one.about.split()[0] == of_class and first <= one.on <= last
        for one in life.happened
    )


def _worked(life: Life, team: str, first: date, last: date) -> bool:
    """Walk through the times of each part: each is of the team that it was opened by."""
    opened: dict[str, tuple[date, str]] = {}
    for one, whose in zip(life.happened, life.teams, strict=True):
        if one.what == "opens":
            opened[one.part] = (one.on, whose)
        elif one.what == "closes":
            since, by = opened.pop(one.part)
            if by == team and since <= last and one.on >= first:
                return True
    return any(by == team and since <= last for since, by in opened.values())
