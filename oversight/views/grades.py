"""How audited files were graded over time: drawn, in tables, and open to the files behind."""

from datetime import date

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_roles
from audit import log
from oversight.charts import bars_of
from oversight.models import Grade
from oversight.queries.auditing import ASKS_FOR_AUDITS, by_reference
from oversight.queries.grades import grades_over_time
from oversight.views.numbers import number_cell

_BECAUSE = "Whoever asks for audits sees how files were graded, and opens those behind a number."
PER_PAGE = 25
_OVERALL = {each.label: each for each in Grade if each != Grade.NOT_APPLICABLE}
_FEW = ("Too few to tell", "")


@require_GET
@open_to_roles(*ASKS_FOR_AUDITS, because=_BECAUSE)
def graded(request):
    """List the settled files that one number counts: of all, a quarter or a team, at a grade."""
    quarter, team = _day(request.GET.get("quarter", "")), request.GET.get("team", "")[:60]
    grade = request.GET.get("grade", "")
    grades = grades_over_time(request.user)
    found = grades.behind(quarter, team)
    parts = [
        "Audited files",
        Grade(grade).label if grade in _OVERALL.values() else "",
        _name(quarter) if quarter in grades.quarters else "",
        next((name for key, name in grades.teams if key == team), ""),
    ]
    context = {"heading": ", ".join(filter(None, parts))}
    if not found.is_told:
        return render(request, "oversight/audits/graded.html", context | {"is_too_few": True})
    files = [each for each in found.files if grade in ("", each.overall)]
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("page"))
    told = by_reference(request.user, [each.file for each in page])
    log.record("oversight.audits_opened", by=request.user, subjects=told.values())
    context |= {"page": page, "by_reference": told}
    return render(request, "oversight/audits/graded.html", context)


def over_time(grades):
    """Return the grades of the last quarters as they are drawn, with the tables behind."""
    columns = [{"label": each, "numeric": True} for each in [*_OVERALL, "Files", "Good or better"]]
    address = reverse("oversight:graded")
    return {
        "total": grades.whole.among,
        "url": address if grades.whole.is_told else "",
        "bars": bars_of(
            [
                (f"{first:%b %y}", graded.percent_good if graded.is_told else None)
                for first, graded in grades.quarters.items()
            ]
        ),
        "quarter_columns": ["Quarter", *columns],
        "by_quarter": [
            _row(_name(first), graded, f"{address}?quarter={first.isoformat()}")
            for first, graded in grades.quarters.items()
        ],
        "team_columns": ["Team", *columns],
        "by_team": [
            _row(name, graded, f"{address}?team={key}")
            for (key, name), graded in grades.teams.items()
        ],
    }


def _row(name, graded, url):
    """Return a row of a table; each number opens the files that it counts."""
    if not graded.among:
        return [name, *("0" for _ in _OVERALL), "0", ""]
    if not graded.is_told:
        return [name, *("–" for _ in _OVERALL), *_FEW]
    counts = graded.counts
    numbers = [number_cell(counts[grade], f"{url}&grade={grade}") for grade in _OVERALL.values()]
    return [name, *numbers, number_cell(graded.among, url), f"{graded.percent_good}%"]


def _name(first):
    return f"{first:%B} to {clock.add_months(first, 2):%B %Y}"


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
