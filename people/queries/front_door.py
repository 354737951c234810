"""What waits at the front door and after it, for those whose teams look after it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

import clock
from accounts import local
from accounts.models import Team, User
from accounts.queries import covered_by, teams_of
from accounts.roles import Role
from people import access
from people.models import (
    Allocation,
    ContactAbout,
    IncomingContact,
    Involvement,
    Person,
    Risk,
)
from people.queries.involvement import in_closed_part
from ui import formats

State = Involvement.State
SHOWN_AT_MOST = 200
# What an urgency says of the time until somebody acts; what is routine says nothing.
_WITHIN: dict[str, int] = {
    Involvement.Urgency.SAME_DAY: 0,
    Involvement.Urgency.TWO_DAYS: 2,
    Involvement.Urgency.FIVE_DAYS: 5,
}
_CONTACT_KINDS = (Team.Kind.DUTY, Team.Kind.EMERGENCY)


@dataclass(frozen=True)
class Aged:
    """Something that waits, for how many working days, and whether that is too long."""

    row: IncomingContact | Involvement
    working_days: int
    due_on: date
    is_late: bool
    minutes: int = 0

    @property
    def waited(self) -> str:
        """How long it has waited; what is fresh or cannot wait, in hours."""
        if self.row.urgency == Involvement.Urgency.SAME_DAY or not self.working_days:
            return f"{formats.length_in_words(self.minutes)} old"
        return f"{formats.counted(self.working_days, 'working day')} old"


@dataclass(frozen=True)
class TeamWaits:
    """Those who wait for one team, counted: of how many the check is overdue, and since when."""

    team_key: str
    team_name: str
    lead: int | None
    waiting: int
    high: int
    overdue: int
    longest_since: date
    check_due_on: date | None


def contact_teams() -> QuerySet[Team]:
    """Return the teams that contacts come in to."""
    return Team.objects.filter(kind__in=_CONTACT_KINDS).order_by("kind", "name")


def works_at_front_door(viewer: User) -> bool:
    """Say whether ``viewer`` is in a team that contacts come in to."""
    return viewer.team is not None and viewer.team.kind in _CONTACT_KINDS


def sees_front_door(viewer: User) -> bool:
    """Say whether ``viewer`` is in such a team, or a manager who may be over one."""
    return viewer.has_role(Role.MANAGER) or works_at_front_door(viewer)


def contacts_open_to(viewer: User) -> QuerySet[IncomingContact]:
    """Return the contacts of ``viewer``'s teams; none that concerns somebody closed to them."""
    return _none_of_others(viewer).filter(_mine(viewer) | Q(logged_by=viewer))


def contacts_readable_by(viewer: User) -> QuerySet[IncomingContact]:
    """Return these, and those that stand on a record that ``viewer`` may open.

    None of a restricted part of it, unless they are on its list.
    """
    own = ContactAbout.objects.filter(
        contact=OuterRef("pk"), involvement__person__in=access.visible_people(viewer)
    ).exclude(in_closed_part(viewer, at="involvement__"))
    return _none_of_others(viewer).filter(_mine(viewer) | Q(logged_by=viewer) | Exists(own))


def contact_for(viewer: User, key: str) -> IncomingContact | None:
    """Return one contact that ``viewer`` may read, or nothing."""
    return contacts_readable_by(viewer).filter(key=key.replace("\x00", "")).first()


def people_of_contact(viewer: User, contact: IncomingContact) -> QuerySet[ContactAbout]:
    """Return whom a contact was matched to, and whether ``viewer`` may say that it was read."""
    writes = access.visible_people(viewer, access.Permission.WRITE)
    return contact.people.select_related("involvement__person", "matched_by", "read_by").annotate(
        may_read=Exists(writes.filter(pk=OuterRef("involvement__person")))
    )


