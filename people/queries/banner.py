"""Who a person is and how to communicate with them: on top of every page about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

import clock
from accounts.models import User
from people import access
from people.models import AS_WHAT, Alert, Allocation, CommunicationNeed, Death, Detail, Person
from people.standing import Working


@dataclass(frozen=True)
class BannerAlert:
    """An alert in the banner: what to know, and when it is looked at again."""

    title: str
    raised_on: date
    review_on: date
    is_overdue: bool


@dataclass(frozen=True)
class Banner:
    """Who this is and how to communicate with them: on top of every page about a person."""

    key: str
    name: str
    legal_name: str
    pronouns: str
    reference: str
    nhs_number: str
    born_on: date | None
    birth_precision: str
    died: str
    death_is_confirmed: bool
    age: int | None
    status: str
    communication: list[str] = field(default_factory=list)
    asked_on: date | None = None
    alerts: list[BannerAlert] = field(default_factory=list)
    what_matters: str | None = None
    what_matters_since: date | None = None
    restricted: bool = False
    restricted_as: tuple[str, ...] = ()
    worker: str = ""
    team: str = ""
    said_above: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _FromAbove:
    """What an app above says in the banner: which rows of a person, as JSON, and their words."""

    rows: Callable[[], QuerySet[Any]]
    words: Callable[[Any], str]


_FROM_ABOVE: dict[str, _FromAbove] = {}


def say_in_banner(
    name: str, rows: Callable[[], QuerySet[Any]], words: Callable[[Any], str]
) -> None:
    """Let an app above say something of a person: ``rows`` of ``OuterRef("pk")`` with ``json``."""
    _FROM_ABOVE[f"above_{name}"] = _FromAbove(rows, words)


def person_with_banner(key: str) -> Person | None:
    """Return a person with what their banner says, in one question; the guard of pages decides."""
    people = Person.objects.filter(key=key).select_related("team")
    return people.annotate(**_as_stated(clock.today())).first()


def banner_for(viewer: User, person: Person, *, at: datetime | None = None) -> Banner:
    """Return the banner of a person whom ``viewer`` may open."""
    day = clock.day_of(at or clock.now())
    stands = access.standing_of(viewer, person, at=at)
    stated = _stated(person, day)
    asked = [date.fromisoformat(each["asked_on"]) for each in stated["needs"] if each["asked_on"]]
    matters: dict[str, str] = next(iter(stated["matters"]), {})
    return Banner(
        key=person.key,
        name=person.name,
        legal_name=person.legal_name,
        pronouns=person.pronouns,
        reference=person.council_reference,
        nhs_number=person.nhs_number,
        born_on=person.born_on,
        birth_precision=person.birth_precision,
        died=person.death_words,
        # One that was known before deaths had a source of their own has no row, or waits for one.
        death_is_confirmed=not stated["death_sources"] or any(stated["death_sources"]),
        age=_age(person, day),
        status=person.get_status_display(),
        communication=[each["need"] for each in stated["needs"]],
        asked_on=max(asked, default=None),
        alerts=[_alert(each, day) for each in stated["running"]],
        what_matters=matters.get("answer"),
        what_matters_since=date.fromisoformat(matters["since"]) if matters.get("since") else None,
        restricted=stands.is_restricted,
        # Said to those who are on the list: it is what they read that is restricted.
        restricted_as=tuple(
            AS_WHAT[part] for part in sorted(stands.restricted_parts - access.closed_parts(stands))
        ),
        worker=next((row.worker_name for row in stands.running if _is_worker(row)), ""),
        team=person.team.name if person.team else "",
        said_above=[each.words(row) for name, each in _FROM_ABOVE.items() for row in stated[name]],
    )


def _stated(person: Person, day: date) -> Mapping[str, Any]:
    """Return what to do to communicate, the alerts that run and what matters."""
    if person.__dict__.keys() >= {*_STATED, *_FROM_ABOVE}:
        return person.__dict__
    return Person.objects.filter(pk=person.pk).values(**_as_stated(day)).get()


def _as_stated(day: date) -> dict[str, ArraySubquery]:
    about = {"person": OuterRef("pk")}
    needs = CommunicationNeed.objects.current_on(day).filter(**about)
    running = Alert.objects.standing_on(day).filter(**about)
    matters = Detail.objects.current_on(day).filter(question="what_matters", **about)
    deaths = Death.objects.standing().filter(**about).order_by()
    confirmed = ExpressionWrapper(Q(confirmed_at__isnull=False), BooleanField())
    return {
        "needs": ArraySubquery(needs.values(json=JSONObject(need="need", asked_on="asked_on"))),
        "running": ArraySubquery(
            running.values(
                json=JSONObject(title="title", raised_on="raised_on", review_on="review_on")
            )
        ),
        "death_sources": ArraySubquery(deaths.annotate(confirmed=confirmed).values("confirmed")),
        "matters": ArraySubquery(
            matters.exclude(answer="").values(json=JSONObject(answer="answer", since="since"))
        ),
        **{name: ArraySubquery(each.rows()) for name, each in _FROM_ABOVE.items()},
    }


_STATED = {"needs", "running", "death_sources", "matters"}


def _alert(each: dict[str, str], day: date) -> BannerAlert:
    raised_on, review_on = (date.fromisoformat(each[on]) for on in ("raised_on", "review_on"))
    return BannerAlert(each["title"], raised_on, review_on, review_on < day)


def _is_worker(row: Working) -> bool:
    return row.worker_id is not None and row.role == Allocation.Role.WORKER


def _age(person: Person, day: date) -> int | None:
    if person.has_died and person.died_on is None:
        return None
    on = person.died_on or day
    if person.born_on is None or on < person.born_on:
        return None
    return clock.age(person.born_on, on)
