"""Who has not been told yet how the council uses what it knows of them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import User
from people.models import Allocation, Person
from records.models import Entry
from records.queries.across import person_is_open

_NOTICE = "privacy_notice_given"


def notices_to_give(viewer: User) -> QuerySet[Allocation]:
    """Return ``viewer``'s work as worker with people on whose record no privacy notice stands."""
    given = Entry.objects.standing().filter(type_key=_NOTICE, person=OuterRef("person"))
    died = Q(person__died_on__isnull=False) | Q(person__death_precision="UNKNOWN")
    return (
        Allocation.objects.running_on(clock.today())
        .filter(
            ~Exists(given),
            ~died,
            person_is_open(viewer),
            worker=viewer,
            role=Allocation.Role.WORKER,
            person__status=Person.Status.OPEN,
        )
        .select_related("person")
        .order_by("starts_on", "pk")
    )
