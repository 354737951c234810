"""Which events of a day are questions: explainable rules, and no score.

Each rule says in a sentence what it saw. What counts as far more or late is the council's own to
set. Source: the monitoring signals of the process reference; R-156 and R-168.
"""

import secrets
import statistics
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db.models import F, Q
from django.db.models.functions import TruncDate

import clock
from accounts import local
from accounts.models import DutyShift, Team, User
from audit.models import Event
from governance import near
from governance.day import Day, Found
from people.finding.letters import folded
from people.models import Allocation
from records.models import Entry

COMMON_SURNAMES = 50
AFTER_END_DAYS, LEAVING_DAYS, USUAL_DAYS = 30, 28, 28
FEWEST_REFUSALS = FEWEST_STRANGERS = 3
SAMPLED = 10
# A refusal by its kind that turns nobody away.
NOT_TURNED_AWAY = "people.password_asked"


@dataclass(frozen=True)
class Kind:
    """One kind of question."""

    key: str
    title: str
    means: str


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of question."""
    text = Path(__file__).with_name("signals.toml").read_text(encoding="utf-8")
    return {key: Kind(key=key, **words) for key, words in tomllib.loads(text).items()}


def questions_of(day: date, *, waited: bool = False) -> Iterator[Found]:
    """Ask about one day whatever can be told as soon as it is over.

    ``waited``: another day is over since, and what came to nothing can be told too.
    """
    looked_at = Day(day)
    for rule in (
        _same_surname,
        _colleague,
        _volume,
        _hours,
        _after_end,
        _many_people,
        _copies,
        _refusals,
        _leaver,
        near.same_address,
        near.near_colleague,
        near.break_glass,
        *([_no_work] if waited else []),
    ):
        yield from rule(looked_at)


def _surname(name: str) -> str:
    words = folded(name).split()
    return words[-1] if words else ""


def _same_surname(day: Day) -> Iterator[Found]:
    counted = Counter(_surname(user.name) for user in day.staff.values())
    common = {name for name, times in counted.most_common(COMMON_SURNAMES) if times > 2}
    for (number, key), events in day.opened.items():
        person = day.people.get(key)
        if person is None:
            continue
        name = _surname(day.staff[number].name)
        if name and name == _surname(person.family_name) and name not in common:
            yield day.found("same_surname", number, key, "They have the same surname.", events)


def _colleague(day: Day) -> Iterator[Found]:
    names = {tuple(folded(user.name).split()): user for user in day.staff.values()}
    for (number, key), events in day.opened.items():
        person = day.people.get(key)
        if person is None:
            continue
        given = folded(person.given_names).split()[:1]
        named = names.get((*given, *folded(person.family_name).split()))
        if named is not None and named.staff_number != number:
            yield day.found(
                "colleague", number, key, "Somebody who works here has this name.", events
            )


def _no_work(day: Day) -> Iterator[Found]:
    until = clock.add_hours(day.ends, 24)
    people = {day.people[key].pk: key for _, key in day.by_strangers if key in day.people}
    wrote = {
        (number, people[pk])
        for number, pk in Entry.objects.filter(
            person__in=people, signed_at__gte=day.begins, signed_at__lte=until
        ).values_list("author__staff_number", "person")
    }
    for (number, key), events in day.by_strangers.items():
        if (number, key) in wrote:
            continue
        if any(at < events[0].happened_at for at in day.searched[number, key]):
            because = "They searched, gave a reason, and recorded nothing within a day."
            yield day.found("searched", number, key, because, events)
        else:
            because = "They gave a reason, and recorded nothing within a day."
            yield day.found("no_work", number, key, because, events)


def _volume(day: Day) -> Iterator[Found]:
    opened = Counter(number for number, _ in day.opened)
    most = local.settings_value("access.watch_records_a_day")
    many = local.settings_value("access.watch_times_usual")
    busy = [number for number, count in opened.items() if count >= most / 5]
    usual = _usual(day, busy)
    for number in busy:
        count, normal = opened[number], usual.get(number)
        if count <= most and (normal is None or count <= many * normal):
            continue
        events = [event for event in day.events if event.actor == number]
        beside = f"; on other days it is about {normal:.0f}" if normal else ""
        yield day.found(
            "volume", number, "", f"They opened the records of {count} people{beside}.", events
        )


def _usual(day: Day, numbers: list[str]) -> dict[str, float]:
    """Return how many people's records each opens on a day on which they open any."""
    rows = (
        Event.objects.filter(
            actor__in=numbers,
            kind=Event.Kind.VIEW,
            subjects__len=1,
            happened_at__gte=clock.at_time(clock.add_days(day.day, -USUAL_DAYS), 0),
            happened_at__lt=day.begins,
        )
        .annotate(on=TruncDate("happened_at"))
        .values_list("actor", "on", "subjects")
        .distinct()
    )
    days: dict[str, Counter] = defaultdict(Counter)
    for number, on, _ in rows.iterator():
        days[number][on] += 1
    return {number: statistics.median(counted.values()) for number, counted in days.items()}


