"""What stops on the record when somebody dies: the visits that were planned. Nothing else does.

Actions are looked at by a person before they are closed; safeguarding, complaints and money owed
go on. Part of the action of ``people`` that records the death. Process reference, section 15.
"""

from datetime import datetime

import clock
from accounts.models import User
from audit import log
from people.dying import Stop
from people.models import Death
from records.models import PlannedVisit

Status = PlannedVisit.Status


def cancel_visits(death: Death, by: User, at: datetime) -> None:
    """Cancel what is planned for a time after the death, and so cannot have happened."""
    after = clock.at_time(clock.add_days(death.since or clock.day_of(at), 1), 0)
    planned = PlannedVisit.objects.select_for_update().filter(
        person=death.person,
        status=Status.PLANNED,
        starts_at__gte=min(after, at),
    )
    for visit in planned:
        visit.status, visit.stopped_by = Status.CANCELLED, death
        visit.said = f"{death.person.name} has died"
        visit.full_clean()
        visit.save()
        log.record("records.visit_cancelled", by=by, about=death.person, target=visit, at=at)


def plan_again(death: Death, by: User, at: datetime) -> None:
    """Let the visits stand again that are still to come: the death was recorded in error."""
    stopped = PlannedVisit.objects.select_for_update().filter(
        stopped_by=death, status=Status.CANCELLED, starts_at__gte=at
    )
    for visit in stopped:
        visit.status, visit.stopped_by, visit.said = Status.PLANNED, None, ""
        visit.full_clean()
        visit.save()
        log.record("records.visit_planned", by=by, about=death.person, target=visit, at=at)


VISITS = Stop(begin=cancel_visits, undo=plan_again)
