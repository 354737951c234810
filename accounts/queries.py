"""Who works with whom."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Team, User

# UNION drops who was met before, so that a line of management that goes in a circle ends.
_LINE = """
WITH RECURSIVE below (id) AS (
    SELECT id FROM accounts_user WHERE line_manager_id = %(manager)s
    UNION
    SELECT staff.id FROM accounts_user staff JOIN below ON staff.line_manager_id = below.id
)
SELECT false, id FROM below
UNION ALL
SELECT true, id FROM accounts_team
WHERE lead_id = %(manager)s OR lead_id IN (SELECT id FROM below)
"""


@dataclass(frozen=True)
class Line:
    """The ids of everyone below a manager, and of the teams that they or those below lead."""

    staff: set[int]
    teams: set[int]


def line_of(manager: User) -> Line:
    """Return the line below ``manager``, at any level."""
    with connection.cursor() as cursor:
        cursor.execute(_LINE, {"manager": manager.pk})
        rows = cursor.fetchall()
    return Line(
        staff={key for is_team, key in rows if not is_team} - {manager.pk},
        teams={key for is_team, key in rows if is_team},
    )


def reports_of(manager: User) -> set[int]:
    """Return the ids of everyone below ``manager`` in the line, at any level."""
    return line_of(manager).staff


def teams_of(user: User) -> QuerySet[Team]:
    """Return the team ``user`` is in and the teams that it supports; a team may come twice."""
    if user.team_id is None:
        return Team.objects.none()
    return Team.objects.filter(Q(pk=user.team_id) | Q(supported_by=user.team_id))


def working_staff():
    """Return the staff whose accounts are in use, by name, with their teams."""
    return User.objects.filter(is_active=True).select_related("team").order_by("name")


def name_of(staff_number: str) -> str:
    """Return the name of a member of staff; nothing for a number that nobody has."""
    found = User.objects.filter(staff_number=staff_number).values_list("name", flat=True)
    return found.first() or ""
