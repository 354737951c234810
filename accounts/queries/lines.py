"""Who works with whom, and who manages whom."""

from dataclasses import dataclass

from django.db.models import Func, JSONField, Q, QuerySet, Value

from accounts.models import Team, User


class LineBelow(Func):
    """The line below a manager, as JSON, for a query that asks for something else besides.

    UNION drops who was met before, so that a line of management that goes in a circle ends.
    """

    output_field = JSONField()
    template = """(
        WITH RECURSIVE manager (id) AS (SELECT %(expressions)s::bigint), below (id) AS (
            SELECT staff.id FROM accounts_user staff JOIN manager
            ON staff.line_manager_id = manager.id
            UNION
            SELECT staff.id FROM accounts_user staff JOIN below ON staff.line_manager_id = below.id
        )
        SELECT jsonb_build_object(
            'staff', ARRAY(SELECT id FROM below EXCEPT SELECT id FROM manager),
            'teams', ARRAY(
                SELECT id FROM accounts_team
                WHERE lead_id IN (SELECT id FROM manager UNION SELECT id FROM below)
            )
        )
    )"""


@dataclass(frozen=True)
class Line:
    """The ids of everyone below a manager, and of the teams that they or those below lead."""

    staff: set[int]
    teams: set[int]

    @classmethod
    def read(cls, found: dict[str, list[int]]) -> "Line":
        """Return the line that ``LineBelow`` answered with."""
        return cls(staff=set(found["staff"]), teams=set(found["teams"]))


def line_of(manager: User) -> Line:
    """Return the line below ``manager``, at any level."""
    found = User.objects.filter(pk=manager.pk).values_list(LineBelow(Value(manager.pk)), flat=True)
    return Line.read(found.get())


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


def names_of(staff_numbers: set[str]) -> dict[str, str]:
    """Return the names of staff by their numbers."""
    found = User.objects.filter(staff_number__in=staff_numbers)
    return dict(found.values_list("staff_number", "name"))
