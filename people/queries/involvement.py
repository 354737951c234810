"""How the council is and was involved with a person: periods, steps, and who was responsible."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When

import clock
from accounts import local
from accounts.models import Cover, User
from accounts.queries import covers_held
from accounts.roles import Role
from people import access
from people.models import (
    HAS_DIED,
    Allocation,
    Involvement,
    InvolvementChange,
    Person,
    Restriction,
    TransferOffer,
    WaitingCheck,
)
from people.queries.restrictions import parts_closed

_WORK, _ACTS = Cover.Kind.WORK, Cover.Kind.MANAGING
# Which involvement each part of a record is about.
PART_OF = {
    Restriction.Part.PERSON.value: Involvement.Role.NEEDS.value,
    Restriction.Part.CARER.value: Involvement.Role.CARER.value,
}
_SENT_BACK_STANDS = 14 * 24  # hours on the home page of whoever offered it


@dataclass(frozen=True)
class Period:
    """One involvement with everything that stands under it on the person's page."""

    involvement: Involvement
    steps: list[InvolvementChange]
    work: list[Allocation]
    checks: list[WaitingCheck]
    offers: list[TransferOffer]
    offer: TransferOffer | None
    to_introduce: Allocation | None
    closed_by: Restriction | None = None
    """What restricts the part of the record that it is about, where its words are kept back."""

    @property
    def introduce_by(self) -> date | None:
        """The day by which the person should know their worker's name."""
        return introduce_by(self.to_introduce) if self.to_introduce else None


@dataclass(frozen=True)
class Answered:
    """Who was responsible on a day, and who stood in for the worker and for the manager."""

    work: Allocation
    covered: list[Cover]
    acted: list[Cover]


def periods_of(person: Person) -> list[Period]:
    """Return the involvements with a person whose record may be opened, newest first."""
    found = person.involvements.select_related(
        "person", "team", "manager", "follows"
    ).prefetch_related(
        Prefetch("changes", InvolvementChange.objects.select_related("changed_by")),
        Prefetch(
            "allocations", Allocation.objects.select_related("worker__team", "team", "manager")
        ),
        Prefetch("checks", WaitingCheck.objects.select_related("checked_by")),
        Prefetch("transfers", TransferOffer.objects.select_related("team", "worker")),
    )
    today = clock.today()
    return [_period(each, today) for each in found]


def periods_open_to(viewer: User, person: Person) -> list[Period]:
    """Return the same without the words of those in a restricted part that is closed to ``viewer``.

    How each stands, its days and who works in it are known to whoever may open the record; what
    somebody wrote themselves they read. The rows are to be shown, and never saved.
    """
    closed = {PART_OF[row.part]: row for row in parts_closed(viewer, person)}
    return [
        _without_words(period, viewer, closed[period.involvement.role])
        if period.involvement.role in closed
        else period
        for period in periods_of(person)
    ]


def in_closed_part(viewer: User, *, at: str = "") -> Q:
    """Return the condition that an involvement, at a path, is in a part closed to ``viewer``."""
    closed = access.parts_closed_to(viewer).filter(person=OuterRef(f"{at}person"))
    found = Q(pk__in=[])
    for part, role in PART_OF.items():
        found |= Q(Exists(closed.filter(part=part)), **{f"{at}role": role})
    return found


def _without_words(period: Period, viewer: User, closed_by: Restriction) -> Period:
    for step in period.steps:
        if step.changed_by_id != viewer.pk:
            step.reason = step.told = ""
    for offer in period.offers:
        if offer.offered_by_id != viewer.pk:
            offer.reason = ""
        if offer.answered_by_id != viewer.pk:
            offer.answer = ""
    for work in period.work:
        work.reason = work.introduced_how = ""
    period.involvement.risk_while_waiting = period.involvement.waits_for = ""
    checks = [each for each in period.checks if each.checked_by_id == viewer.pk]
    return replace(period, checks=checks, closed_by=closed_by)


def involvement_for(person: Person, key: str) -> Involvement | None:
    """Return one involvement with a person, or nothing."""
    return (
        person.involvements.select_related("person__team", "team__lead", "manager")
        .filter(key=key.replace("\x00", ""))
        .first()
    )


def responsible_on(person: Person, day: date) -> QuerySet[Allocation]:
    """Return who was responsible for a person on a day: team, worker and manager."""
    return (
        person.allocations.select_related("worker", "team", "manager", "involvement")
        .running_on(day)
        .order_by("role", "starts_on")
    )


def answered_on(person: Person, day: date) -> list[Answered]:
    """Return the same with who stood in for them: whom to ask about a day long ago."""
    work = list(responsible_on(person, day))
    ids = {each.worker_id for each in work} | {each.manager_id for each in work}
    covers = covers_held(day, [each for each in ids if each is not None])
    return [
        Answered(
            each,
            [cover for cover in covers if cover.kind == _WORK and cover.away_id == each.worker_id],
            [cover for cover in covers if cover.kind == _ACTS and cover.away_id == each.manager_id],
        )
        for each in work
    ]


