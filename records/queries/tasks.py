"""What somebody has still to do, as far as the viewer may know of it."""

from datetime import date

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Person
from records.models import Action, ActionChange
from records.queries.across import open_across, person_is_open
from records.queries.entries import is_open

STATES = ("open", "overdue", "week", "closed")


def actions_of(viewer: User, state: str = "open") -> QuerySet[Action]:
    """Return the viewer's own actions about people they may open, the most urgent first.

    Those from an entry that is closed to them are among them: they are theirs to do.
    """
    own = Action.objects.filter(person_is_open(viewer), owner=viewer, entry__taken_off_at=None)
    return _in_state(own, state)


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


def count_open_actions(viewer: User) -> int:
    """Return how many actions the viewer has still to do, for the navigation."""
    return actions_of(viewer).order_by().count()


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


def changes_of(action: Action) -> QuerySet[ActionChange]:
    """Return how an action was handed over and moved, oldest first."""
    return action.changes.select_related("owner__team", "changed_by")


def _in_state(actions: QuerySet[Action], state: str) -> QuerySet[Action]:
    found = actions.select_related("person", "entry", "owner__team", "closed_by")
    if state == "closed":
        return found.exclude(status=Action.Status.OPEN).order_by("-closed_on", "-pk")
    return found.filter(_due(state, clock.today()), status=Action.Status.OPEN).order_by(
        "due_on", "pk"
    )


def _due(state: str, today: date) -> Q:
    if state == "overdue":
        return Q(due_on__lt=today)
    if state == "week":
        return Q(due_on__gte=today, due_on__lte=clock.end_of_week(today))
    return Q()
