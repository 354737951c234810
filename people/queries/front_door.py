"""What waits at the front door and after it, for those whose teams look after it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

import clock
from accounts import local
from accounts.models import Team, User
from accounts.queries import teams_of
from accounts.roles import Role
from people import access
from people.models import ContactAbout, IncomingContact, Involvement, Risk

State = Involvement.State
SHOWN_AT_MOST = 200
_CONTACT_KINDS = (Team.Kind.DUTY, Team.Kind.EMERGENCY)


@dataclass(frozen=True)
class Aged:
    """Something that waits, for how many working days, and whether that is too long."""

    row: IncomingContact | Involvement
    working_days: int
    due_on: date
    is_late: bool


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
    of_others = ContactAbout.objects.filter(contact=OuterRef("pk")).exclude(
        involvement__person__in=access.findable_people(viewer).exclude(access.in_conflict(viewer))
    )
    mine = _mine(viewer) | Q(logged_by=viewer)
    return (
        IncomingContact.objects.filter(mine)
        .exclude(Exists(of_others))
        .select_related("team", "logged_by")
    )


def contact_for(viewer: User, key: str) -> IncomingContact | None:
    """Return one contact that ``viewer`` may see, or nothing."""
    return contacts_open_to(viewer).filter(key=key.replace("\x00", "")).first()


def people_of_contact(viewer: User, contact: IncomingContact) -> QuerySet[ContactAbout]:
    """Return whom a contact was matched to."""
    return contact.people.select_related("involvement__person", "matched_by")


def to_match(viewer: User) -> list[Aged]:
    """Return the contacts whose people have still to be found, the most urgent first."""
    found = contacts_open_to(viewer).filter(all_matched_at__isnull=True, ended="")
    rows = found.annotate(rank=_URGENCY).order_by("rank", "received_at", "pk")[:SHOWN_AT_MOST]
    return [_aged(row, row.received_at) for row in rows]


def ended_without_record(viewer: User) -> QuerySet[IncomingContact]:
    """Return the contacts that became nobody's record, with why, newest first."""
    found = contacts_open_to(viewer).exclude(ended="").select_related("ended_by")
    return found.order_by("-ended_at", "-pk")[:SHOWN_AT_MOST]


def to_triage(viewer: User) -> list[Aged]:
    """Return the involvements that wait for triage, the most urgent and then the oldest first."""
    rows = (
        _of_my_teams(viewer, State.CONTACT)
        .annotate(rank=_URGENCY)
        .order_by("rank", "opened_at", "pk")[:SHOWN_AT_MOST]
    )
    return [_aged(row, row.opened_at) for row in rows]


def to_allocate(viewer: User) -> list[Aged]:
    """Return the involvements that were triaged and have no worker yet."""
    rows = (
        _of_my_teams(viewer, State.TRIAGED)
        .annotate(rank=_URGENCY)
        .order_by("rank", "opened_at", "pk")[:SHOWN_AT_MOST]
    )
    return [_aged(row, row.opened_at) for row in rows]


def waiting(viewer: User) -> list[Aged]:
    """Return who is on the waiting list, by risk and then by how long they have waited."""
    today = clock.today()
    rows = (
        _of_my_teams(viewer, State.WAITING, or_manager=True)
        .annotate(rank=_RISK)
        .order_by("rank", "waits_since", "pk")[:SHOWN_AT_MOST]
    )
    return [_waits(row, today) for row in rows]


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


def _waits(row: Involvement, today: date) -> Aged:
    # The database lets nobody wait without both days.
    since, check_on = row.waits_since or today, row.next_check_on or today
    return Aged(
        row=row,
        working_days=clock.working_days_between(since, today),
        due_on=check_on,
        # Nobody is checked on who has died; the involvement is ended.
        is_late=check_on < today and not row.person.has_died,
    )


def _aged(row: IncomingContact | Involvement, since: datetime) -> Aged:
    began, today = clock.day_of(since), clock.today()
    # What is urgent the same day is not given the council's ordinary time.
    is_same_day = row.urgency == Involvement.Urgency.SAME_DAY
    days = 0 if is_same_day else local.settings_value("allocation.triage_working_days")
    due_on = clock.add_working_days(began, days)
    return Aged(
        row=row,
        working_days=clock.working_days_between(began, today),
        due_on=due_on,
        is_late=due_on < today,
    )


def _ranked(field: str, values: list[str]) -> Case:
    return Case(
        *(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)),
        default=Value(len(values)),
        output_field=IntegerField(),
    )


_URGENCY = _ranked("urgency", list(Involvement.Urgency.values))
_RISK = _ranked("risk", list(Risk.values))
