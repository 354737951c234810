"""How an involvement moves on: its state, the step that says why, and what follows from both.

Used by actions alone, inside their transaction.
"""

from datetime import datetime

from django.core.exceptions import ValidationError

import clock
from accounts.models import Team, User
from audit import log
from people.models import Allocation, Involvement, InvolvementChange, Person
from people.saved import save

State = Involvement.State
CHANGED_MEANWHILE = "Somebody else changed this while you were writing. Look again"


def locked(involvement: Involvement, *states: str) -> Involvement:
    """Return an involvement as it stands now, locked until the transaction ends.

    Raises ``ValidationError`` unless it is in one of ``states``.
    """
    found = (
        Involvement.objects.select_for_update(of=("self",))
        .select_related("person__team", "team", "manager")
        .get(pk=involvement.pk)
    )
    if found.state not in states:
        raise ValidationError(CHANGED_MEANWHILE)
    return found


def step(
    involvement: Involvement,
    what: str,
    *,
    became: str,
    reason: str,
    by: User | log.Service,
    at: datetime,
    told: str = "",
) -> InvolvementChange:
    """Save an involvement in its new state, write why, and keep the person's own row true."""
    was = "" if involvement.pk is None else Involvement.objects.get(pk=involvement.pk).state
    involvement.state = became
    save(involvement)
    change = save(
        InvolvementChange(
            involvement=involvement,
            step=what,
            was=was,
            became=became,
            reason=reason,
            told=told,
            changed_by=by if isinstance(by, User) else None,
            changed_at=at,
        )
    )
    keep_person_true(involvement)
    return change


def keep_person_true(involvement: Involvement) -> None:
    """Let the person's status and team say what their involvements say."""
    person = Person.objects.select_for_update().get(pk=involvement.person_id)
    still_open = person.involvements.exclude(state=State.CLOSED)
    person.status = Person.Status.OPEN if still_open.exists() else Person.Status.CLOSED
    # With two open, the team is that of the person's own needs (NEEDS sorts after CARER).
    leads = still_open.filter(team__isnull=False).order_by("-role", "-opened_at").first()
    if leads is not None:
        person.team = leads.team
    person.save(update_fields=["status", "team"])
    involvement.person.status, involvement.person.team = person.status, person.team


def give_to_team(
    involvement: Involvement, team: Team, *, by: User | log.Service, at: datetime
) -> None:
    """Make a team answer for an involvement that has no worker yet."""
    end_allocations(involvement, at=at)
    involvement.team = team
    save(
        Allocation(
            person=involvement.person,
            involvement=involvement,
            team=team,
            manager=team.lead,
            starts_on=clock.day_of(at),
            reason="Waiting for a worker",
            allocated_by=by if isinstance(by, User) else None,
        )
    )


def running(involvement: Involvement, at: datetime) -> list[Allocation]:
    """Return who works in this involvement now."""
    day = clock.day_of(at)
    return list(involvement.allocations.select_related("worker", "team").running_on(day))


def end_allocations(
    involvement: Involvement, *, at: datetime, leaving: str = ""
) -> list[Allocation]:
    """End everybody's work in an involvement today, and return what was ended.

    ``leaving`` is a role whose work goes on.
    """
    ended = [each for each in running(involvement, at) if each.role != leaving]
    for allocation in ended:
        allocation.ends_on = clock.day_of(at)
        save(allocation)
    return ended
