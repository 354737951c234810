"""How many people are with somebody who leaves, or with a team that closes. Numbers only."""

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import Team, User
from people.models import Person
from people.standing import restrictions_at, running_at


def _unrestricted() -> QuerySet[Person]:
    restricted = restrictions_at(clock.now()).filter(person=OuterRef("pk"))
    return Person.objects.filter(~Exists(restricted))


def allocated_to(user: User) -> int:
    """Count the people whose worker, co-worker or cover somebody is."""
    running = running_at(clock.now()).filter(worker=user)
    return _unrestricted().filter(pk__in=running.values("person")).count()


def with_team(team: Team) -> int:
    """Count the people whom a team works with: those restricted too, or it could close on them."""
    running = running_at(clock.now()).filter(team=team)
    return Person.objects.filter(Q(team=team) | Q(pk__in=running.values("person"))).count()
