"""Who works with whom, and who manages whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Func, JSONField, Q, QuerySet, Value

import clock
from accounts.models import Team, User


class LineBelow(Func):
    """The line below a manager on a day, as JSON, for a query that asks for something else besides.

    ``LineBelow(manager, day, acting)``: with ``acting`` also the lines of the managers for whom
    they act on that day, one step far: who acts for somebody who acts gets nothing by it.

    UNION drops who was met before, so that a line of management that goes in a circle ends.
    """

    output_field = JSONField()
    template = """(
        WITH RECURSIVE asked (id, day, acting) AS (
            SELECT id::bigint, day::date, acting::boolean
            FROM (VALUES (%(expressions)s)) AS given (id, day, acting)
        ), manager (id) AS (
            SELECT id FROM asked
            UNION
            SELECT cover.away_id FROM asked
            JOIN accounts_cover cover ON cover.stands_in_id = asked.id AND asked.acting
                AND cover.kind = 'MANAGING' AND cover.ended_at IS NULL
                AND asked.day BETWEEN cover.starts_on AND cover.ends_on
            JOIN accounts_user away ON away.id = cover.away_id AND 'MANAGER' = ANY (away.roles)
        ), below (id) AS (
            SELECT staff.id FROM accounts_user staff JOIN manager
            ON staff.line_manager_id = manager.id
            UNION
            SELECT staff.id FROM accounts_user staff JOIN below ON staff.line_manager_id = below.id
        )
        SELECT jsonb_build_object(
            'staff', ARRAY(SELECT id FROM below EXCEPT SELECT id FROM asked),
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


def line_below(manager: User, day: date, *, acting: bool = True) -> LineBelow:
    """Return the line of ``manager`` to ask for, with ``acting`` also of whom they act for."""
    return LineBelow(Value(manager.pk), Value(day), Value(acting))


def line_of(manager: User, *, on: date | None = None, acting: bool = True) -> Line:
    """Return the line below ``manager``, at any level, and of the managers for whom they act."""
    line = line_below(manager, on or clock.today(), acting=acting)
    found = User.objects.filter(pk=manager.pk).values_list(line, flat=True)
    return Line.read(found.get())


def lines_of(manager: User, *, on: date) -> dict[bool, Line]:
    """Return both lines of ``manager``: with those of whom they act for, and without."""
    lines = [line_below(manager, on, acting=acting) for acting in (True, False)]
    found = User.objects.filter(pk=manager.pk).values_list(*lines)
    both, own = found.get()
    return {True: Line.read(both), False: Line.read(own)}


def reports_of(manager: User, *, acting: bool = True) -> set[int]:
    """Return the ids of everyone below ``manager`` in the line, at any level."""
    return line_of(manager, acting=acting).staff


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
