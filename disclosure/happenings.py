"""What a timeline tells of copies, to those who may make them, and of complaints, to everybody.

Of a complaint no more than that it was made, and what changed in somebody's care because of it.
"""

from django.urls import reverse

import clock
from accounts.models import User
from accounts.roles import permissions_of
from disclosure.models import Export, RequestStep, SubjectRequest
from disclosure.requests.data import complaint_kinds, request_kinds
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


def of_complaints(viewer: User, person: Person, span: Span) -> Told:
    """Say which complaints are still to be read, then what they tell; ``viewer`` may open it."""
    made = SubjectRequest.objects.filter(
        span.days("received_on"),
        person=person,
        kind__in=complaint_kinds(),
        registered_at__lte=span.last,
    )
    changes = RequestStep.objects.filter(
        span.days("on"), request__person=person, kind="CHANGE", added_at__lte=span.last
    ).select_related("added_by")
    yield (made, changes)
    told = [
        *((each.received_on, f"{request_kinds()[each.kind].short} made", "") for each in made),
        *(
            (each.on, f"Care changed after a complaint: {each.words}", each.added_by.name)
            for each in changes
        ),
    ]
    found = [
        Happening(at=clock.at_time(day, 0), words=words, url="", by=by, on=day)
        for day, words, by in told
    ]
    yield [each for each in found if span.holds(each.at)]
