"""Holds: the page of one record, and the list of those that stand."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from retention import actions, queries
from retention.forms import EndForm, HoldForm, LookAgainForm
from ui import refusals

_BECAUSE = "Records officers keep what a claim, an inquiry, a complaint or a request needs."


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="retention.hold_opened", shown=("holds",), because=_BECAUSE)
def hold(request, person):
    """Show the holds on a record; place one, look at one again, or end it."""
    holds = queries.holds_of(person)
    do, key = request.POST.get("do", ""), request.POST.get("hold", "")
    place = HoldForm(request.POST if do == "place" else None, prefix="place")
    rows = [
        {
            "hold": each,
            "look": LookAgainForm(_given(request, "look", do, key, each), prefix=f"l-{each.key}"),
            "end": EndForm(_given(request, "end", do, key, each), prefix=f"e-{each.key}"),
            "is_own": each.placed_by_id == request.user.pk,
        }
        for each in holds
    ]
    form: forms.Form | None = None
    if request.method == "POST":
        chosen = next((row for row in rows if row["hold"].key == key), None)
        if do not in ("place", "look", "end") or (do != "place" and chosen is None):
            raise Http404
        form = place if do == "place" else chosen[do]
        if form.is_valid() and _done(form, do, chosen, person, request.user):
            messages.success(request, _SAID[do])
            return redirect("retention:hold", person.key)
    context = {
        **person_page(request, person),
        "rows": rows,
        "place": place,
        "form": form or place,
        "today": clock.today(),
    }
    return render(request, "retention/hold.html", context, status=400 if form else 200)


_SAID = {
    "place": "The record is held.",
    "look": "The hold stands.",
    "end": "The hold has ended.",
}


def _given(request, wanted, do, key, hold):
    return request.POST if do == wanted and key == hold.key else None


def _done(form, do, chosen, person, user) -> bool:
    """Do what was asked; say on the form why it was refused."""
    given = form.cleaned_data
    try:
        if do == "place":
            actions.place_hold(person=person, by=user, **given)
        elif do == "look":
            actions.look_at_hold(chosen["hold"], by=user, **given)
        else:
            actions.end_hold(chosen["hold"], by=user, **given)
    except ValidationError as wrong:
        refusals.show(form, wrong)
        return False
    return True


@require_GET
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def holds(request):
    """List the holds that stand, the first to be looked at again on top."""
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() else 1
    rows, more = queries.page_of_holds(request.user, page=page)
    people = {row.person.key: row.person for row in rows}
    log.record("retention.holds_listed", by=request.user, subjects=people.values())
    context = {"rows": rows, "next": page + 1 if more else None, "today": clock.today()}
    return render(request, "retention/holds.html", context)
