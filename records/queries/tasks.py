"""What somebody has still to do, as far as the viewer may know of it."""

from django.db.models import QuerySet

from accounts.models import User
from people import access
from people.models import Person
from records.models import Action
from records.queries.entries import is_open


def open_actions_of(viewer: User) -> QuerySet[Action]:
    """Return what ``viewer`` has still to do for people they may open, most urgent first."""
    return (
        Action.objects.filter(
            owner=viewer, status=Action.Status.OPEN, entry__taken_off_at__isnull=True
        )
        .filter(person__in=access.visible_people(viewer))
        .select_related("person", "entry", "owner")
        .order_by("due_on", "pk")
    )


def open_actions_about(viewer: User, person: Person) -> list[Action]:
    """Return what is still to be done for ``person``, those from entries the viewer may open."""
    readable = access.EntryAccess(viewer, person)
    actions = (
        Action.objects.filter(person=person, status=Action.Status.OPEN)
        .select_related("owner", "entry")
        .order_by("due_on", "pk")
    )
    return [action for action in actions if is_open(readable, action.entry)]
