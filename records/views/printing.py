"""One entry as it goes on paper: a plan that the person can keep and read."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries
from records.shown import whole
from records.views.reading import guidance_beside


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.entry_printed",
    because="Those who may read an entry may need it on paper; each printing is logged.",
)
def print_entry(request, person, entry_key):
    """Show one entry whole as it goes on paper, under whose record it is."""
    entry = queries.whole_entry(request.user, person, entry_key)
    if entry is None:
        raise Http404
    request.target = entry
    context = {
        **person_page(request, person, tab="record"),
        **whole.read_by(request.user, entry, person),
        "guidance": guidance_beside(request.user, entry),
        "at": clock.now(),
    }
    return render(request, "records/entry_print.html", context)
