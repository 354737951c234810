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
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import F, Q
from django.db.models.functions import TruncDate

import clock
from accounts import local
from accounts.models import DutyShift, Team, User
from audit.models import Event
from governance import near
from governance.day import ONLY_ASKED, Day, Found
from people.finding.letters import folded
from people.models import Allocation

COMMON_SURNAMES = 50
AFTER_END_DAYS, LEAVING_DAYS, USUAL_DAYS = 30, 28, 28
FEWEST_REFUSALS = FEWEST_STRANGERS = 3
FEWEST_AT_ONCE, NEW_WORK_DAYS = 5, 7
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
    at_once = (
        _same_surname,
        _volume,
        _copies,
        _refusals,
        near.questions_of,
    )
    after_a_day = (
        _common_surname,
        _named_like,
        _no_work,
        _hours,
        _after_end,
        _many_people,
        _leaver,
        near.break_glass,
    )
    for rule in (*at_once, *(after_a_day if waited else ())):
        yield from rule(looked_at)


def _surname(name: str) -> str:
    words = folded(name).split()
    return words[-1] if words else ""


def _same_surname(day: Day) -> Iterator[Found]:
    common = _common_surnames(day)
    running = Allocation.objects.running_on(day.day)
    # When they were given the work they were asked whether they know the person.
    known = day.working(running.filter(conflict_asked=True))
    for (number, key), events in day.opened.items():
        name = _surname_shared(day, number, key)
        if name and name not in common and (number, key) not in known:
            yield day.found("same_surname", number, key, "They have the same surname.", events)


def _common_surname(day: Day) -> Iterator[Found]:
    """Ask about a surname that many have too, where somebody else's work came to nothing."""
    common = _common_surnames(day)
    for (number, key), events in day.unrecorded.items():
        if _surname_shared(day, number, key) in common:
            because = "They have the same surname, and recorded nothing."
            yield day.found("same_surname", number, key, because, events)


def _common_surnames(day: Day) -> set[str]:
    counted = Counter(_surname(user.name) for user in day.staff.values())
    return {name for name, times in counted.most_common(COMMON_SURNAMES) if times > 2}


def _surname_shared(day: Day, number: str, key: str) -> str:
    """Return the surname of a member of staff, if the person has it too."""
    name, person = _surname(day.staff[number].name), day.people.get(key)
    return name if person is not None and name == _surname(person.family_name) else ""


def _named_like(day: Day) -> Iterator[Found]:
    """Ask about the name of a colleague: in their own team, or where nothing was recorded."""
    named: dict[tuple[str, ...], list[User]] = defaultdict(list)
    for user in day.staff.values():
        named[tuple(folded(user.name).split())].append(user)
    for (number, key), events in day.not_their_own.items():
        person = day.people.get(key)
        if person is None:
            continue
        given = folded(person.given_names).split()[:1]
        like = named.get((*given, *folded(person.family_name).split()), [])
        others = [user for user in like if user.staff_number != number]
        if (others and (number, key) in day.unrecorded) or any(
            user.staff_number in day.colleagues(number) for user in others
        ):
            because = "Somebody who works here has this name."
            yield day.found("colleague", number, key, because, events)


def _no_work(day: Day) -> Iterator[Found]:
    """Ask about records with which nobody works, and about many on which nothing was recorded.

    A call about somebody with a worker is no question by itself.
    """
    opened: dict[str, list[Event]] = defaultdict(list)
    many: Counter = Counter()
    for (number, key), events in day.without_work.items():
        opened[number] += events
        many[number] += 1
        if key in day.with_worker:
            continue
        if any(at < events[0].happened_at for at in day.searched[number, key]):
            because = "They searched, gave a reason, and nobody recorded anything within a day."
            yield day.found("searched", number, key, because, events)
        else:
            because = "They gave a reason, and nobody recorded anything within a day."
            yield day.found("no_work", number, key, because, events)
    for number, count in many.items():
        if count >= FEWEST_AT_ONCE:
            because = f"Nobody recorded anything about {count} people whose records they opened."
            yield day.found("no_work", number, "", because, opened[number])


