"""How one member of staff stands to many people, and many members of staff to one person.

For pages that say who may open what, and why: ``people.access`` decides from each ``Standing`` as
it does for one, so that there is no second policy. A test holds the two equal.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Value

import clock
from accounts import roles, training
from accounts.models import Cover, DutyShift, Team, User
from accounts.queries import LineBelow, covers_on
from people.models import Person, Restriction
from people.standing import (
    ACTED_FOR,
    OPEN_WITHOUT_TRAINING,
    Standing,
    acted_for,
    conflicts_at,
    facts_of,
    grants_at,
    looks_when_asked,
    reasons_at,
    referrals_at,
    restrictions_of_any_at,
    running_at,
)


def standings_with(
    user: User, people: Iterable[Person], *, at: datetime | None = None
) -> list[Standing]:
    """Return how ``user`` stands to each of ``people``, in one question."""
    at, people = at or clock.now(), list(people)
    found = facts_of(user, [person.pk for person in people], at)
    return [Standing(user, person, at).knowing(found[person.pk]) for person in people]


def standings_to(
    person: Person, staff: Iterable[User], *, at: datetime | None = None
) -> list[Standing]:
    """Return how each of ``staff`` stands to ``person``, in as many questions as for one of them.

    ``Standing`` says of one the same; a test holds the two equal.
    """
    at, staff = at or clock.now(), list(staff)
    day, ids = clock.day_of(at), [user.pk for user in staff]
    about = {"person": person}
    running = list(
        running_at(at)
        .filter(**about)
        .values(
            "worker_id",
            "team_id",
            "role",
            worker_name=F("worker__name"),
            worker_number=F("worker__staff_number"),
        )
    )
    parts = set(restrictions_of_any_at(at).filter(**about).values_list("part", flat=True))
    restricted = Restriction.Part.WHOLE.value in parts
    parts.discard(Restriction.Part.WHOLE.value)
    conflicts = set(conflicts_at(at).filter(user__in=ids, **about).values_list("user", flat=True))
    reasons = _by_user(reasons_at(at).filter(user__in=ids, **about), "basis")
    asks = [user.pk for user in staff if looks_when_asked(user)]
    asked = _by_user(referrals_at(at).filter(user__in=asks, **about), "basis")
    grants = _by_user(
        grants_at(at).filter(user__in=ids, content_object=person), "permission__codename"
    )
    covers = _by_user(
        covers_on(day, Cover.Kind.WORK).filter(stands_in__in=ids), "away", "stands_in"
    )
    rota: dict[int | None, list[int]] = {}
    for team, user in DutyShift.objects.filter(day=day, taken_off_at=None).values_list(
        "team", "user"
    ):
        rota.setdefault(team, []).append(user)
    supports: dict[int, list[int]] = {}
    for by, team in Team.supports.through.objects.values_list("from_team", "to_team"):
        supports.setdefault(by, []).append(team)
    managers = [user.pk for user in staff if user.has_role(roles.Role.MANAGER)]
    lines = {
        row["pk"]: row
        for row in User.objects.filter(pk__in=managers).values(
            "pk",
            line=LineBelow(F("pk"), Value(day), Value(True)),
            own_line=LineBelow(F("pk"), Value(day), Value(False)),
        )
    }
    acted = _by_user(
        acted_for(day).filter(stands_in__in=managers).annotate(json=ACTED_FOR), "json", "stands_in"
    )
    return [
        Standing(user, person, at).knowing(
            {
                "restricted": restricted,
                "parts": parts,
                "conflict": user.pk in conflicts,
                "reasons": [
                    basis for basis in reasons.get(user.pk, ()) if _holds(user, basis, day)
                ],
                "asked": asked.get(user.pk, []),
                "grants": grants.get(user.pk, []),
                "teams": [user.team_id, *supports.get(user.team_id, [])] if user.team_id else [],
                "covers": covers.get(user.pk, []),
                "rota": rota.get(user.team_id, []),
                "running": running,
                "acted": acted.get(user.pk, []),
                **lines.get(user.pk, {}),
            }
        )
        for user in staff
    ]


def may_open_at_all(person: Person, *, at: datetime | None = None) -> QuerySet[User]:
    """Return the staff of whom it is worth asking: whoever has no part here opens it by no basis.

    Wider than those who may: ``people.access`` decides. Nobody is left out who may.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    running = running_at(at).filter(person=person).values_list("worker", "team", "team__lead")
    works, teams, leads = ({row[n] for row in running} - {None} for n in range(3))
    if person.team is not None:
        teams |= {person.team_id}
        leads |= {person.team.lead_id} - {None}
    members = Q(team__in=teams) | Q(team__supports__in=teams)
    above = _above(works | leads) | leads
    acting = covers_on(day, Cover.Kind.MANAGING).filter(away__in=above).values("stands_in")
    covering = covers_on(day, Cover.Kind.WORK).filter(away__in=works).values("stands_in")
    found = (
        members
        | Q(pk__in=works | above)
        | Q(pk__in=acting)
        | Q(pk__in=covering)
        | Q(pk__in=reasons_at(at).filter(person=person).values("user"))
        | Q(pk__in=grants_at(at).filter(content_object=person).values("user"))
    )
    return User.objects.filter(found, is_active=True).distinct()


def _above(staff: set[int]) -> set[int]:
    """Return everybody above these staff in the line, at any level, in one question."""
    if not staff:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [list(staff)])
        return {each for (each,) in cursor.fetchall()}


# UNION drops who was met before, so that a line of management that goes in a circle ends.
_ABOVE = """
    WITH RECURSIVE above (id) AS (
        SELECT line_manager_id FROM accounts_user WHERE id = ANY (%s)
        UNION
        SELECT staff.line_manager_id FROM accounts_user staff JOIN above ON staff.id = above.id
    )
    SELECT id FROM above WHERE id IS NOT NULL
"""


def _by_user(rows: QuerySet[Any], name: str, user: str = "user") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for who, value in rows.order_by().values_list(user, name):
        found.setdefault(who, []).append(value)
    return found


def _holds(user: User, basis: str, day: date) -> bool:
    """Say whether a reason still holds for ``user``: what ``reasons_of`` says in a query."""
    return not training.is_out(user, day) or basis in OPEN_WITHOUT_TRAINING
