"""What is known about a person: how to speak with them first, then everything else."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from accounts.roles import Role
from audit import log
from people import queries
from people.access import Permission
from people.forms.details import other_role
from people.guards import person_view
from people.inlined import together
from people.models import PersonRole
from people.page import entry_blocks, person_page
from people.survivors import keys_of

_TITLES = {
    "communicate": "How to communicate",
    "matters": "What matters",
    "reach": "How to reach them",
    "home": "Home",
    "who": "Who this is",
}
# Of somebody who has died nothing is said as if they could still be asked.
_PAST = {
    "communicate": "How they communicated",
    "matters": "What mattered",
    "reach": "How they were reached",
    "home": "Where they lived",
    "who": "Who this was",
}


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.household_opened",
    shown=("addresses",),
    because="Those who visit somebody know who else lives there; each record has its own basis.",
)
def household(request, person):
    """Show who lives at the same address or in the same building, and who around them is known."""
    households = queries.households_of(request.user, person)
    known = queries.records_around(request.user, person)
    living = [card for each in households for card in each.everybody]
    here = {card.pk for card in living}
    around = queries.cards_of(request.user, [pk for pk in known if pk not in here])
    cards = [*around, *living]
    if cards:
        people = {card.key: card for card in cards}
        log.record("people.people_listed", by=request.user, subjects=people.values())
    context = {
        **person_page(request, person, tab="about"),
        "households": households,
        "around": around,
        "are_here": len(here.intersection(known)),
    }
    return render(request, "people/household.html", context)


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.about_opened",
    shown=("details", "communication", "addresses", "contacts", "alerts", "allocations"),
    because="Staff who work with a person need to know how to reach and understand them.",
)
def about(request, person):
    """Show the person's details, contacts and allocation history."""
    viewer, other = request.user, other_role(person)
    relationships = queries.current(queries.relationships_of(viewer, person))
    request.beside = queries.named_beside(relationships, person)
    points, addresses, codes = (
        queries.true_today(each)
        for each in (person.contact_points, person.addresses, person.kept_back)
    )
    alerts, contacts = queries.alerts_of(person), queries.contacts_of(viewer, person)
    elsewhere, death_tasks = queries.known_elsewhere(person), queries.tasks_on_record(person)
    together(points, addresses, codes, alerts, contacts, elsewhere, death_tasks)
    queries.show_sharing(viewer, person, [*relationships, *contacts])
    context = {
        **person_page(request, person, tab="about"),
        "blocks": queries.blocks_of(person),
        "today": clock.today(),
        "needs": queries.needs_of(person),
        "alerts": alerts,
        "points": points,
        "addresses": addresses,
        "codes": codes,
        "other_role": PersonRole.Kind(other) if other else None,
        "entry_blocks": entry_blocks(viewer, person),
        "relationships": relationships,
        "contacts": contacts,
        "known_elsewhere": elsewhere,
        "titles": _PAST if person.has_died else _TITLES,
        "death_tasks": death_tasks,
        "may_merge": viewer.has_role(Role.MANAGER, Role.RECORDS_OFFICER),
        "was_merged": len(keys_of(person)) > 1,
    }
    return render(request, "people/about.html", context)
