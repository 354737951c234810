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
from people.pages_of_results import page_number
from retention import actions, holding, queries
from retention.forms import EndForm, HoldForm, HoldManyForm, LookAgainForm
from retention.models import Hold
from retention.schedule import schedule
from ui import refusals

_BECAUSE = "Records officers keep what a claim, an inquiry, a complaint or a request needs."


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="retention.hold_opened", shown=("holds",), because=_BECAUSE)
def hold(request, person):
    """Show the holds on a record; place one, look at one again, or end it."""
    holds = holding.holds_of(person)
    do, key = request.POST.get("do", ""), request.POST.get("hold", "")
    place = HoldForm(request.POST if do == "place" else None, prefix="place")
    rows = [
        {
            "hold": each,
            "look": LookAgainForm(_given(request, "look", do, key, each), prefix=f"l-{each.key}"),
            "end": EndForm(_given(request, "end", do, key, each), prefix=f"e-{each.key}"),
            "is_own": each.placed_by_id == request.user.pk,
            "of_many": holding.in_words(each) if each.person is None else (),
        }
        for each in holds
    ]
    form: forms.Form | None = None
    if request.method == "POST":
        chosen = next((row for row in rows if row["hold"].key == key and not row["of_many"]), None)
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
    page = page_number(request, most=queries.MOST_PAGES)
    rows, more = queries.page_of_holds(request.user, page=page)
    people = {row.person.key: row.person for row in rows}
    log.record("retention.holds_listed", by=request.user, subjects=people.values())
    many = [(each, holding.in_words(each)) for each in queries.holds_of_many()]
    context = {
        "rows": rows,
        "many": many if page == 1 else [],
        "inquiries": queries.inquiries(*queries.said_of_inquiries()) if page == 1 else [],
        "next": page + 1 if more else None,
        "today": clock.today(),
    }
    return render(request, "retention/holds.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def hold_many(request):
    """Say how many records meet conditions, then hold them all, also those that come to."""
    inquiry = schedule().inquiries.get(request.GET.get("inquiry", ""))
    form = HoldManyForm(
        request.POST if request.method == "POST" else None,
        initial=_for_inquiry(inquiry) if inquiry else None,
    )
    count = None
    if form.is_valid():
        if request.POST.get("do") == "place":
            try:
                placed = actions.hold_many(by=request.user, **form.cleaned_data)
            except ValidationError as wrong:
                refusals.show(form, wrong)
            else:
                messages.success(request, "The records are held.")
                return redirect("retention:hold-of-many", placed.key)
        else:
            count = holding.held_by(request.user, form.as_hold()).count()
    context = {"form": form, "count": count}
    return render(request, "retention/hold_many.html", context, status=400 if form.errors else 200)


def _for_inquiry(inquiry):
    """Return what a hold for a public inquiry says, as far as the schedule knows."""
    return {
        "inquiry": inquiry.key,
        "kind": Hold.Kind.INQUIRY,
        "reason": inquiry.name,
        "since": inquiry.since,
        "until": inquiry.until,
    }


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def hold_of_many(request, hold_key):
    """Show a hold of many and whom it holds now; look at it again, or end it."""
    found = queries.hold_of_many(hold_key)
    if found is None:
        raise Http404
    do = request.POST.get("do", "")
    look = LookAgainForm(request.POST if do == "look" else None, prefix="look")
    end = EndForm(request.POST if do == "end" else None, prefix="end")
    form = {"look": look, "end": end}.get(do)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _done(form, do, {"hold": found}, None, request.user):
            messages.success(request, _SAID[do])
            return redirect("retention:hold-of-many", found.key)
    page = page_number(request, most=queries.MOST_PAGES)
    people, more = queries.page_of_held(request.user, found, page=page)
    log.record("retention.hold_of_many_opened", by=request.user, subjects=people, target=found)
    context = {
        "hold": found,
        "conditions": holding.in_words(found),
        "people": people,
        "next": page + 1 if more else None,
        "look": look,
        "end": end,
        "form": form,
        "is_own": found.placed_by_id == request.user.pk,
        "today": clock.today(),
    }
    return render(request, "retention/hold_of_many.html", context, status=400 if form else 200)
