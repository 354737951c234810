"""One entry as it was known at an instant: what the timeline of that instant shows of it, whole."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries
from records.forms.timeline import KnownForm
from records.queries.known import days_then, put_days_back, query_of
from records.shown import panels, presentation, removals, timeline, whole


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.entry_known_then_opened",
    because="Those who work with a person read what was recorded.",
)
def show_entry_as_known(request, person, entry_key):
    """Show one entry as it was known at an instant, or ask for one."""
    form = KnownForm(request.GET or None)
    if not form.is_valid():
        return _asked(request, person, entry_key, form)
    at = form.instant
    entry = queries.whole_entry(request.user, person, entry_key, known_at=at)
    if entry is None:
        return _nothing_then(request, person, entry_key, form)
    request.target = entry
    request.shown = (f"as known {clock.local(at):%Y-%m-%d %H:%M}",)
    read = whole.read_by(request.user, entry, person, known_at=at)
    context = {
        **person_page(request, person, tab="record"),
        **read,
        **_moment(form, at),
        "earlier": [
            presentation.present(each, grounds=read["grounds"], today=clock.day_of(at))
            for each in read["versions"][:-1]
        ],
        "links_out": [
            timeline.link_note(link, person=person, outward=True, known_at=at)
            for link in entry.links_out.all()
        ],
        "moved_here": removals.moved_here(entry),
        "files_removed": removals.files_removed(entry, known_at=at),
        "panels": [each for each in panels.beside(request.user, entry) if each.at <= at],
    }
    return render(request, "records/entry_as_known.html", context)


def _asked(request, person, entry_key, form):
    """Ask for an instant, of an entry that stands."""
    entry = queries.entry_for(request.user, person, entry_key)
    if entry is None:
        raise Http404
    request.target, request.shown = entry, ("moment",)
    context = {**person_page(request, person, tab="record"), "form": form, "entry": entry}
    return render(request, "records/entry_as_known.html", context)


def _nothing_then(request, person, entry_key, form):
    """Show what stands in the place of an entry that is not to be read as known then.

    It was taken off the record since; or it had not come to stand on it yet.
    """
    at = form.instant
    context = {**person_page(request, person, tab="record"), **_moment(form, at)}
    removal = queries.removal_for(request.user, person, entry_key, known_at=at)
    if removal is not None:
        request.target, request.shown = removal.entry, ("tombstone",)
        put_days_back([removal.entry], days_then(person, at))
        context |= {
            "day": clock.day_of(removal.entry.event_at),
            "stone": removals.tombstone(removal, known_at=at),
        }
        return render(request, "records/tombstone.html", context)
    context["entry"] = queries.entry_for(request.user, person, entry_key)
    if context["entry"] is None:
        raise Http404
    request.target, request.shown = context["entry"], ("not yet",)
    return render(request, "records/entry_as_known.html", context | {"not_yet": True})


def _moment(form, at):
    return {"form": form, "known_at": at, "known_query": query_of(at)}
