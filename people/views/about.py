"""What is known about a person: details, people around them, who works with them."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from people import queries
from people.access import Permission
from people.guards import person_view
from people.page import person_page


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.about_opened",
    shown=("details", "communication", "addresses", "contacts", "alerts", "allocations"),
    because="Staff who work with a person need to know how to reach and understand them.",
)
def about(request, person):
    """Show the person's details, contacts and allocation history."""
    context = {
        **person_page(request, person, tab="about"),
        "addresses": person.addresses.all(),
        "needs": person.communication_needs.all(),
        "alerts": person.alerts.select_related("raised_by"),
        "contacts": queries.contacts_of(request.user, person),
        "allocations": person.allocations.select_related("worker", "team"),
        "running": queries.running_allocations(person),
    }
    return render(request, "people/about.html", context)
