"""The register of decisions, as far as the viewer may open what stands in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject

import clock
from accounts.models import Team, User
from people import access
from people.models import Allocation, Person
from records.models import Decision, EntryVersion, Statement
from records.queries.across import open_across
from records.queries.entries import is_open
from records.queries.grounds import SAID_IN, VOICE, spoken_of
from records.signed.register import RegisteredDecision, in_words

DUE_SOON_DAYS = 14


@dataclass(frozen=True)
class DecisionFilters:
    """What part of the register is asked for. Empty means all."""

    decider: str = ""
    team: str = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False


def decisions_across(viewer: User) -> QuerySet[Decision]:
    """Return the decisions that stand, newest first, of entries that the viewer may open."""
    return (
        _standing()
        .filter(open_across(viewer))
        .select_related("person", "entry", "statement", "decided_by")
    )


def decisions_of(viewer: User, person: Person) -> list[Decision]:
    """Return the decisions about one person that stand, newest first."""
    readable = access.EntryAccess(viewer, person)
    found = (
        _standing()
        .filter(person=person)
        .select_related("person", "entry", "statement", "decided_by")
    )
    return [row for row in found if is_open(readable, row.entry)]


def decision_for(viewer: User, person: Person, key: str) -> Decision | None:
    """Return one decision whose entry the viewer may open."""
    row = (
        _with_answers()
        .filter(person=person, key=key.replace("\x00", ""))
        .select_related("entry__person", "statement", "decided_by", "person")
        .first()
    )
    if row is None or not is_open(access.EntryAccess(viewer, person), row.entry):
        return None
    return row


def decisions_to_look_at(viewer: User) -> QuerySet[Decision]:
    """Return the decisions that ``viewer`` is to look at again now, or will be soon.

    Their own; and as the person's worker, those of somebody outside or of somebody who has left.
    """
    soon = clock.add_days(clock.today(), DUE_SOON_DAYS)
    workers = Allocation.objects.running_on(clock.today()).filter(
        worker=viewer, role=Allocation.Role.WORKER
    )
    nobody_here = Q(decided_by=None) | Q(decided_by__is_active=False)
    theirs = Q(decided_by=viewer) | nobody_here & Q(person__in=workers.values("person"))
    return (
        _standing()
        .filter(open_across(viewer), theirs, review_on__lte=soon)
        .select_related("person", "entry", "statement", "decided_by")
        .order_by("review_on", "pk")
    )


def deciders_in(decisions: QuerySet[Decision]) -> QuerySet[User]:
    """Return who took some decisions, by name."""
    return User.objects.filter(pk__in=decisions.order_by().values("decided_by")).order_by("name")


def teams_in(decisions: QuerySet[Decision]) -> QuerySet[Team]:
    """Return the teams of the people whom some decisions are about, by name."""
    return Team.objects.filter(pk__in=decisions.order_by().values("person__team"))


def registered(
    decisions: Iterable[Any],
    *,
    spoken: Mapping[tuple[int, str], Mapping[str, str]] | None = None,
) -> list[RegisteredDecision]:
    """Return rows in words. They came from the queries here, which bring the words along.

    ``spoken`` is what ``words_spoken_of`` says of the entries whose words they speak of.
    """
    known = spoken or {}
    return [
        in_words(
            row,
            row.answers or {},
            summary=row.entry.summary,
            views=" ".join(said["text"] for said in row.views or ()),
            words=[
                {**each, **known.get((row.person_id, str(each.get("entry"))), {})}
                for each in spoken_of(row)
            ],
            gaps=row.gaps,
        )
        for row in decisions
    ]


def _standing() -> QuerySet[Any]:
    return _with_answers().filter(is_current=True, entry__taken_off_at__isnull=True)


def _with_answers() -> QuerySet[Any]:
    """Bring what each decision without a statement answers and whom it quotes, and all reasons."""
    newest = EntryVersion.objects.order_by("-number")
    answers = newest.filter(entry=OuterRef("entry")).values("values")[:1]
    gaps = newest.filter(entry=OuterRef("entry")).values("gaps")[:1]
    version = newest.filter(entry=OuterRef(OuterRef("entry"))).values("pk")[:1]
    said = Statement.objects.filter(version=Subquery(version), kind__in=VOICE)
    views = ArraySubquery(
        said.order_by("position").values(
            json=JSONObject(text="text", said_in=KeyTransform(SAID_IN, "details"))
        )
    )
    return Decision.objects.annotate(
        answers=Case(When(statement=None, then=Subquery(answers))),
        views=Case(When(statement=None, then=views)),
        gaps=Case(When(statement=None, then=Subquery(gaps)), default="statement__version__gaps"),
    )


def decisions_matching(filters: DecisionFilters) -> Q:
    """Return the condition that a decision fits every filter chosen."""
    found = Q()
    if filters.decider:
        found &= Q(decided_by__staff_number=filters.decider)
    if filters.team:
        found &= Q(person__team__key=filters.team)
    if filters.since:
        found &= Q(decided_on__gte=filters.since)
    if filters.until:
        found &= Q(decided_on__lte=filters.until)
    if filters.overdue:
        found &= Q(review_on__lt=clock.today())
    return found