def to_introduce(viewer: User) -> QuerySet[Allocation]:
    """Return whom ``viewer`` has still to be introduced to, the longest waiting first."""
    return (
        Allocation.objects.filter(
            worker=viewer,
            role=Allocation.Role.WORKER,
            introduced_on__isnull=True,
            involvement__state__in=[Involvement.State.ALLOCATED, Involvement.State.ACTIVE],
        )
        .running_on(clock.today())
        .filter(person__in=access.visible_people(viewer).exclude(HAS_DIED))
        .select_related("person", "involvement")
        .order_by("starts_on", "pk")
    )


def introduce_by(allocation: Allocation) -> date:
    """Return the day by which a person should know their worker's name."""
    days = local.settings_value("allocation.introduce_working_days")
    return clock.add_working_days(allocation.starts_on, days)


def offers_to_answer(viewer: User) -> QuerySet[TransferOffer]:
    """Return the transfers that ``viewer``'s teams have been offered, the most urgent first."""
    return (
        TransferOffer.objects.filter(
            Q(team__lead=viewer) | Q(team__in=access.line_below(viewer).teams),
            state=TransferOffer.State.OFFERED,
            involvement__person__in=access.visible_people(viewer),
        )
        .select_related("involvement__person", "team", "worker", "offered_by")
        .order_by("answer_by", "pk")
    )


def offers_sent_back(viewer: User) -> QuerySet[TransferOffer]:
    """Return the offers that ``viewer``, or who works with them, made and that were not taken.

    Each until it is offered again, begins to close or is known for two weeks.
    """
    newer = TransferOffer.objects.filter(
        involvement=OuterRef("involvement"), offered_at__gt=OuterRef("offered_at")
    )
    since = clock.add_hours(clock.now(), -_SENT_BACK_STANDS)
    return (
        TransferOffer.objects.filter(
            Q(offered_by=viewer) | Exists(_work_of(viewer, OuterRef("involvement"))),
            state=TransferOffer.State.SENT_BACK,
            answered_at__gte=since,
            involvement__state__in=[Involvement.State.ALLOCATED, Involvement.State.ACTIVE],
            involvement__person__in=access.visible_people(viewer),
        )
        .exclude(Exists(newer))
        .select_related("involvement__person", "team", "answered_by")
        .order_by("-answered_at", "-pk")
    )


def closings_to_see_to(viewer: User) -> QuerySet[Involvement]:
    """Return what is closing and waits for a manager's signature, the longest waiting first.

    Of those who work in it, of its manager and of whoever manages its team. ``may_sign`` is true
    for a manager who did not begin it.
    """
    closing = Involvement.State.CLOSING
    began = (
        InvolvementChange.objects.filter(involvement=OuterRef("pk"), became=closing)
        .exclude(was=closing)
        .order_by("-changed_at", "-pk")
    )
    answers, may_sign = Q(Exists(_work_of(viewer, OuterRef("pk")))), Q(pk__in=[])
    if viewer.has_role(Role.MANAGER):
        manages = Q(manager=viewer) | Q(team__lead=viewer)
        manages |= Q(team__in=access.line_below(viewer).teams)
        answers |= manages
        may_sign = manages & ~Q(begun_by=viewer.pk)
    return (
        Involvement.objects.filter(state=closing, person__in=access.visible_people(viewer))
        .annotate(
            begun_by=Subquery(began.values("changed_by")[:1]),
            begun_by_name=Subquery(began.values("changed_by__name")[:1]),
            begun_at=Subquery(began.values("changed_at")[:1]),
        )
        .filter(answers)
        .annotate(may_sign=Case(When(may_sign, then=True), default=False))
        .select_related("person", "team", "manager")
        .order_by("begun_at", "pk")
    )


def _work_of(viewer: User, involvement: OuterRef) -> QuerySet[Allocation]:
    """Return the work of ``viewer`` in an involvement that runs today."""
    return Allocation.objects.running_on(clock.today()).filter(
        worker=viewer, involvement=involvement
    )


def offer_for(person: Person, key: str) -> TransferOffer | None:
    """Return one transfer of a person, or nothing."""
    return (
        TransferOffer.objects.select_related(
            "involvement__person", "involvement__team", "team__lead", "worker", "offered_by"
        )
        .filter(involvement__person=person, key=key.replace("\x00", ""))
        .first()
    )


def work_for(person: Person, pk: int) -> Allocation | None:
    """Return one allocation of a person, or nothing."""
    return person.allocations.select_related("worker", "involvement").filter(pk=pk).first()


def _period(involvement: Involvement, today: date) -> Period:
    work = list(involvement.allocations.all())
    offers = list(involvement.transfers.all())
    waits = [each for each in offers if each.state == TransferOffer.State.OFFERED]
    to_be_told = [
        each
        for each in work
        if each.worker_id is not None
        and each.role == Allocation.Role.WORKER
        and each.introduced_on is None
        and each.starts_on <= today
        and (each.ends_on is None or each.ends_on > today)
    ]
    is_to_know = involvement.is_open and not involvement.person.has_died
    return Period(
        involvement=involvement,
        steps=list(involvement.changes.all()),
        work=work,
        checks=list(involvement.checks.all()),
        offers=offers,
        offer=waits[0] if waits else None,
        to_introduce=to_be_told[0] if to_be_told and is_to_know else None,
    )