def contacts_of_person(viewer: User, person: Person) -> QuerySet[ContactAbout]:
    """Return the contacts about a person that ``viewer`` may read, newest first."""
    return (
        ContactAbout.objects.filter(
            involvement__person=person, contact__in=contacts_readable_by(viewer)
        )
        .select_related("contact__logged_by", "involvement__person", "read_by")
        .order_by("-contact__received_at", "-pk")
    )


def contacts_to_read(viewer: User) -> QuerySet[ContactAbout]:
    """Return the contacts that joined what ``viewer`` answers for and nobody has read yet.

    Theirs to read who work there or cover that, the manager of the involvement, and whoever
    manages its team. The most urgent first.
    """
    today = clock.today()
    covered = covered_by(viewer, today).values("away")
    works = (
        Allocation.objects.running_on(today)
        .exclude(role=Allocation.Role.HANDOVER)
        .filter(Q(worker=viewer) | Q(worker__in=covered), involvement=OuterRef("involvement"))
    )
    answers = Q(Exists(works)) | Q(involvement__manager=viewer)
    if viewer.has_role(Role.MANAGER):
        answers |= Q(involvement__team__lead=viewer)
        answers |= Q(involvement__team__in=access.line_below(viewer).teams)
    return (
        ContactAbout.objects.filter(
            answers,
            is_to_read=True,
            read_at__isnull=True,
            contact__in=contacts_readable_by(viewer),
            involvement__person__in=access.visible_people(viewer),
        )
        .select_related("contact", "involvement__person")
        .annotate(rank=_ranked("contact__urgency", list(Involvement.Urgency.values)))
        .order_by("rank", "contact__received_at", "pk")
    )


def to_match(viewer: User) -> list[Aged]:
    """Return the contacts whose people have still to be found, the most urgent first."""
    found = contacts_open_to(viewer).filter(all_matched_at__isnull=True, ended="")
    rows = found.annotate(rank=_URGENCY).order_by("rank", "received_at", "pk")[:SHOWN_AT_MOST]
    return [_aged(row, row.received_at, _looked_at_within(row.urgency)) for row in rows]


def ended_without_record(viewer: User) -> QuerySet[IncomingContact]:
    """Return the contacts that became nobody's record, with why, newest first."""
    found = contacts_open_to(viewer).exclude(ended="").select_related("ended_by")
    return found.order_by("-ended_at", "-pk")[:SHOWN_AT_MOST]


def to_triage(viewer: User) -> list[Aged]:
    """Return the involvements that wait for triage, the most urgent and then the oldest first.

    One that a later contact made more urgent waits since then.
    """
    as_urgent = (
        ContactAbout.objects.filter(
            involvement=OuterRef("pk"), contact__urgency=OuterRef("urgency")
        )
        .order_by("contact__received_at")
        .values("contact__received_at")
    )
    rows = (
        _of_my_teams(viewer, State.CONTACT)
        .annotate(rank=_URGENCY, as_urgent_since=Subquery(as_urgent[:1]))
        .order_by("rank", "opened_at", "pk")[:SHOWN_AT_MOST]
    )
    return [
        _aged(row, row.as_urgent_since or row.opened_at, _looked_at_within(row.urgency))
        for row in rows
    ]


def to_allocate(viewer: User) -> list[Aged]:
    """Return the involvements that were triaged and have no worker yet."""
    rows = (
        _of_my_teams(viewer, State.TRIAGED)
        .annotate(rank=_URGENCY)
        .order_by("rank", "opened_at", "pk")[:SHOWN_AT_MOST]
    )
    return [_aged(row, row.opened_at, _answered_within(row.urgency)) for row in rows]


def waiting(viewer: User, *, team: str = "", only_late: bool = False) -> list[Aged]:
    """Return who is on the waiting list, by risk and then by how long they have waited.

    ``row.is_closed``: it is in a restricted part, and its words are not for ``viewer``.
    """
    today = clock.today()
    found = _waits_for(viewer)
    if team:
        found = found.filter(team__key=team.replace("\x00", ""))
    if only_late:
        found = found.filter(_check_is_late(today))
    rows = found.annotate(
        rank=_RISK, is_closed=Case(When(in_closed_part(viewer), then=True), default=False)
    ).order_by("rank", "waits_since", "pk")
    return [_waits(row, today) for row in rows[:SHOWN_AT_MOST]]


