"""When a record has been kept long enough: from facts of the record and the schedule alone.

Each part of a record (as a person with needs, as a carer) counts for itself; in a part each class
that applies has its clock, and the longest wins. The record of one human is due when all are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import clock
from retention.schedule import RetentionClass

NEEDS, CARER = "NEEDS", "CARER"
CONTACT_ONLY = "contact_no_service"
LENGTHENED = "lengthened"
ANSWERED = "answered"
_END_OF_FINANCIAL_YEAR = (3, 31)


class WhyNot(StrEnum):
    """Why no day can be worked out."""

    INVOLVED = "the council is involved"
    ASKED = "a request or a complaint waits for an answer"
    BORN = "the date of birth is not known"
    DEATH = "a death is recorded that is not confirmed yet"
    DIED = "nobody knows on which day they died"
    ORDER = "an order or authorisation has no end yet"
    CLOSED = "the case was never closed"
    NOTHING = "nothing says when the last contact was"
    REVIEW = "no hold for an inquest or a review has ended"
    UNKNOWN = "the record does not say when the time begins"


@dataclass(frozen=True)
class Written:
    """The newest signed entry, of those of one class in one part of the record."""

    part: str
    class_key: str
    on: date


@dataclass(frozen=True)
class Involved:
    """A period in which the council was involved; ``closed`` is None while it is."""

    part: str
    closed: date | None
    had_service: bool


@dataclass(frozen=True)
class Facts:
    """What the clocks need to know of one record, and nothing else."""

    born_on: date | None = None
    died_on: date | None = None
    death_recorded: bool = False
    death_confirmed: bool = False
    base: Mapping[str, str] = field(default_factory=dict)
    written: tuple[Written, ...] = ()
    involved: tuple[Involved, ...] = ()
    also: frozenset[tuple[str, str]] = frozenset()
    order_ends: tuple[date | None, ...] = ()
    reviews_ended: tuple[date, ...] = ()
    decided: tuple[tuple[str, date], ...] = ()
    # By class, until which day an officer recorded that the record is kept.
    lengthened: tuple[tuple[str, date], ...] = ()
    # By class, when what was asked or complained of was answered; None while one waits.
    asked: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True)
class Clock:
    """One class in one part: from when it counts, and on which day a review is due."""

    part: str
    kept: RetentionClass
    trigger: str
    since: date | None = None
    due: date | None = None
    why_not: WhyNot | None = None


@dataclass(frozen=True)
class Reckoned:
    """The clocks of one record, and the one that decides; none where nothing is held."""

    clocks: tuple[Clock, ...]

    @property
    def decides(self) -> Clock | None:
        """The clock without a day, if there is one; else the one that ends last."""
        without = [each for each in self.clocks if each.due is None]
        if without:
            return min(without, key=lambda each: list(WhyNot).index(each.why_not or WhyNot.UNKNOWN))
        return max(self.clocks, key=lambda each: each.due or date.min, default=None)

    @property
    def due(self) -> date | None:
        """The first day on which the whole record may be looked at, if it can be said."""
        return self.decides.due if self.decides else None

    @property
    def is_for_review(self) -> bool:
        """Say whether any class asks for a person to look, rather than to list."""
        return any(each.kept.disposal != "destroy" for each in self.clocks)

    @property
    def is_for_archive(self) -> bool:
        """Say whether any class asks that the record is offered to an archive first."""
        return any(each.kept.disposal == "archive" for each in self.clocks)

    def of_part(self, part: str) -> "Reckoned":
        """Return the clocks of one part alone."""
        return Reckoned(tuple(each for each in self.clocks if each.part == part))


def reckon(facts: Facts, classes: Mapping[str, RetentionClass]) -> Reckoned:
    """Return the clock of every class that applies to a record, and of what makes it longer.

    What somebody asked, or complained of, has the time of its own class.
    """
    found: list[Clock] = []
    for part in _parts(facts):
        reckoner = _Part(facts, part)
        keys = _classes_of(facts, part)
        own = [reckoner.clock(classes[key]) for key in keys if not _follows(classes[key])]
        lasts = Reckoned(tuple(own))
        found += own
        found += [
            reckoner.clock_that_follows(classes[key], lasts)
            for key in keys
            if _follows(classes[key])
        ]
    part = next(iter(_parts(facts)), NEEDS)
    found += [
        Clock(part, classes[key], LENGTHENED, until, clock.add_days(until, 1))
        for key, until in facts.lengthened
    ]
    found += [_answered(part, classes[key], on) for key, on in _last_answers(facts)]
    return Reckoned(tuple(found))


def _last_answers(facts: Facts) -> list[tuple[str, date | None]]:
    """Return for each class when the last was answered; None while any waits."""
    days: dict[str, list[date | None]] = {}
    for key, on in facts.asked:
        days.setdefault(key, []).append(on)
    return [(key, None if None in found else _latest(found)) for key, found in days.items()]


def _answered(part: str, kept: RetentionClass, on: date | None) -> Clock:
    if on is None:
        return Clock(part, kept, ANSWERED, why_not=WhyNot.ASKED)
    return Clock(part, kept, ANSWERED, on, _day_after(on, kept.period))


def _follows(kept: RetentionClass) -> bool:
    return bool(kept.period.get("life_of_parent"))


def _parts(facts: Facts) -> list[str]:
    named = {*facts.base, *(each.part for each in facts.written)}
    named |= {each.part for each in facts.involved} | {part for part, _ in facts.also}
    return sorted(named, reverse=True)


def _classes_of(facts: Facts, part: str) -> list[str]:
    """Return the classes of a part; that of a contact alone stands while nothing came of it."""
    of_entries = {each.class_key for each in facts.written if each.part == part}
    also = {key for where, key in facts.also if where == part}
    served = any(each.had_service for each in facts.involved if each.part == part)
    if of_entries == {CONTACT_ONLY} and not also and not served:
        return [CONTACT_ONLY]
    base = {facts.base[part]} if part in facts.base else set()
    return sorted((of_entries - {CONTACT_ONLY}) | also | base)


class _Part:
    """One part of a record, asked when the time of a class begins."""

    def __init__(self, facts: Facts, part: str) -> None:
        self.facts = facts
        self.written = [each for each in facts.written if each.part == part]
        self.involved = [each for each in facts.involved if each.part == part]
        self.part = part

    def clock(self, kept: RetentionClass) -> Clock:
        """Return the clock of a class that counts for itself."""
        trigger = self._trigger(kept)
        if any(each.closed is None for each in self.involved):
            return Clock(self.part, kept, trigger, why_not=WhyNot.INVOLVED)
        if self.facts.death_recorded and kept.if_died_period and not self.facts.death_confirmed:
            return Clock(self.part, kept, trigger, why_not=WhyNot.DEATH)
        counted = self._counted(kept, trigger)
        if trigger == "death" and kept.died_if_sooner and counted.due:
            other = self._counted(kept, kept.trigger)
            return other if other.due and other.due < counted.due else counted
        return counted

    def _counted(self, kept: RetentionClass, trigger: str) -> Clock:
        since, why_not = self._since(trigger, kept)
        if since is None:
            return Clock(self.part, kept, trigger, why_not=why_not)
        period = kept.if_died_period if trigger == "death" else kept.period
        return Clock(self.part, kept, trigger, since, self._due(since, period))

    def clock_that_follows(self, kept: RetentionClass, others: Reckoned) -> Clock:
        """Return the clock of a class that lasts as long as the rest, and a time at least."""
        last, why_not = self._last_contact()
        if others.clocks and others.due is None:
            why_not = others.decides.why_not if others.decides else WhyNot.UNKNOWN
            return Clock(self.part, kept, kept.trigger, why_not=why_not)
        if last is None:
            return Clock(self.part, kept, kept.trigger, why_not=why_not)
        at_least = self._due(last, {"years": kept.period["minimum_years"]})
        due = max(at_least, others.due) if others.due else at_least
        return Clock(self.part, kept, kept.trigger, last, due)

    def _trigger(self, kept: RetentionClass) -> str:
        """Return what starts the time: death, where the class switches to it."""
        if not self.facts.death_confirmed or not kept.if_died_period:
            return kept.trigger
        if kept.died_before_age is None:
            return "death"
        born, died = self.facts.born_on, self.facts.died_on
        if born is None or died is None:
            return kept.trigger
        return "death" if clock.age(born, died) < kept.died_before_age else kept.trigger

    def _since(self, trigger: str, kept: RetentionClass) -> tuple[date | None, WhyNot | None]:
        facts = self.facts
        match trigger:
            case "death":
                return facts.died_on, WhyNot.DIED
            case "date_of_birth":
                return facts.born_on, WhyNot.BORN
            case "last_contact":
                return self._last_contact()
            case "case_closed":
                return _latest(each.closed for each in self.involved), WhyNot.CLOSED
            case "decision_date":
                return _latest(day for part, day in facts.decided if part == self.part), _UNKNOWN
            case "order_ended":
                return self._order_ended()
            case "financial_year_end":
                newest = self._newest_of(kept)
                return (_end_of_financial_year(newest) if newest else None), _UNKNOWN
            case "request_closed":
                return _latest([self._newest_of(kept), *facts.reviews_ended]), WhyNot.REVIEW
            case "created":
                return self._newest_of(kept), _UNKNOWN
        return None, _UNKNOWN

    def _newest_of(self, kept: RetentionClass) -> date | None:
        return _latest(each.on for each in self.written if each.class_key == kept.key)

    def _last_contact(self) -> tuple[date | None, WhyNot | None]:
        days = [each.on for each in self.written] + [each.closed for each in self.involved]
        return _latest(days), WhyNot.NOTHING

    def _order_ended(self) -> tuple[date | None, WhyNot | None]:
        """Return the last end; where there was no order, such papers go with the main record."""
        if not self.facts.order_ends:
            return self._last_contact()
        if None in self.facts.order_ends:
            return None, WhyNot.ORDER
        return _latest(self.facts.order_ends), None

    def _due(self, since: date, period: Mapping[str, int]) -> date:
        """Return the day after a period ends; "until an age" ends the day before that birthday."""
        if "until_age" in period:
            years = period["until_age"]
            last, _ = self._last_contact()
            if last is not None and last >= since and clock.age(since, last) == 17:
                years = max(years, period.get("until_age_if_last_at_17", years))
            return clock.add_years(since, years)
        return _day_after(since, period)


def _day_after(since: date, period: Mapping[str, int]) -> date:
    if "years" in period:
        return clock.add_days(clock.add_years(since, period["years"]), 1)
    if "months" in period:
        return clock.add_days(clock.add_months(since, period["months"]), 1)
    return clock.add_days(since, period["days"] + 1)


_UNKNOWN = WhyNot.UNKNOWN


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _end_of_financial_year(day: date) -> date:
    end = day.replace(month=_END_OF_FINANCIAL_YEAR[0], day=_END_OF_FINANCIAL_YEAR[1])
    return end if day <= end else clock.add_years(end, 1)
