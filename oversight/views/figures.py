"""The figures of recording for managers: drawn, in tables, and open to the records behind."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from oversight.figures import FEWEST, INDICATORS, PUT_RIGHT
from oversight.queries import figures as queries
from records.catalogue import catalogue

_BECAUSE = "Managers see how their teams record, and open the records behind each number."
PER_PAGE = 25
# The chart, in units of its own: a bar for each month.
_STEP, _BAR, _FLOOR, _TALLEST = 80, 44, 112, 90
_COLUMNS = [{"label": label, "numeric": True} for label in ("Found", "Of", "Share")]


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def figures(request):
    """Show each figure over the last months, and by team. Numbers about staff as a whole only."""
    found = queries.figures(request.user)
    log.record("oversight.figures_opened", by=request.user)
    context = {
        "figures": [_shown(each) for each in found],
        "month_columns": ["Month", *_COLUMNS],
        "team_columns": ["Team", *_COLUMNS],
        "fewest": FEWEST,
        "months": queries.MONTHS,
        "written": found[0].whole.among,
    }
    return render(request, "oversight/figures/figures.html", context)


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def behind(request, figure):
    """List the records that a number counts, and those that were put right since."""
    indicator = INDICATORS.get(figure)
    if indicator is None:
        raise Http404
    team, month = request.GET.get("team", "")[:16], _month(request.GET.get("month", ""))
    found = queries.behind(request.user, indicator, team=team, month=month)
    is_right = request.GET.get("show") == "right"
    page = Paginator(found.put_right if is_right else found.entries, PER_PAGE).get_page(
        request.GET.get("page", "")[:9]
    )
    rows = list(page)
    if rows:
        people = {each.person.key: each.person for each in rows}
        log.record(
            "oversight.figure_opened", by=request.user, subjects=people.values(), target=figure
        )
    reviewed = queries.how_reviewed(rows)
    here = reverse("oversight:figure", args=[figure])
    place = f"team={team}&month={month.isoformat()[:7] if month else ''}"
    context = {
        "indicator": indicator,
        "page": page,
        "rows": [
            {
                "entry": each,
                "title": catalogue().pinned(each.type_key, each.type_version).title,
                "reviewed": reviewed.get(each.pk, ""),
            }
            for each in rows
        ],
        "month": month,
        "is_right": is_right,
        "may_be_right": indicator.key in PUT_RIGHT,
        "tabs": [
            {"label": "As they stand", "url": f"{here}?{place}", "current": not is_right},
            {"label": "Put right", "url": f"{here}?{place}&show=right", "current": is_right},
        ],
    }
    return render(request, "oversight/figures/behind.html", context)


def _shown(figure):
    """Return a figure as its page draws it: the headline, the chart, and the tables behind."""
    indicator, whole = figure.indicator, figure.whole
    address = reverse("oversight:figure", args=[indicator.key])
    highest = max([cell.percent for cell in figure.months.values() if cell.is_told], default=0)
    bars = [
        _bar(number, month, cell, highest or 1)
        for number, (month, cell) in enumerate(figure.months.items())
    ]
    return {
        "indicator": indicator,
        "whole": whole,
        "url": address,
        "bars": bars,
        "said": "; ".join(f"{bar['name']} {bar['label'] or 'too few to tell'}" for bar in bars),
        "by_month": [
            [_name(month), *_cells(cell, f"{address}?month={month.isoformat()[:7]}")]
            for month, cell in figure.months.items()
        ],
        "by_team": [
            [name, *_cells(cell, f"{address}?team={key}")]
            for (key, name), cell in sorted(figure.teams.items(), key=lambda each: each[0][1])
        ],
    }


def _bar(number, month, cell, highest):
    height = round(cell.percent * _TALLEST / highest) if cell.is_told else 0
    left = number * _STEP + (_STEP - _BAR) // 2
    return {
        "x": left,
        "middle": left + _BAR // 2,
        "y": _FLOOR - height,
        "height": height,
        "above": _FLOOR - height - 6,
        "label": f"{cell.percent}%" if cell.is_told else "",
        "name": f"{month:%b}",
    }


def _cells(cell, url):
    if not cell.is_told:
        return ["Too few to tell", "", ""]
    found = {"text": str(cell.found), "url": url} if cell.found else "0"
    return [found, str(cell.among), f"{cell.percent}%"]


def _name(month):
    return f"{month:%B %Y}"


def _month(text):
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
