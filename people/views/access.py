"""Sharing one record with a named colleague for a time, and ending that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.queries import colleague, staff_found
from people import actions, queries
from people.access import Permission
from people.forms.access import ShareForm
from people.guards import person_view
from people.page import person_page
from ui import refusals


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.MANAGE,
    verb="people.shares_shown",
    shown=("shares",),
    because="A manager of those who work with a person shares the record with a colleague.",
)
def share(request, person):
    """Show with whom the record is shared; share it with one more, or end it for one."""
    act = request.POST.get("act", "")
    if act == "end":
        return _ended(request, person)
    shares = queries.shares_of(request.user, person)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        staff=staff_found().exclude(pk=request.user.pk),
    )
    if form.is_valid():
        try:
            actions.grant_access(person=person, by=request.user, **form.given)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            shared_with = form.cleaned_data["user"].name
            messages.success(request, f"The record is shared with {shared_with} from now on.")
            return redirect("people:share", person.key)
    context = {**person_page(request, person, tab="involvement"), "form": form, "shares": shares}
    status = 400 if form.errors else 200
    return render(request, "people/share.html", context, status=status)


def _ended(request, person):
    user = colleague(request.POST.get("staff_number", "").replace("\x00", ""))
    if user is None:
        raise Http404
    actions.end_access(person=person, user=user, by=request.user)
    messages.success(request, f"{user.name} can open the record by this no more.")
    return redirect("people:share", person.key)
