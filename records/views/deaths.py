"""The actions that were open when somebody died: closed together, each by its own action."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.forms.deaths import ActionsAfterDeathForm
from records.models import Action
from ui import refusals


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="records.actions_after_death_opened",
    shown=("actions",),
    because="After a death somebody looks at what is open before any of it is closed.",
)
def open_actions(request, person):
    """Show what is still open on the record of somebody who has died, and close what is chosen."""
    if not person.has_died:
        raise Http404
    still_open = queries.open_actions_about(request.user, person)
    form = ActionsAfterDeathForm(
        request.POST if request.method == "POST" else None,
        actions=still_open,
        initial={"outcome": person.death_words},
    )
    if form.is_valid():
        try:
            _close(request.user, form.picked, form.cleaned_data["outcome"])
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, "Closed. What was not selected stays open.")
            return redirect("people:death", person.key)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "actions": still_open,
    }
    return render(request, "records/death/actions.html", context)


@transaction.atomic
def _close(by, picked, outcome):
    for action in picked:
        actions.close_action(action=action, by=by, status=Action.Status.NOT_NEEDED, outcome=outcome)
