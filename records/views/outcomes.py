"""How far each outcome has come, over the reviews of a plan."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.outcomes_opened",
    because="Those who work with a person see how far what they want has come.",
)
def show_outcomes(request, person):
    """Show each outcome with what the reviews said of it, side by side."""
    tables = queries.outcome_tables(request.user, person)
    request.shown = ("outcomes", *(review.key for each in tables for review in each.reviews))
    context = {**person_page(request, person, tab="record"), "tables": tables}
    return render(request, "records/outcomes.html", context)
