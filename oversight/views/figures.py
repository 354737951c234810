"""The figures of recording for managers: drawn, in tables, and open to the records behind."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE, Role
from audit import log
from oversight.charts import bars_of
from oversight.figures import FEWEST, INDICATORS, PUT_RIGHT
from oversight.queries import figures as queries
from oversight.queries.emergencies import DAYS, emergency_rates
from records.catalogue import catalogue
from ui.sheets import sheet_of

_BECAUSE = "Managers see how their teams record, and open the records behind each number."
_OWN = "Everybody who writes sees how they record, for themselves alone."
PER_PAGE = 25
_LISTS = {"": "As they stand", "right": "Put right", "all": "All that are looked at"}
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
        "rates": emergency_rates(request.user),
        "days": DAYS,
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
    number = queries.cell_of(queries.figure_of(request.user, indicator), team=team, month=month)
    if not number.is_told:
        return render(
            request, "oversight/figures/behind.html", {"indicator": indicator, "is_too_few": True}
        )
    found = queries.behind(request.user, indicator, team=team, month=month)
    return _listed(request, indicator, found, place=_place(team, month), month=month)


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def sheet(request, figure):
    """Send the tables of a figure as a file for a spreadsheet: what the page tells, no more."""
    indicator = INDICATORS.get(figure)
    if indicator is None:
        raise Http404
    found = queries.figure_of(request.user, indicator)
    log.record("oversight.figure_taken_away", by=request.user, target=figure)
    rows = [["All", "", *_plain(found.whole)]]
    rows += [["Month", _name(month), *_plain(cell)] for month, cell in found.months.items()]
    rows += [["Team", name, *_plain(cell)] for name, cell in _by_name(found.teams)]
    text = "\ufeff" + sheet_of(["By", "Which", "Found", "Of", "Share"], rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{figure}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_OWN)
def mine(request):
    """Show somebody the figures of what they wrote themselves. Nobody else is shown them."""
    found = queries.own_figures(request.user)
    log.record("oversight.own_figures_opened", by=request.user)
    context = {
        "figures": [_own(each) for each in found],
        "columns": ["Month", *_COLUMNS],
        "months": queries.MONTHS,
        "written": found[0].whole.among,
    }
    return render(request, "oversight/figures/mine.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_OWN)
def behind_mine(request, figure):
    """List the viewer's own records behind a figure."""
    indicator = INDICATORS.get(figure)
    if indicator is None:
        raise Http404
    month = _month(request.GET.get("month", ""))
    found = queries.own_behind(request.user, indicator, month=month)
    return _listed(request, indicator, found, place=_place("", month), month=month, is_mine=True)


def _listed(request, indicator, found, *, place="", month=None, is_mine=False):
    show = request.GET.get("show", "")
    listed = {"right": found.put_right, "all": found.among}
    page = Paginator(listed.get(show, found.entries), PER_PAGE).get_page(
        request.GET.get("page", "")[:9]
    )
    rows = list(page)
    if rows:
        people = {each.person.key: each.person for each in rows}
        log.record(
            "oversight.figure_opened",
            by=request.user,
            subjects=people.values(),
            target=indicator.key,
        )
    reviewed = queries.how_reviewed(rows)
    here = reverse("oversight:my-figure" if is_mine else "oversight:figure", args=[indicator.key])
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
        "is_mine": is_mine,
        "is_right": show == "right",
        "tabs": [
            {
                "label": label,
                "url": f"{here}?{place}&show={key}" if key else f"{here}?{place}",
                "current": key == (show if show in listed else ""),
            }
            for key, label in _LISTS.items()
            if key != "right" or indicator.key in PUT_RIGHT
        ],
    }
    return render(request, "oversight/figures/behind.html", context)


def _place(team, month):
    return f"team={team}&month={month.isoformat()[:7] if month else ''}"


def _own(figure):
    """Return a writer's own figure: whole, and by month, small numbers too."""
    address = reverse("oversight:my-figure", args=[figure.indicator.key])
    shares = [
        (f"{month:%b}", cell.percent if cell.among else None)
        for month, cell in figure.months.items()
    ]
    return {
        "indicator": figure.indicator,
        "whole": figure.whole,
        "url": address,
        "charted": f"{figure.indicator.title}, by month",
        "bars": bars_of(shares),
        "by_month": [
            [_name(month), *_numbers(cell, f"{address}?{_place('', month)}")]
            if cell.among
            else [_name(month), "0", "0", ""]
            for month, cell in figure.months.items()
        ],
    }


def _plain(cell):
    if not cell.is_told:
        return ["Too few to tell", "", ""]
    return [str(cell.found), str(cell.among), f"{cell.percent}%"]


def _by_name(teams):
    return sorted(((name, cell) for (_, name), cell in teams.items()), key=lambda each: each[0])


def _shown(figure):
    """Return a figure as its page draws it: the headline, the chart, and the tables behind."""
    indicator, whole = figure.indicator, figure.whole
    address = reverse("oversight:figure", args=[indicator.key])
    shares = [
        (f"{month:%b}", cell.percent if cell.is_told else None)
        for month, cell in figure.months.items()
    ]
    return {
        "indicator": indicator,
        "whole": whole,
        "url": address,
        "sheet_url": reverse("oversight:figure-sheet", args=[indicator.key]),
        "charted": f"{indicator.title}, by month",
        "bars": bars_of(shares),
        "by_month": [
            [_name(month), *_cells(cell, f"{address}?month={month.isoformat()[:7]}")]
            for month, cell in figure.months.items()
        ],
        "by_team": [
            [name, *_cells(cell, f"{address}?team={key}")]
            for (key, name), cell in sorted(figure.teams.items(), key=lambda each: each[0][1])
        ],
    }


def _cells(cell, url):
    return _numbers(cell, url) if cell.is_told else ["Too few to tell", "", ""]


def _numbers(cell, url):
    """Return what a cell counts; each number opens the records behind it."""
    found = {"text": str(cell.found), "url": url} if cell.found else "0"
    return [found, {"text": str(cell.among), "url": f"{url}&show=all"}, f"{cell.percent}%"]


def _name(month):
    return f"{month:%B %Y}"


def _month(text):
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
