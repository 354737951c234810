"""One of those around a person: who they are, how to reach them, what may be shared with them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from people import actions, queries
from people.access import Permission
from people.forms.relationships import ContactChangeForm
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


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="people.details_opened",
    shown=("contacts",),
    because="Those who write on a record keep it true how to reach who is around the person.",
)
def change(request, person, end_key):
    """Change how somebody around a person is reached, or say that they are not around any more."""
    contact = queries.contact_around(person, end_key)
    if contact is None:
        raise Http404
    form = ContactChangeForm(request.POST if request.method == "POST" else None, contact=contact)
    if form.is_valid():
        try:
            actions.change_contact(
                contact=contact, by=request.user, told=form.told, **form.answer()
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, "Saved. What stood before is in the history.")
            return redirect("people:area", person.key, "people")
    context = {**person_page(request, person, tab="about"), "contact": contact, "form": form}
    return render(request, "people/around_change.html", context)
