"""Who works with whom."""

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Team, User

# UNION drops who was met before, so that a line of management that goes in a circle ends.
_BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT id FROM accounts_user WHERE line_manager_id = %s
    UNION
    SELECT staff.id FROM accounts_user staff JOIN below ON staff.line_manager_id = below.id
)
SELECT id FROM below
"""


def reports_of(manager: User) -> set[int]:
    """Return the ids of everyone below ``manager`` in the line, at any level."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [manager.pk])
        return {row[0] for row in cursor.fetchall()} - {manager.pk}


def teams_of(user: User) -> QuerySet[Team]:
    """Return the team ``user`` is in and the teams that it supports; a team may come twice."""
    if user.team_id is None:
        return Team.objects.none()
    return Team.objects.filter(Q(pk=user.team_id) | Q(supported_by=user.team_id))


def team_ids_of(user: User) -> set[int]:
    """Return the ids of the team ``user`` is in and of the teams that team supports."""
    return set(teams_of(user).values_list("pk", flat=True))


def working_staff():
    """Return the staff whose accounts are in use, by name, with their teams."""
    return User.objects.filter(is_active=True).select_related("team").order_by("name")
