"""Chronologies of a person: list, make, pick entries, describe lines, freeze, print."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.forms.chronologies import ChronologyForm, LineForm
from records.models import Entry
from records.shown.significance import stands_out
from records.signed import digests
from records.views import keeping

_READERS = "Those who work with a person read what was recorded."
_WRITERS = "Those who work with a person write on their record."


@require_GET
@person_view(Permission.VIEW, verb="records.chronologies_listed", because=_READERS)
def listed(request, person):
    """List the chronologies made of this record."""
    context = {
        **person_page(request, person, tab="chronologies"),
        "chronologies": queries.chronologies_of(person),
    }
    return render(request, "records/chronologies/list.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.chronologies_listed", because=_WRITERS)
def begin(request, person):
    """Name a chronology and say what it is for."""
    form = ChronologyForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "New chronology")
    if kept.saves:
        return kept.save()
    if form.is_valid():
        chronology = actions.begin_chronology(person=person, by=request.user, **form.cleaned_data)
        kept.sent()
        return redirect("records:pick-entries", person.key, chronology.key)
    context = {
        **person_page(request, person, tab="chronologies"),
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "records/chronologies/begin.html", context)


@require_GET
@person_view(Permission.VIEW, verb="records.chronology_opened", because=_READERS)
def show(request, person, chronology_key):
    """Show one chronology, in the order in which things happened."""
    chronology = _chronology(request, person, chronology_key)
    return render(request, "records/chronologies/show.html", _page(request, person, chronology))


@require_GET
@person_view(Permission.VIEW, verb="records.chronology_printed", because=_READERS)
def printed(request, person, chronology_key):
    """Show one chronology on a page made to be printed."""
    chronology = _chronology(request, person, chronology_key)
    context = {**_page(request, person, chronology), "printed_at": clock.local(clock.now())}
    return render(request, "records/chronologies/print.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.chronology_picked_from", because=_WRITERS)
def pick(request, person, chronology_key):
    """Pick entries: the significant ones and decisions first, or all."""
    chronology = _to_change(request, person, chronology_key)
    all_kinds = "all" in request.GET
    if request.method == "POST":
        chosen = list(
            queries.pickable(request.user, chronology, all_kinds=True).filter(
                key__in=[key.replace("\x00", "") for key in request.POST.getlist("entry")]
            )
        )
        if chosen:
            try:
                count = actions.pick_entries(chronology=chronology, by=request.user, entries=chosen)
            except ValidationError as frozen:
                messages.error(request, frozen.messages[0])
            else:
                messages.success(request, f"{count} added. Say what each meant for the person.")
            return redirect("records:chronology", person.key, chronology.key)
        messages.warning(request, "Select the entries to add.")
    offered = queries.pickable(request.user, chronology, all_kinds=all_kinds)
    page = Paginator(offered, queries.PICKED_FROM_AT_ONCE).get_page(request.GET.get("page"))
    request.shown = tuple(entry.key for entry in page)
    context = {
        **person_page(request, person, tab="chronologies"),
        "chronology": chronology,
        "page": page,
        "rows": [_offered(entry) for entry in page],
        "all_kinds": all_kinds,
    }
    return render(request, "records/chronologies/pick.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.chronology_line_opened", because=_WRITERS)
def line(request, person, chronology_key, entry_key):
    """Say what happened and what it meant, or take the line off."""
    chronology = _to_change(request, person, chronology_key)
    lines = queries.lines_of(request.user, chronology)
    shown = next((each for each in lines if each.is_open and each.entry.key == entry_key), None)
    if shown is None:
        raise Http404
    if request.method == "POST" and "take_off" in request.POST:
        try:
            actions.take_off_line(line=shown.line, by=request.user)
        except ValidationError as frozen:
            messages.error(request, frozen.messages[0])
        else:
            messages.success(request, "Taken off. The entry stays on the record.")
        return redirect("records:chronology", person.key, chronology.key)
    before = {"event": shown.line.event, "impact": shown.line.impact}
    form = LineForm(request.POST if request.method == "POST" else None, initial=before)
    kept = keeping.of(request, person, form, "Line of a chronology", beside=shown.entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.describe_line(line=shown.line, by=request.user, **form.cleaned_data)
        except ValidationError as frozen:
            form.add_error(None, frozen)
        else:
            kept.sent()
            return redirect("records:chronology", person.key, chronology.key)
    request.target = shown.entry
    context = {
        **person_page(request, person, tab="chronologies"),
        "chronology": chronology,
        "shown": shown,
        "event_on": clock.local(shown.entry.event_at),
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "records/chronologies/line.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.chronology_opened", because=_WRITERS)
def freeze(request, person, chronology_key):
    """Ask, then freeze: nothing of it can be changed afterwards."""
    chronology = _to_change(request, person, chronology_key)
    problem = ""
    if request.method == "POST":
        try:
            actions.freeze_chronology(chronology=chronology, by=request.user)
        except ValidationError as refused:
            problem = refused.messages[0]
        else:
            messages.success(request, "Frozen. It can be read, printed and copied as it is now.")
            return redirect("records:chronology", person.key, chronology.key)
    context = _page(request, person, chronology) | {"problem": problem}
    return render(request, "records/chronologies/freeze.html", context)


@require_POST
@person_view(Permission.WRITE, verb=None, because=_WRITERS)
def begin_from(request, person, chronology_key):
    """Begin a new version of a chronology, with the lines that it has."""
    chronology = _chronology(request, person, chronology_key)
    fresh = actions.begin_from(chronology=chronology, by=request.user)
    messages.success(request, "A new version, with the same lines. The frozen one stays.")
    return redirect("records:chronology", person.key, fresh.key)


def _chronology(request, person, key):
    chronology = queries.chronology_for(person, key)
    if chronology is None:
        raise Http404
    request.target = chronology
    return chronology


def _to_change(request, person, key):
    chronology = _chronology(request, person, key)
    if chronology.frozen_at:
        raise Http404
    return chronology


def _page(request, person, chronology):
    lines = queries.lines_of(request.user, chronology)
    request.shown = tuple(each.entry.key for each in lines if each.is_open)
    return {
        **person_page(request, person, tab="chronologies"),
        "chronology": chronology,
        "lines": [(each, clock.local(each.entry.event_at)) for each in lines],
        "without_impact": sum(1 for each in lines if each.is_open and not each.line.impact),
        "code": digests.code_of(chronology.digest) if chronology.digest else "",
    }


def _offered(entry: Entry):
    return {
        "entry": entry,
        "on": clock.local(entry.event_at),
        "title": entry.record_type.title,
        "stands_out": stands_out(entry),
    }
