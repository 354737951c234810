"""When a record is due, worked out by walking through a history day by day: no sums of dates.

It reads the happenings one after the other and keeps what stands; then it counts anniversaries as
a calendar on the wall does. It knows nothing of how ``retention.clocks`` is written.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
# class: (what starts it, years or age, the same after death; None where death changes nothing)
Years = dict[str, tuple[str, int, int | None]]
YEARS: Years = {
    "asc_general": ("contact", 8, 8),
    "carer_general": ("contact", 8, 8),
    "contact_no_service": ("contact", 2, None),
    "safeguarding_adult": ("closing", 8, 8),
    "mental_health_s117": ("contact", 20, 10),
    "mental_capacity_dols": ("order", 8, 8),
    "financial_adult": ("tax year", 6, None),
    "transition_to_adult": ("birthday", 25, None),
    "care_experienced_child": ("birthday", 75, 15),
    "information_sharing_log": ("parent", 6, None),
    "complaint": ("answer", 10, None),
    "subject_access": ("answer", 3, None),
}
ASKED = ("complaint", "subject_access")
BASE = {"NEEDS": "asc_general", "CARER": "carer_general"}


@dataclass(frozen=True)
class Happening:
    """One thing of a history: on which day, what, in which part, and about what."""

    on: date
    what: str
    part: str = "NEEDS"
    about: str = ""


def history(seed: int) -> tuple[date | None, list[Happening]]:
    """Make up a birth and what happened since, the same for the same seed."""
    dice = random.Random(seed)
    born = _some_birth(dice)
    happened: list[Happening] = []
    day = date(dice.randint(2000, 2024), dice.randint(1, 12), dice.randint(1, 28))
    parts = dice.choice([["NEEDS"], ["NEEDS"], ["CARER"], ["NEEDS", "CARER"]])
    is_open: set[str] = set()
    orders = 0
    for _ in range(dice.randint(1, 14)):
        day += timedelta(days=dice.choice([0, 1, 1, 13, 90, 364, 365, 366, 700]))
        if dice.random() < 0.08:
            day = dice.choice([date(2004, 2, 29), date(2016, 2, 29), date(2024, 2, 29), day])
        day = max([day, *(each.on for each in happened)])
        part = dice.choice(parts)
        roll = dice.random()
        if roll < 0.4:
            happened.append(Happening(day, "writes", part, _some_class(dice, part)))
        elif roll < 0.75:
            what = "closes" if part in is_open else "opens"
            happened.append(Happening(day, what, part, dice.choice(["served", ""])))
            is_open ^= {part}
        elif roll < 0.82:
            happened.append(Happening(day, "dies", about=dice.choice(["confirmed"] * 3 + ["told"])))
        elif roll < 0.86:
            happened.append(Happening(day, "lives after all"))
        elif roll < 0.93:
            orders += 1
            happened.append(Happening(day, "is ordered", about=str(orders)))
            if dice.random() < 0.8:
                happened.append(Happening(day + ONE_DAY * 400, "order ends", about=str(orders)))
        elif roll < 0.95:
            until = day + ONE_DAY * dice.choice([1, 400, 4000, 9000])
            what = dice.choice(["is kept until"] * 3 + ["is kept until no more"])
            happened.append(Happening(day, what, about=until.isoformat()))
        elif roll < 0.98:
            which = dice.choice(["mental_health_s117", "care_experienced_child"])
            happened.append(Happening(day, "is known as", part, which))
        else:
            happened.append(Happening(day, "goes to another team", part))
    for part in sorted(is_open):
        if dice.random() < 0.85:
            day += ONE_DAY * dice.choice([1, 30, 365])
            happened.append(Happening(day, "closes", part))
    if happened and dice.random() < 0.3:
        happened = sorted([*happened, *_some_requests(dice, happened)], key=lambda one: one.on)
    return born, happened


def _some_requests(dice: random.Random, happened: list[Happening]) -> list[Happening]:
    """Make up requests and complaints, most of them answered, and a few opened again."""
    found = []
    for number in range(dice.randint(1, 3)):
        about = f"{dice.choice(ASKED)} {number}"
        day = dice.choice(happened).on
        found.append(Happening(day, "asks", about=about))
        for what in dice.choice([["answers"]] * 6 + [[], ["answers", "asks again"]]):
            day += ONE_DAY * dice.choice([1, 30, 700, 3000])
            found.append(Happening(day, what, about=about))
            if what == "asks again" and dice.random() < 0.5:
                found.append(Happening(day + ONE_DAY, "answers", about=about))
    return found


def _some_birth(dice: random.Random) -> date | None:
    if dice.random() < 0.1:
        return None
    if dice.random() < 0.2:
        return dice.choice([date(1984, 2, 29), date(1996, 2, 29)])
    return date(dice.randint(1975, 1998), dice.randint(1, 12), dice.randint(1, 28))


_NOT_WRITTEN = ("care_experienced_child", "carer_general", *ASKED)


def _some_class(dice: random.Random, part: str) -> str:
    others = [key for key in YEARS if key not in _NOT_WRITTEN]
    return dice.choice([BASE[part]] * 4 + ["contact_no_service"] * 4 + others)


def due_day(
    born: date | None, happened: list[Happening], years: Years | None = None
) -> date | None:
    """Return the day from which the whole record may be looked at; None if there is none."""
    parts = {each.part for each in happened if each.what in _SAYS_WHICH_PART}
    days: list[date | None] = []
    for part in parts:
        days += _days_of(part, born, happened, years or YEARS)
    days += _days_after_those_recorded(happened)
    days += _days_after_those_asked(happened, years or YEARS)
    return None if not days or None in days else max(day for day in days if day)


def _days_after_those_recorded(happened: list[Happening]) -> list[date | None]:
    standing: list[date | None] = []
    for one in happened:
        if one.what == "is kept until":
            standing.append(date.fromisoformat(one.about) + ONE_DAY)
        elif one.what == "is kept until no more":
            standing.clear()
    return standing


def _days_after_those_asked(happened: list[Happening], schedule: Years) -> list[date | None]:
    """Nothing goes while one waits; each that was answered keeps the record for its own time."""
    answered: dict[str, date | None] = {}
    for one in happened:
        if one.what in ("asks", "asks again"):
            answered[one.about] = None
        elif one.what == "answers":
            answered[one.about] = one.on
    return [
        _day_after(on, schedule[about.split()[0]][1]) if on else None
        for about, on in answered.items()
    ]


_SAYS_WHICH_PART = ("writes", "opens", "closes", "is known as")


def _days_of(
    part: str, born: date | None, happened: list[Happening], schedule: Years
) -> list[date | None]:
    contact = closing = died = None
    wrote: dict[str, date] = {}
    known: set[str] = set()
    running: set[str] = set()
    order_end: date | None = None
    is_open = served = told_of_death = ordered = False
    for one in happened:
        mine = one.part == part
        if one.what == "writes" and mine:
            contact = one.on if contact is None or one.on > contact else contact
            wrote[one.about] = one.on
        elif one.what == "opens" and mine:
            is_open, closing = True, None
            served = served or one.about == "served"
        elif one.what == "closes" and mine:
            is_open, closing = False, one.on
            contact = one.on if contact is None or one.on > contact else contact
        elif one.what == "is known as" and mine:
            known.add(one.about)
        elif one.what == "dies":
            died = one.on if one.about == "confirmed" else None
            told_of_death = one.about != "confirmed"
        elif one.what == "lives after all":
            died, told_of_death = None, False
        elif one.what == "is ordered":
            ordered = True
            running.add(one.about)
        elif one.what == "order ends":
            running.discard(one.about)
            order_end = one.on if order_end is None or one.on > order_end else order_end
    if is_open:
        return [None]
    classes = set(wrote) | known | {BASE[part]}
    if set(wrote) == {"contact_no_service"} and not known and not served:
        classes = {"contact_no_service"}
    else:
        classes.discard("contact_no_service")
    begins = {
        "contact": contact,
        "closing": closing,
        "order": (None if running else order_end) if ordered else contact,
        "birthday": born,
    }
    days = []
    for key in classes:
        what, years, after_death = schedule[key]
        if what == "parent":
            continue
        if what == "tax year":
            begins[what] = _next_31_march(wrote[key])
        if told_of_death and after_death:
            days.append(None)
        elif died and after_death and _death_counts(key, born, died):
            counted = [_day_after(died, after_death)]
            if key == "mental_health_s117" and contact:
                counted.append(_day_after(contact, years))
            days.append(min(counted))
        elif begins[what] is None:
            days.append(None)
        elif what == "birthday":
            if key == "transition_to_adult" and contact and _is_17(born, contact):
                years = 26
            days.append(_anniversary(born, years))
        else:
            days.append(_day_after(begins[what], years))
    key_of_sharing = "information_sharing_log"
    if key_of_sharing in classes:
        if None in days or contact is None:
            days.append(None)
        else:
            days.append(max([*days, _day_after(contact, schedule[key_of_sharing][1])]))
    return days


def _death_counts(key: str, born: date | None, died: date) -> bool:
    if key != "care_experienced_child":
        return True
    return born is not None and died < _anniversary(born, 18)


def _is_17(born: date, on: date) -> bool:
    return _anniversary(born, 17) <= on < _anniversary(born, 18)


def _anniversary(day: date, how_many: int) -> date:
    """Tick off days until that many anniversaries went by; 29 February comes on 1 March."""
    looked_at = day
    while how_many:
        looked_at += ONE_DAY
        yesterday = looked_at - ONE_DAY
        same = (looked_at.month, looked_at.day) == (day.month, day.day)
        leap_passed = (day.month, day.day) == (2, 29) and (
            (yesterday.month, yesterday.day) == (2, 28) and looked_at.month == 3
        )
        how_many -= same or leap_passed
    return looked_at


def _day_after(day: date, years: int) -> date:
    return _anniversary(day, years) + ONE_DAY


def _next_31_march(day: date) -> date:
    while (day.month, day.day) != (3, 31):
        day += ONE_DAY
    return day
