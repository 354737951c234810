"""Every read of staff, teams and the council's own figures."""

from accounts.queries.lines import (
    Line,
    LineBelow,
    line_of,
    name_of,
    names_of,
    reports_of,
    teams_of,
    working_staff,
)
from accounts.queries.local import (
    Holiday,
    LocalFigure,
    figures,
    holiday_history,
    holidays_in,
    settings_history,
)

__all__ = [
    "Holiday",
    "Line",
    "LineBelow",
    "LocalFigure",
    "figures",
    "holiday_history",
    "holidays_in",
    "line_of",
    "name_of",
    "names_of",
    "reports_of",
    "settings_history",
    "teams_of",
    "working_staff",
]
