"""The register of decisions, as far as the viewer may open what stands in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

import clock
from accounts.models import Team, User
from people import access
from people.models import Person
from records.models import Decision, Entry, EntryVersion
from records.queries.across import open_across
from records.queries.entries import is_open
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
    found = _standing().filter(person=person).select_related("entry", "statement", "decided_by")
    return [row for row in found if is_open(readable, row.entry)]


def decisions_in(entry: Entry) -> list[Decision]:
    """Return the decisions of an entry that the viewer has open."""
    found = _standing().filter(entry=entry).select_related("statement", "decided_by", "entry")
    return list(found.order_by("pk"))


def decision_for(viewer: User, person: Person, key: str) -> Decision | None:
    """Return one decision whose entry the viewer may open."""
    row = (
        Decision.objects.filter(person=person, key=key.replace("\x00", ""))
        .select_related("entry__person", "statement", "decided_by", "person")
        .first()
    )
    if row is None or not is_open(access.EntryAccess(viewer, person), row.entry):
        return None
    return row


def decisions_to_look_at(viewer: User) -> QuerySet[Decision]:
    """Return the viewer's own decisions that are due for another look, or will be soon."""
    soon = clock.add_days(clock.today(), DUE_SOON_DAYS)
    return (
        _standing()
        .filter(open_across(viewer), decided_by=viewer, review_on__lte=soon)
        .select_related("person", "entry", "statement", "decided_by")
        .order_by("review_on", "pk")
    )


def deciders_in(decisions: QuerySet[Decision]) -> QuerySet[User]:
    """Return who took some decisions, by name."""
    return User.objects.filter(pk__in=decisions.order_by().values("decided_by")).order_by("name")


def teams_in(decisions: QuerySet[Decision]) -> QuerySet[Team]:
    """Return the teams of the people whom some decisions are about, by name."""
    return Team.objects.filter(pk__in=decisions.order_by().values("person__team"))


def registered(decisions: Iterable[Decision]) -> list[RegisteredDecision]:
    """Return rows in words, with one query for those that have no statement of their own."""
    rows = list(decisions)
    newest = EntryVersion.objects.filter(entry=OuterRef("entry")).order_by("-number")
    whole = {row.entry_id for row in rows if row.statement_id is None}
    values = {}
    if whole:
        versions = EntryVersion.objects.filter(
            entry__in=whole, pk=Subquery(newest.values("pk")[:1])
        )
        values = dict(versions.values_list("entry_id", "values"))
    return [in_words(row, values.get(row.entry_id, {}), summary=row.entry.summary) for row in rows]


def _standing() -> QuerySet[Decision]:
    return Decision.objects.filter(is_current=True, entry__taken_off_at__isnull=True)


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
