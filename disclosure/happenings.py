"""Copies of a record that were made, told on its timeline to those who may make them."""

from django.urls import reverse

from accounts.models import User
from accounts.roles import permissions_of
from disclosure.models import Export
from people import access
from people.access import Permission
from people.models import Person
from people.queries.happenings import Happening, Span, Told


def of_copies(viewer: User, person: Person, span: Span) -> Told:
    """Say which copies are still to be read, then what they tell."""
    found = ()
    if Permission.EXPORT in permissions_of(viewer.roles) and (
        access.decide(viewer, Permission.EXPORT, person).allowed
    ):
        found = Export.objects.filter(
            span.instants("finished_at"), person=person, state=Export.State.READY
        ).select_related("asked_by")
    yield (found,)
    yield [
        Happening(
            at=each.finished_at,
            words=f"Copy made for {each.recipient}",
            url=reverse("disclosure:copy", args=[person.key, each.key]),
            by=each.asked_by.name,
        )
        for each in found
    ]
