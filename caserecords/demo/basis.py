"""Giving staff a basis to write where the history says that they wrote: never around ``decide``."""

from datetime import datetime

import clock
from accounts.models import User
from people import access, actions
from people.access import Outcome, Permission
from people.models import AccessReason, Allocation, Person

WEEKS_BESIDE = 4


def ensure(user: User, person: Person, *, at: datetime) -> None:
    """Let ``user`` write on this record at that time, as staff come to do in the product.

    A duty worker says why; anyone else is put beside the allocated worker for some weeks. Where a
    rule forbids it nothing is done, and the action that follows is refused.
    """
    decision = access.decide(user, Permission.WRITE, person, at=at)
    if decision.outcome is Outcome.NEEDS_REASON:
        actions.give_reason(
            person=person,
            by=user,
            basis=AccessReason.Basis.DUTY,
            words=f"Writing up what came in on duty about {person.name}.",
            at=at,
        )
    elif decision.basis == "NO_BASIS":
        day = clock.day_of(at)
        actions.allocate(
            person=person,
            team=user.team,
            worker=user,
            role=Allocation.Role.CO_WORKER,
            by=person.team.lead,
            starts_on=day,
            ends_on=clock.add_days(day, 7 * WEEKS_BESIDE),
            reason="Works beside the allocated worker for a time",
            at=at,
        )
