"""What somebody has still to do, as far as the viewer may know of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Allocation, Person
from records.models import Action, ActionChange
from records.queries.across import entry_is_open, open_across, person_is_open
from records.queries.entries import is_open

STATES = ("open", "overdue", "week", "others", "missed", "closed")
# Of what is due on one day, what cannot wait comes first.
_PRESSING = Case(
    *(When(priority=value, then=Value(rank)) for rank, value in enumerate(Action.Priority.values)),
    output_field=IntegerField(),
)
_MOST_URGENT_FIRST = ("due_on", _PRESSING, "pk")


@dataclass(frozen=True)
class ToDo:
    """What waits for somebody: their own, what others are to do, and what their staff missed."""

    own: list[Action] = field(default_factory=list)
    with_others: list[Action] = field(default_factory=list)
    missed: list[Action] = field(default_factory=list)


def actions_waiting(viewer: User) -> QuerySet[Action]:
    """Return everything that is open and waits for ``viewer`` in some way, most urgent first."""
    wanted = Q(owner=viewer) | entry_is_open(viewer) & (_with_others(viewer) | _missed(viewer))
    found = Action.objects.filter(person_is_open(viewer), wanted, entry__taken_off_at=None)
    return _in_state(found, "open")


def sorted_out(viewer: User, rows: Iterable[Action]) -> ToDo:
    """Return what waits for ``viewer``, by whose it is."""
    rows = list(rows)
    return ToDo(
        own=[row for row in rows if row.owner_id == viewer.pk],
        with_others=[row for row in rows if _is_with_others(row)],
        missed=[row for row in rows if row.owner_id != viewer.pk and not _is_with_others(row)],
    )


def to_do(viewer: User) -> ToDo:
    """Return what waits for ``viewer``, by whose it is, in one question."""
    return sorted_out(viewer, actions_waiting(viewer))


def actions_of(viewer: User, state: str = "open") -> QuerySet[Action]:
    """Return the viewer's own actions about people they may open, the most urgent first.

    Those from an entry that is closed to them are among them: they are theirs to do. In the state
    "others" they are those that nobody here does, for people whose worker the viewer is; in
    "missed", for a manager, what time limits and reviews made due for their staff.
    """
    if state in ("others", "missed"):
        which = _with_others(viewer) if state == "others" else _missed(viewer)
        return _in_state(Action.objects.filter(open_across(viewer), which), "open")
    return own_actions(viewer, state).filter(person_is_open(viewer))


def own_actions(viewer: User, state: str = "open") -> QuerySet[Action]:
    """Return the viewer's own actions, about people whom they may not open any more among them."""
    return _in_state(Action.objects.filter(owner=viewer, entry__taken_off_at=None), state)


def team_actions(viewer: User, state: str = "open", *, owner: str = "") -> QuerySet[Action]:
    """Return what the viewer's team, and everyone below them, has to do, the most urgent first.

    Only about people whom the viewer may open, and from entries that are open to them.
    """
    found = Action.objects.filter(open_across(viewer), owner__in=colleagues_of(viewer))
    if owner:
        found = found.filter(owner__staff_number=owner)
    return _in_state(found, state)


def colleagues_of(viewer: User) -> QuerySet[User]:
    """Return the viewer's team and, for a manager, everyone below them, by name."""
    theirs = Q(team_id=viewer.team_id) if viewer.team_id else Q(pk=viewer.pk)
    if viewer.has_role(Role.MANAGER):
        line = access.line_below(viewer)
        theirs |= Q(pk__in=line.staff) | Q(team_id__in=line.teams)
    return User.objects.filter(theirs).order_by("name")


def open_actions_of(viewer: User) -> QuerySet[Action]:
    """Return what ``viewer`` has still to do for people they may open, most urgent first."""
    return actions_of(viewer)


def open_actions_about(viewer: User, person: Person) -> list[Action]:
    """Return what is still to be done for ``person``, those from entries the viewer may open."""
    readable = access.EntryAccess(viewer, person)
    actions = (
        Action.objects.filter(person=person, status=Action.Status.OPEN)
        .select_related("owner", "entry")
        .order_by("due_on", "pk")
    )
    return [action for action in actions if is_open(readable, action.entry)]


def action_for(viewer: User, person: Person, key: str) -> tuple[Action, bool] | None:
    """Return an action and whether its entry is open to the viewer; None if neither is theirs."""
    action = (
        Action.objects.select_related("entry__person", "owner__team", "closed_by")
        .filter(person=person, key=key.replace("\x00", ""), entry__taken_off_at=None)
        .first()
    )
    if action is None:
        return None
    may_open_entry = is_open(access.EntryAccess(viewer, person), action.entry)
    return (action, may_open_entry) if may_open_entry or action.owner_id == viewer.pk else None


def handed_over_by(viewer: User, person: Person, key: str) -> bool:
    """Say whether the last that became of an action is that ``viewer`` handed it over or moved it.

    It may be closed to them since.
    """
    changes = ActionChange.objects.filter(
        action__person=person, action__key=key.replace("\x00", ""), action__status="OPEN"
    )
    last = changes.order_by("changed_at", "id").last()
    return last is not None and last.changed_by_id == viewer.pk


def changes_of(action: Action) -> QuerySet[ActionChange]:
    """Return how an action was handed over and moved, oldest first."""
    return action.changes.select_related("owner__team", "changed_by")


def _in_state(actions: QuerySet[Action], state: str) -> QuerySet[Action]:
    found = actions.select_related("person", "entry", "owner__team", "closed_by")
    if state == "closed":
        return found.exclude(status=Action.Status.OPEN).order_by("-closed_on", "-pk")
    # Nothing is looked at again once the work has ended: closing it said what becomes of reviews.
    found = found.exclude(kind=Action.Kind.REVIEW, person__status=Person.Status.CLOSED)
    return found.filter(_due(state, clock.today()), status=Action.Status.OPEN).order_by(
        *_MOST_URGENT_FIRST
    )


def _with_others(viewer: User) -> Q:
    """Return the condition that nobody here does it, and that the viewer is to chase it.

    Those are the person's worker, and where they have none, whoever manages.
    """
    workers = Allocation.objects.running_on(clock.today()).filter(role=Allocation.Role.WORKER)
    mine = Q(person__in=workers.filter(worker=viewer).values("person"))
    if viewer.has_role(Role.MANAGER):
        someone = workers.filter(person=OuterRef("person"), worker__is_active=True)
        mine |= Q(person__in=access.people_worked_with(viewer).values("pk")) & ~Q(Exists(someone))
    return _NOBODY_HERE & mine


def _missed(viewer: User) -> Q:
    """Return the condition that one of the viewer's staff missed what was counted for them."""
    if not viewer.has_role(Role.MANAGER):
        return Q(pk__in=())
    return (
        Q(owner__in=access.line_below(viewer).staff, owner__is_active=True)
        & Q(due_on__lt=clock.today())
        & ~Q(kind=Action.Kind.AGREED)
    )


_NOBODY_HERE = Q(owner=None) | Q(owner__is_active=False)


def _is_with_others(action: Action) -> bool:
    return action.owner is None or not action.owner.is_active


def _due(state: str, today: date) -> Q:
    if state == "overdue":
        return Q(due_on__lt=today)
    if state == "week":
        return Q(due_on__gte=today, due_on__lte=clock.end_of_week(today))
    return Q()