def waiting_by_team(viewer: User) -> list[TeamWaits]:
    """Return the same by team, all of them counted: the most overdue checks first.

    Source: process reference, section 1: overdue checks go to the service manager's report.
    """
    late = _check_is_late(clock.today())
    rows = (
        _waits_for(viewer)
        .order_by()
        .values(team_key=F("team__key"), team_name=F("team__name"), lead=F("team__lead"))
        .annotate(
            waiting=Count("pk"),
            high=Count("pk", filter=Q(risk=Risk.HIGH)),
            overdue=Count("pk", filter=late),
            longest_since=Min("waits_since"),
            check_due_on=Min("next_check_on", filter=late),
        )
        .order_by("-overdue", "team_name")
    )
    return [TeamWaits(**row) for row in rows]


def _none_of_others(viewer: User) -> QuerySet[IncomingContact]:
    of_others = ContactAbout.objects.filter(contact=OuterRef("pk")).exclude(
        involvement__person__in=access.findable_people(viewer).exclude(access.in_conflict(viewer))
    )
    return IncomingContact.objects.exclude(Exists(of_others)).select_related("team", "logged_by")


def _mine(viewer: User) -> Q:
    mine = Q(team__in=teams_of(viewer).values("pk"))
    if viewer.has_role(Role.MANAGER):
        mine |= Q(team__in=access.line_below(viewer).teams)
    return mine


def _of_my_teams(viewer: User, state: str, *, or_manager: bool = False) -> QuerySet[Involvement]:
    mine = _mine(viewer)
    if or_manager:
        mine |= Q(manager=viewer)
    return Involvement.objects.filter(
        mine, state=state, person__in=access.visible_people(viewer).values("pk")
    ).select_related("person", "team", "manager")


def _waits_for(viewer: User) -> QuerySet[Involvement]:
    return _of_my_teams(viewer, State.WAITING, or_manager=True)


def _check_is_late(today: date) -> Q:
    # Nobody is checked on who has died; the involvement is ended.
    alive = Q(person__died_on__isnull=True) & ~Q(person__death_precision="UNKNOWN")
    return Q(next_check_on__lt=today) & alive


def _waits(row: Involvement, today: date) -> Aged:
    # The database lets nobody wait without both days.
    since, check_on = row.waits_since or today, row.next_check_on or today
    return Aged(
        row=row,
        working_days=clock.working_days_between(since, today),
        due_on=check_on,
        is_late=check_on < today and not row.person.has_died,
    )


def _looked_at_within(urgency: str) -> int:
    """Return the working days until triage: the council's, or less where it is urgent."""
    days = local.settings_value("allocation.triage_working_days")
    return min(days, _WITHIN.get(urgency, days))


def _answered_within(urgency: str) -> int:
    """Return the working days until somebody has a worker: as urgent as triage found it.

    What is routine is looked at again when a check on somebody who waits would be due.
    """
    checked = local.settings_value("allocation.waiting_check_working_days")
    return _WITHIN.get(urgency, checked)


def _aged(row: IncomingContact | Involvement, since: datetime, days: int) -> Aged:
    began, today = clock.day_of(since), clock.today()
    due_on = clock.add_working_days(began, days)
    return Aged(
        row=row,
        working_days=clock.working_days_between(began, today),
        due_on=due_on,
        is_late=due_on < today,
        minutes=clock.minutes_between(since, clock.now()),
    )


def _ranked(field: str, values: list[str]) -> Case:
    return Case(
        *(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)),
        default=Value(len(values)),
        output_field=IntegerField(),
    )


_URGENCY = _ranked("urgency", list(Involvement.Urgency.values))
_RISK = _ranked("risk", list(Risk.values))
