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
from oversight.figures import DAYS, FEWEST, INDICATORS, indicator_of, says_put_right
from oversight.queries import emergencies
from oversight.queries import figures as queries
from oversight.queries.figures import Place, kind_name
from oversight.views.numbers import number_cell
from ui.sheets import sheet_of

_BECAUSE = "Managers see how their teams record, and open the records behind each number."
_OWN = "Everybody who writes sees how they record, for themselves alone."
PER_PAGE = 25
_LISTS = {"": "As they stand", "right": "Put right", "all": "All that are looked at"}
_COLUMNS = [{"label": label, "numeric": True} for label in ("Found", "Of", "Share")]
_DAYS_COLUMN = {"label": "Days to signing, in the middle", "numeric": True}


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def figures(request):
    """Show each figure over the last months, and by team. Numbers about staff as a whole only."""
    found = queries.figures(request.user)
    log.record("oversight.figures_opened", by=request.user)
    context = {
        "figures": [_shown(each) for each in found],
        "frequent": _frequent(request.user, found[0].whole),
        "frequent_columns": ["Recording check", *_COLUMNS],
        "fewest": FEWEST,
        "months": queries.MONTHS,
        "written": found[0].whole.among,
        "rates": emergencies.emergency_rates(request.user),
        "days": emergencies.DAYS,
    }
    return render(request, "oversight/figures/figures.html", context)


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def behind(request, figure):
    """List the records that a number counts, and those that were put right since."""
    indicator = _indicator(figure)
    place = Place(
        month=_month(request.GET.get("month", "")),
        team=request.GET.get("team", "")[:60],
        kind=request.GET.get("kind", "")[:60],
    )
    whole = queries.figure_of(request.user, indicator)
    team = next((name for key, name in whole.teams if place.team and key == place.team), "")
    heading = _heading(indicator, place, team)
    if not queries.cell_of(whole, place).is_told:
        return render(
            request, "oversight/figures/behind.html", {"heading": heading, "is_too_few": True}
        )
    found = queries.behind(request.user, indicator, place)
    return _listed(request, indicator, found, place, heading)


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def sheet(request, figure):
    """Send the tables of a figure as a file for a spreadsheet: what the page tells, no more."""
    indicator = INDICATORS.get(figure)
    if indicator is None:  # of a check alone the page has no tables
        raise Http404
    found = queries.figure_of(request.user, indicator)
    log.record("oversight.figure_taken_away", by=request.user, target=figure)
    rows = [["All", "", *_plain(found, found.whole)]]
    rows += [["Month", _name(month), *_plain(found, cell)] for month, cell in found.months.items()]
    rows += [["Team", name, *_plain(found, cell)] for name, cell in _by_name(found.teams)]
    rows += [["Kind", name, *_plain(found, cell)] for name, _, cell in _by_kind(found.kinds)]
    days = [_DAYS_COLUMN["label"]] if indicator.key == DAYS else []
    text = "\ufeff" + sheet_of(["By", "Which", "Found", "Of", "Share", *days], rows)
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
        "months": queries.MONTHS,
        "written": found[0].whole.among,
    }
    return render(request, "oversight/figures/mine.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_OWN)
def behind_mine(request, figure):
    """List the viewer's own records behind a figure."""
    indicator = _indicator(figure)
    place = Place(month=_month(request.GET.get("month", "")))
    found = queries.own_behind(request.user, indicator, month=place.month)
    heading = _heading(indicator, place)
    return _listed(request, indicator, found, place, heading, is_mine=True)


def _indicator(key):
    found = indicator_of(key)
    if found is None:
        raise Http404
    return found


def _frequent(viewer, whole):
    """Return what the checks found most often, as rows: each number opens the records behind it."""
    if not whole.is_told:
        return []
    rows = []
    for indicator, entries in queries.most_frequent(viewer):
        url = reverse("oversight:figure", args=[indicator.key])
        share = f"{round(100 * entries / whole.among)}%"
        all_of_them = number_cell(whole.among, f"{url}?show=all")
        rows.append([indicator.title, number_cell(entries, url), all_of_them, share])
    return rows


def _heading(indicator, place, team=""):
    """Return what a page of records is called: the figure, and which of its numbers."""
    month = _name(place.month) if place.month else ""
    kind = kind_name(place.kind) if place.kind else ""
    return ", ".join(filter(None, [indicator.title, month, team, kind]))


def _listed(request, indicator, found, place, heading, *, is_mine=False):
    show = request.GET.get("show", "")
    listed = {"right": found.put_right, "all": found.among}
    page = Paginator(listed.get(show, found.entries), PER_PAGE).get_page(request.GET.get("page"))
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
        "heading": heading,
        "page": page,
        "rows": [
            {
                "entry": each,
                "title": each.record_type.title,
                "reviewed": reviewed.get(each.pk, ""),
            }
            for each in rows
        ],
        "is_mine": is_mine,
        "is_right": show == "right",
        "tabs": [
            {
                "label": label,
                "url": f"{here}?{_asked(place)}&show={key}" if key else f"{here}?{_asked(place)}",
                "current": key == (show if show in listed else ""),
            }
            for key, label in _LISTS.items()
            if key != "right" or says_put_right(indicator.key)
        ],
    }
    return render(request, "oversight/figures/behind.html", context)


def _asked(place):
    month = place.month.isoformat()[:7] if place.month else ""
    return f"team={place.team}&month={month}&kind={place.kind}"


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
        "columns": _columns("Month", figure),
        "by_month": [
            [_name(month), *_numbers(cell, f"{address}?{_asked(Place(month=month))}")]
            if cell.among
            else [_name(month), "0", "0", "", *_blank(figure)]
            for month, cell in figure.months.items()
        ],
    }


def _columns(first, figure):
    return [first, *_COLUMNS, *([_DAYS_COLUMN] if figure.indicator.key == DAYS else [])]


def _blank(figure):
    return [""] if figure.indicator.key == DAYS else []


def _plain(figure, cell):
    if not cell.is_told:
        return ["Too few to tell", "", "", *_blank(figure)]
    days = [] if cell.days is None else [str(cell.days)]
    return [str(cell.found), str(cell.among), f"{cell.percent}%", *days]


def _by_name(teams):
    return sorted(((name, cell) for (_, name), cell in teams.items()), key=lambda each: each[0])


def _by_kind(kinds):
    return sorted((kind_name(key), key, cell) for key, cell in kinds.items())


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
        "month_columns": _columns("Month", figure),
        "by_month": [
            [_name(month), *_cells(figure, cell, f"{address}?month={month.isoformat()[:7]}")]
            for month, cell in figure.months.items()
        ],
        "team_columns": _columns("Team", figure),
        "by_team": [
            [name, *_cells(figure, cell, f"{address}?team={key}")]
            for (key, name), cell in sorted(figure.teams.items(), key=lambda each: each[0][1])
        ],
        "kind_columns": _columns("Kind of record", figure),
        "by_kind": [
            [name, *_cells(figure, cell, f"{address}?kind={key}")]
            for name, key, cell in _by_kind(figure.kinds)
        ],
    }


def _cells(figure, cell, url):
    return _numbers(cell, url) if cell.is_told else ["Too few to tell", "", "", *_blank(figure)]


def _numbers(cell, url):
    """Return what a cell counts; each number opens the records behind it."""
    days = [] if cell.days is None else [str(cell.days)]
    among = number_cell(cell.among, f"{url}&show=all")
    return [number_cell(cell.found, url), among, f"{cell.percent}%", *days]


def _name(month):
    return f"{month:%B %Y}"


def _month(text):
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
