"""How long the record of somebody who has died is kept: the clock counts from the day of death."""

from typing import Any

import clock
from accounts.models import User
from people.models import Death, Person, PersonRole
from retention.policy import in_force, verified
from retention.schedule import RetentionClass
from ui import formats


def said_of(viewer: User, person: Person, death: Death | None) -> dict[str, Any]:
    """Return, for each part that the person had, how long its record is kept."""
    classes = verified(in_force()).classes
    roles = PersonRole.objects.filter(person=person, is_mistake=False).order_by("kind")
    return {
        "rows": [
            {
                "title": role.words,
                "words": _words(classes[role.retention], death),
                "unverified": classes[role.retention].is_unverified,
            }
            for role in roles
            if role.retention in classes
        ],
        "held": death is not None and death.hold == Death.Hold.ASKED,
    }


def _words(kept: RetentionClass, death: Death | None) -> str:
    if not kept.if_died_period:
        return f"{kept.kept_for} from {kept.starts.lower()}"
    if death is None or not death.is_confirmed:
        return f"{kept.if_died}, counted once the death is confirmed"
    if death.since is None or "years" not in kept.if_died_period:
        return f"{kept.if_died}; a records officer sets the day, which nobody knows"
    if kept.died_if_sooner:
        return f"{kept.kept_for} from {kept.starts.lower()}, or {kept.if_died}"
    until = clock.add_years(death.since, kept.if_died_period["years"])
    return f"{kept.if_died}: not before {formats.day_and_month(clock.add_days(until, 1))}"
