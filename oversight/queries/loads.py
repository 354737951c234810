"""How much each worker carries beside people: what they have to do, and reviews that are due."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count

import clock
from accounts.models import User
from people import access
from people.models import Allocation
from records.models import Action
from records.reviews import reviews_due_for

WEEKS_AHEAD = 4


def open_actions(viewer: User, workers: Iterable[int]) -> dict[int, int]:
    """Return how many open actions each worker has, of those that ``viewer`` may know of."""
    rows = (
        Action.objects.filter(
            owner__in=list(workers),
            status=Action.Status.OPEN,
            entry__taken_off_at=None,
            person__in=access.findable_people(viewer).values("pk"),
        )
        .order_by()
        .values("owner")
        .annotate(count=Count("pk"))
    )
    return {row["owner"]: row["count"] for row in rows}


def reviews_due_soon(viewer: User, workers: Iterable[int]) -> dict[int, int]:
    """Return how many reviews of each worker's people are overdue or due in the next weeks."""
    people: defaultdict[int, list[int]] = defaultdict(list)
    rows = Allocation.objects.running_on(clock.today()).filter(
        worker__in=list(workers),
        role=Allocation.Role.WORKER,
        person__in=access.findable_people(viewer).values("pk"),
    )
    for person_id, worker_id in rows.values_list("person", "worker"):
        people[person_id].append(worker_id)
    latest = clock.add_days(clock.today(), 7 * WEEKS_AHEAD)
    counted: Counter[int] = Counter()
    for due in reviews_due_for(people):
        if due.due_on <= latest:
            counted.update(people[due.person_id])
    return dict(counted)
