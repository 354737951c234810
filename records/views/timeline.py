"""The record as a timeline: on screen, narrowed, on paper, and as it was known at some instant."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

import clock
from accounts import queries as staff_queries
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.models import Restriction
from people.page import person_page
from people.queries.happenings import Happening, Span
from records import queries
from records.forms.timeline import FLAG_LABELS, KnownForm, PlaceForm, TimelineForm, in_words
from records.queries import TimelineFilters
from records.shown import glance, timeline
from records.shown.feed import feed
from records.shown.narrowed import narrowed
from records.views import place as place_kept
from ui import formats

PRINTED_AT_MOST = 300
_COMPACT, _FULL = "compact", "full"
_PER_PAGE = {_COMPACT: 50, _FULL: queries.PER_PAGE}
_DENSITY = "timeline_density"
_PLACE = ("before", "after", "month", "year")
_WORK_WITH_THEM = "Those who work with a person read what was recorded."


@require_GET
@person_view(
    Permission.VIEW, verb="records.timeline_opened", shown=("timeline",), because=_WORK_WITH_THEM
)
def show_timeline(request, person):
    """Show the record, newest first, under a summary of it; or ask again for a wrong filter."""
    form = TimelineForm(request.GET)
    filters = form.chosen()
    if form.errors:
        return choose_again(request, person, filters)
    viewer, today = request.user, clock.today()
    # Which statements a filter leaves can only be seen where statements are.
    density = _FULL if filters.narrows else _density(request)
    place = PlaceForm(request.GET).place()
    page = queries.timeline(
        viewer,
        person,
        filters=filters,
        per_page=_PER_PAGE[density],
        whole=density == _FULL,
        **place,
    )
    extent = queries.extent(viewer, person, filters=filters)
    drafts, visits = queries.drafts_about(viewer, person), queries.next_visits(person)
    found = queries.happenings(viewer, person, _span(request, page), with_rows=(drafts, visits))
    frame = person_page(request, person, tab="record")
    request.shown = ("timeline", *_open_keys(page), *_beside(found))
    place_kept.remember(request, person)
    context = {
        **frame,
        **_feed(
            page,
            [narrowed(timeline.shown(row, today=today), row, filters) for row in page.rows],
            found,
        ),
        "page": page,
        "only_entries": _only_entries(request),
        "extent": extent,
        "counted": _counted(extent.count),
        "compact": density == _COMPACT,
        "chips": _chips(request, filters),
        "quick": _quick(request, person, filters),
        "jump": _jump(request, extent),
        "filtered": bool(filters.active),
        "deeper": bool(place),
        "to_do": [
            {**timeline.action_shown(each, today), "entry": each.entry, "key": each.key}
            for each in page.to_do
        ],
        "glance": glance.at_a_glance(viewer, person, frame["banner"], to_do=page.to_do),
        "drafts": drafts,
        "next_visits": list(visits),
        "today": today,
        "closed_parts": _closed_parts(viewer, person, filters),
    }
    return render(request, "records/timeline.html", context)


def _closed_parts(viewer, person, filters: TimelineFilters) -> list[Restriction]:
    """Return what restricts the part that is asked for: its reader is told whom to ask."""
    if not filters.record_as:
        return []
    closed = people_queries.parts_closed(viewer, person)
    return [each for each in closed if each.part == filters.record_as]


@require_GET
@person_view(
    Permission.VIEW, verb="records.filters_opened", shown=("filters",), because=_WORK_WITH_THEM
)
def choose_filters(request, person):
    """Offer every filter of the timeline, with how many entries each would find."""
    return choose_again(request, person, TimelineForm(request.GET).chosen())


def choose_again(request, person, filters: TimelineFilters):
    """Show the filters as they were typed, with what is wrong about them."""
    facets = queries.facets(request.user, person, filters)
    form = TimelineForm(request.GET or None, facets=facets)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "total": facets.total,
        "counted": _counted(facets.total),
    }
    return render(request, "records/timeline_filters.html", context)


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.timeline_printed",
    because="Those who may read a record may need it on paper; each printing is logged.",
)
def print_timeline(request, person):
    """Show the entries that the filters leave, whole, as they go on paper; none for a wrong one."""
    form = TimelineForm(request.GET)
    filters = form.chosen()
    if form.errors:
        request.shown = ("filters",)
        return choose_again(request, person, filters)
    place = PlaceForm(request.GET).place()
    page = queries.timeline(
        request.user, person, filters=filters, per_page=PRINTED_AT_MOST, **place
    )
    found = queries.happenings(request.user, person, _span(request, page))
    request.shown = ("timeline", *_open_keys(page), *_beside(found))
    context = {
        **person_page(request, person, tab="record"),
        **_feed(page, [narrowed(timeline.shown(row), row, filters) for row in page.rows], found),
        "page": page,
        "counted": _counted(len(page.rows)),
        "words": [chip["label"] for chip in _chips(request, filters)],
        "at": clock.now(),
        "back": reverse("records:timeline", args=[person.key]),
    }
    return render(request, "records/timeline_print.html", context)


@require_GET
@person_view(Permission.VIEW, verb="records.known_then_opened", because=_WORK_WITH_THEM)
def as_known(request, person):
    """Show what had been written by an instant, or ask for one."""
    form = KnownForm(request.GET or None)
    context = {**person_page(request, person, tab="record"), "form": form}
    if not form.is_valid():
        return render(request, "records/timeline_as_known.html", context)
    at = form.instant
    page = queries.timeline(request.user, person, known_at=at, **PlaceForm(request.GET).place())
    today = clock.day_of(at)
    extent = queries.extent(request.user, person, known_at=at, days=page.days)
    found = queries.happenings(request.user, person, _span(request, page))
    then = f"as known {clock.local(at):%Y-%m-%d %H:%M}"
    request.shown = (then, *_open_keys(page), *_beside(found))
    context |= {
        "known_at": at,
        **_feed(
            page,
            [timeline.shown(row, today=today, known_at=at) for row in page.rows],
            found,
        ),
        "only_entries": _only_entries(request),
        "page": page,
        "extent": extent,
        "counted": _counted(extent.count),
        "jump": _jump(request, extent),
    }
    return render(request, "records/timeline_as_known.html", context)


def _only_entries(request) -> bool:
    return request.GET.get("feed") == "entries"


def _span(request, page: queries.TimelinePage) -> Span | None:
    """Return the time of which what else happened is asked for."""
    return None if _only_entries(request) else page.span


def _beside(found: Sequence[Happening]) -> tuple[str, ...]:
    """Return what the log names of what else happened, where it was shown."""
    return ("what else happened",) if found else ()


def _feed(
    page: queries.TimelinePage, rows: list[dict[str, Any]], found: Sequence[Happening]
) -> dict[str, Any]:
    return {"rows": rows, "feed": feed(page, rows, found)}


def _open_keys(page: queries.TimelinePage) -> list[str]:
    return [row.entry.key for row in page.rows if row.is_open]


def _counted(count: int) -> str:
    return formats.counted(count, "entry", "entries")


def _density(request) -> str:
    """Return how much is shown of each entry, as asked now or as last asked by this user."""
    asked = request.GET.get("view")
    if asked in _PER_PAGE:
        request.session[_DENSITY] = asked
    kept = request.session.get(_DENSITY)
    return kept if kept in _PER_PAGE else _FULL


def _chips(request, filters: TimelineFilters) -> list[dict[str, str]]:
    """Return each chosen filter in words, with the address that leaves it out."""
    author = staff_queries.name_of(filters.author) if filters.author else ""
    return [
        {"label": in_words(name, value, author=author), "without": _address(request, **{name: ""})}
        for name, value in filters.active.items()
    ]


def _quick(request, person, filters: TimelineFilters) -> list[dict[str, str]]:
    """Return the filters that are one press away, those not chosen, with what each would find."""
    counts = queries.flag_counts(request.user, person, filters)
    return [
        {"label": f"{label} ({counts[name]:,})", "url": _address(request, **{name: "on"})}
        for name, label in FLAG_LABELS.items()
        if name not in filters.active
    ]


def _jump(request, extent: queries.Extent) -> dict[str, Any]:
    """Return the form that goes to a month, with the years that there are."""
    if extent.first_on is None or extent.last_on is None:
        return {}
    kept = [(name, value) for name, value in request.GET.items() if name not in _PLACE and value]
    return {
        "form": PlaceForm(request.GET),
        "years": range(extent.last_on.year, extent.first_on.year - 1, -1),
        "kept": kept,
    }


def _address(request, **changed: str) -> str:
    """Return this page's query with some parts changed, at the newest entries."""
    query = request.GET.copy()
    for name in (*_PLACE, *changed):
        query.pop(name, None)
    query.update({name: value for name, value in changed.items() if value})
    return f"?{query.urlencode()}"