def _volume(day: Day) -> Iterator[Found]:
    new = _new_work(day)
    opened = Counter(pair[0] for pair in day.opened if pair not in new)
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


def _new_work(day: Day) -> set[tuple[str, str]]:
    """Return who began to work with whom in the week before: they read what there is."""
    since = clock.add_days(day.day, -NEW_WORK_DAYS)
    return day.working(Allocation.objects.running_on(day.day).filter(starts_on__gt=since))


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
        .exclude(verb__in=ONLY_ASKED)
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
    for (number, key), events in day.unrecorded.items():
        user = day.staff[number]
        if user.team and user.team.kind == Team.Kind.EMERGENCY:
            continue
        # A shift is half of the hours of a day, on whatever day of the week.
        is_off = not clock.is_working_day(day.day) and number not in on_rota
        late = [
            event
            for event in events
            if is_off or not early <= clock.local(event.happened_at).hour < evening
        ]
        if late:
            at = clock.local(late[0].happened_at)
            because = f"They opened it at {at:%H:%M}, {at:%A}, and recorded nothing."
            yield day.found("hours", number, key, because, late)


def _after_end(day: Day) -> Iterator[Found]:
    before = clock.add_days(day.day, -AFTER_END_DAYS)
    ended = day.working(Allocation.objects.filter(ends_on__lt=before))
    for (number, key), events in day.unrecorded.items():
        if (number, key) in ended:
            yield day.found(
                "after_end", number, key, "Their work with the person had ended before.", events
            )


def _many_people(day: Day) -> Iterator[Found]:
    """Ask whoever recorded nothing, unless all were at one desk."""
    who: dict[str, set[str]] = defaultdict(set)
    for number, key in day.by_strangers:
        who[key].add(number)
    for (number, key), events in day.unrecorded.items():
        others = who[key] - {number}
        if len(who[key]) < FEWEST_STRANGERS or others <= set(day.colleagues(number)):
            continue
        because = f"{len(who[key])} staff who do not work with the person opened it that day."
        yield day.found("many_people", number, key, because, events)


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
    of_others: dict[str, dict[str, list[Event]]] = defaultdict(dict)
    for (number, key), events in day.not_their_own.items():
        if number not in leaving:
            continue
        of_others[number][key] = events
        if (number, key) in day.unrecorded:
            yield day.found(
                "leaver", number, key, "They leave soon, and do not work with the person.", events
            )
    usual = _usual(day, list(of_others))
    for number, opened in of_others.items():
        if len(opened) >= max(FEWEST_AT_ONCE, 2 * usual.get(number, 0)):
            because = f"They leave soon, and do not work with {len(opened)} whose records they saw."
            events = [event for each in opened.values() for event in each]
            yield day.found("leaver", number, "", because, events)


def sample_of(managed: list[User], since: date, until: date) -> list[Found]:
    """Draw some of the records that ``managed`` staff opened between two days, by chance."""
    by_number = {user.staff_number: user for user in managed}
    events = Event.objects.filter(
        actor__in=by_number,
        kind=Event.Kind.VIEW,
        subjects__len=1,
        happened_at__gte=clock.at_time(since, 0),
        happened_at__lte=clock.end_of_day(until),
    ).exclude(Q(basis="") | Q(verb__in=ONLY_ASKED))
    opened: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, number, subjects in events.values_list("pk", "actor", "subjects"):
        opened[number, subjects[0]].append(pk)
    because = "Drawn by chance from last month."
    return [
        Found("sample", by_number[number], key, because, tuple(opened[number, key]))
        for number, key in secrets.SystemRandom().sample(sorted(opened), min(SAMPLED, len(opened)))
    ]
