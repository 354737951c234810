"""One of those around a person: who they are, how to reach them, what may be shared with them."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from people import queries
from people.access import Permission
from people.guards import person_view
from people.page import person_page


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.around_opened",
    shown=("contacts",),
    because="Who speaks with somebody's family knows what may be told to whom.",
)
def around(request, person, end_key):
    """Show all that is recorded of somebody around a person, that of today first."""
    known = queries.known_of(request.user, person, end_key)
    if known is None:
        raise Http404
    facts = [*known.relationships, *known.before, *known.stands, *known.shared_before]
    request.beside = queries.named_beside(facts, person)
    context = {
        **person_page(request, person, tab="about"),
        "known": known,
        "around": known.around,
    }
    return render(request, "people/around_one.html", context)
