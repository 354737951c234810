"""Giving staff a basis to write where the history says that they wrote: never around ``decide``."""

from datetime import datetime

import clock
from accounts.models import User
from people import access, actions
from people.access import Outcome, Permission
from people.models import AccessReason, Allocation, Person

WEEKS_BESIDE = 4
_WORDS = {
    AccessReason.Basis.DUTY: "Dealing with what came in on duty.",
    AccessReason.Basis.EMERGENCY: "Dealing with a call that came in at night.",
    AccessReason.Basis.QUALITY: "Putting right how something was kept on this record.",
}


def ensure(user: User, person: Person, *, at: datetime) -> None:
    """Let ``user`` write on this record at that time, as staff come to do in the product.

    Whoever may open a record for a reason says it; anyone else is put beside the allocated worker
    for some weeks. Where a rule forbids it nothing is done, and the action that follows is refused.
    """
    decision = access.decide(user, Permission.WRITE, person, at=at)
    if decision.outcome is Outcome.NEEDS_REASON:
        open_to_them = access.reasons_open_to(user, at=at)
        reason = next(each for each in _WORDS if each in open_to_them)
        actions.give_reason(
            person=person,
            by=user,
            basis=reason,
            words=_WORDS[reason],
            reference="Records log, as written there that day",
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
