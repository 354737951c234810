"""What happened with a person beside what was written of them: who worked with them, and alerts.

Each row says no more than the page that keeps it says to everybody who may open the record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

import clock
from accounts.models import User
from audit.models import Event
from people.models import Alert, Allocation, Involvement, InvolvementChange, Person

State, Role = Involvement.State, Allocation.Role
_WORDS = {
    Role.WORKER: ("became allocated worker", "is no longer allocated worker"),
    Role.CO_WORKER: ("became co-worker", "is no longer co-worker"),
    Role.COVER: ("began to cover", "no longer covers"),
    Role.HANDOVER: ("began to hand over", "has handed over"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, in words, and where it is kept.

    ``on`` is its day, of one whose time nobody noted; it stands at the beginning of that day.
    """

    at: datetime
    words: str
    url: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Span:
    """From when until when: the first instant counts, the last does not; None is without end.

    With ``known_at`` only what was recorded by then; otherwise by now. ``keys`` are those by which
    the log knows the record.
    """

    since: datetime | None = None
    until: datetime | None = None
    known_at: datetime | None = None
    keys: tuple[str, ...] = ()

    def holds(self, at: datetime) -> bool:
        """Say whether an instant is in it."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    @property
    def last(self) -> datetime:
        """The instant after which nothing is known."""
        return self.known_at or clock.now()

    def was_known(self, day: date) -> bool:
        """Say whether what is only known by its day had been recorded: when that day was over.

        Now, what is of today counts.
        """
        return day <= clock.today() if self.known_at is None else clock.end_of_day(day) <= self.last

    def instants(self, name: str) -> Q:
        """Return the condition that an instant is in it."""
        found = Q(**{f"{name}__lte": self.last})
        if self.since is not None:
            found &= Q(**{f"{name}__gte": self.since})
        if self.until is not None:
            found &= Q(**{f"{name}__lt": self.until})
        return found

    def days(self, name: str, *, before: int = 0) -> Q:
        """Return the condition that a day may be in it; ``before`` is how much later it counts."""
        found = Q(**{f"{name}__lte": clock.day_of(self.last)})
        if self.since is not None:
            found &= Q(**{f"{name}__gte": clock.add_days(clock.day_of(self.since), -before)})
        if self.until is not None:
            found &= Q(**{f"{name}__lte": clock.day_of(self.until)})
        return found


Told = Iterator[tuple[Any, ...] | list[Happening]]


def of_person(viewer: User, person: Person, span: Span) -> Told:
    """Say which rows are still to be read, then what they tell: who may open the record may read.

    ``viewer`` is one who may.
    """
    work, steps, alerts = _work(person, span), _steps(person, span), _alerts(person, span)
    yield (work, steps, alerts)
    yield [
        each
        for each in (
            *_told_of_work(person, work, span),
            *(_told_of_step(person, step) for step in steps),
            *_told_of_alerts(person, alerts, span),
        )
        if span.holds(each.at)
    ]


def _work(person: Person, span: Span) -> QuerySet[Allocation]:
    found = Allocation.objects.filter(
        span.days("starts_on") | span.days("ends_on"), person=person
    ).select_related("worker", "team")
    return found.annotate(
        began_later=_logged_later("people.allocated", span),
        ended_later=_logged_later("people.allocation_ended", span),
    )


def _steps(person: Person, span: Span) -> QuerySet[InvolvementChange]:
    """Return the steps of each involvement but those that an allocation tells as well."""
    return (
        InvolvementChange.objects.filter(span.instants("changed_at"), involvement__person=person)
        .exclude(was__in=[State.TRIAGED, State.WAITING], became=State.ALLOCATED)
        .exclude(was=State.ALLOCATED, became=State.ACTIVE)
        .select_related("changed_by", "involvement")
    )


def _alerts(person: Person, span: Span) -> QuerySet[Alert]:
    # The day that is kept is the last one on which it stood; it ended on the next.
    return Alert.objects.filter(
        span.days("raised_on")
        | span.days("ended_on", before=1)
        | span.days("expires_on", before=1),
        person=person,
    ).select_related("raised_by", "ended_by")


def _logged_later(verb: str, span: Span) -> Any:
    """Return whether an allocation was written down only after the instant, though of before it."""
    if span.known_at is None:
        return Value(False)
    row = Cast(OuterRef("pk"), CharField())
    later = Event.objects.filter(subjects__overlap=span.keys, verb=verb, target=row)
    return Exists(later.filter(happened_at__gt=span.known_at))


def _told_of_work(person: Person, work: Iterable[Any], span: Span) -> Iterator[Happening]:
    url = reverse("people:involvement", args=[person.key])
    for each in work:
        for is_later, day, words in _began_and_ended(each):
            if not is_later:
                yield from _on(day, words, url, "", span)


def _began_and_ended(work: Any) -> Iterator[tuple[bool, date, str]]:
    """Yield what is told of an allocation: whether it was written down too late, the day, how."""
    who = work.worker.name if work.worker else work.worker_elsewhere
    if not who:
        words = f"{work.team.name} became responsible, without a worker"
        yield work.began_later, work.starts_on, words
        return
    began, ended = _WORDS[Role(work.role)]
    yield work.began_later, work.starts_on, f"{who} {began}, {work.team.name}"
    if work.ends_on is not None:
        yield work.ended_later, work.ends_on, f"{who} {ended}"


def _told_of_step(person: Person, step: InvolvementChange) -> Happening:
    role = f"{step.involvement.get_role_display()}: " if person.is_both else ""
    return Happening(
        at=step.changed_at,
        words=f"{role}{step.step}",
        url=reverse("people:involvement", args=[person.key]),
        by=step.changed_by.name if step.changed_by else "",
    )


def _told_of_alerts(person: Person, alerts: QuerySet[Alert], span: Span) -> Iterator[Happening]:
    url = reverse("people:alerts", args=[person.key])
    for each in alerts:
        yield from _on(
            each.raised_on, f"Alert raised: {each.title}", url, each.raised_by.name, span
        )
        last = min((day for day in (each.ended_on, each.expires_on) if day), default=None)
        if last is not None:
            by = each.ended_by.name if each.ended_by and last == each.ended_on else ""
            how = "ended" if by else "ended by itself"
            yield from _on(clock.add_days(last, 1), f"Alert {how}: {each.title}", url, by, span)


def _on(day: date, words: str, url: str, by: str, span: Span) -> Iterator[Happening]:
    if span.was_known(day):
        yield Happening(at=clock.at_time(day, 0), words=words, url=url, by=by, on=day)