def _hours(day: Day) -> Iterator[Found]:
    shifts = DutyShift.objects.filter(day=day.day, taken_off_at=None, team=F("user__team"))
    on_rota = set(shifts.values_list("user__staff_number", flat=True))
    early = local.settings_value("access.watch_early_until")
    evening = local.settings_value("access.watch_late_from")
    for (number, key), events in day.opened.items():
        late = [event for event in events if _is_late(event.happened_at, early, evening)]
        user = day.staff[number]
        if not late or number in on_rota:
            continue
        if user.team and user.team.kind == Team.Kind.EMERGENCY:
            continue
        at = clock.local(late[0].happened_at)
        yield day.found("hours", number, key, f"They opened it at {at:%H:%M}, {at:%A}.", late)


def _is_late(at: datetime, early: int, evening: int) -> bool:
    here = clock.local(at)
    return not clock.is_working_day(here.date()) or not early <= here.hour < evening


def _after_end(day: Day) -> Iterator[Found]:
    ended = set(
        Allocation.objects.filter(
            worker__staff_number__in={number for number, _ in day.by_strangers},
            person__key__in={key for _, key in day.by_strangers},
            ends_on__lt=clock.add_days(day.day, -AFTER_END_DAYS),
        ).values_list("worker__staff_number", "person__key")
    )
    for (number, key), events in day.by_strangers.items():
        if (number, key) in ended:
            yield day.found(
                "after_end", number, key, "Their work with the person had ended before.", events
            )


def _many_people(day: Day) -> Iterator[Found]:
    who: dict[str, list[str]] = defaultdict(list)
    for number, key in day.by_strangers:
        who[key].append(number)
    for key, numbers in who.items():
        if len(numbers) >= FEWEST_STRANGERS:
            for number in numbers:
                because = (
                    f"{len(numbers)} staff who do not work with the person opened it that day."
                )
                yield day.found("many_people", number, key, because, day.opened[number, key])


def _copies(day: Day) -> Iterator[Found]:
    of_day = [event for event in day.events if event.kind == Event.Kind.EXPORT]
    if not of_day:
        return
    week = Event.objects.filter(
        kind=Event.Kind.EXPORT,
        actor__in={event.actor for event in of_day},
        happened_at__gte=clock.at_time(clock.add_days(day.day, -6), 0),
        happened_at__lt=day.begins,
        subjects__len=1,
    ).values_list("actor", "subjects", "request_id")
    before = {(actor, subjects[0]) for actor, subjects, _ in week}
    most = local.settings_value("access.watch_copies_a_day")
    whose: dict[str, set[str]] = defaultdict(set)
    for event in of_day:
        whose[event.actor].add(event.subjects[0])
        if (event.actor, event.subjects[0]) in before:
            before.discard((event.actor, event.subjects[0]))
            because = "They copied the same record twice within a week."
            yield day.found("copies", event.actor, event.subjects[0], because, [event])
    for number, keys in whose.items():
        if len(keys) > most:
            events = [event for event in of_day if event.actor == number]
            because = f"They made copies of the records of {len(keys)} people."
            yield day.found("copies", number, "", because, events)


def _refusals(day: Day) -> Iterator[Found]:
    refused: dict[str, list[Event]] = defaultdict(list)
    events_of_day = Event.objects.filter(happened_at__gte=day.begins, happened_at__lte=day.ends)
    for event in events_of_day.filter(kind=Event.Kind.REFUSED).exclude(verb=NOT_TURNED_AWAY):
        if event.actor in day.staff:
            refused[event.actor].append(event)
    for number, events in refused.items():
        if len(events) >= FEWEST_REFUSALS:
            yield day.found("refusals", number, "", f"Refused {len(events)} times.", events)


def _leaver(day: Day) -> Iterator[Found]:
    leaving = {
        user.staff_number
        for user in day.staff.values()
        if user.ends_on and day.day <= user.ends_on <= clock.add_days(day.day, LEAVING_DAYS)
    }
    for (number, key), events in day.by_strangers.items():
        if number in leaving:
            yield day.found(
                "leaver", number, key, "They leave soon, and do not work with the person.", events
            )


def sample_of(managed: list[User], since: date, until: date) -> list[Found]:
    """Draw some of what ``managed`` staff opened between two days, by chance."""
    by_number = {user.staff_number: user for user in managed}
    events = Event.objects.filter(
        actor__in=by_number,
        kind=Event.Kind.VIEW,
        subjects__len=1,
        happened_at__gte=clock.at_time(since, 0),
        happened_at__lte=clock.end_of_day(until),
    ).filter(~Q(basis=""))
    numbers = list(events.values_list("pk", flat=True))
    drawn = secrets.SystemRandom().sample(numbers, min(SAMPLED, len(numbers)))
    return [
        Found(
            "sample",
            by_number[event.actor],
            event.subjects[0],
            "Drawn by chance from last month.",
            (event.pk,),
        )
        for event in Event.objects.filter(pk__in=drawn)
    ]
