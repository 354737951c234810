"""The list of who opened a record, for the person: prepare, check with two, release, print."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from governance import access_lists, actions
from governance.forms import PrepareForm, ReleaseForm, WithholdForm
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from ui import refusals

_BECAUSE = "Officers who make copies of a record tell the person who has opened it."
LISTED = 50


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="governance.lists_opened", because=_BECAUSE)
def lists(request, person):
    """Show which lists were prepared, and prepare one."""
    form = PrepareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.prepare_access_list(person=person, by=request.user, **form.cleaned_data)
        return redirect("governance:access-list", person.key, made.key)
    context = {
        **person_page(request, person, tab="access"),
        "form": form,
        "lists": access_lists.lists_of(person)[:LISTED],
    }
    status = 400 if form.errors else 200
    return render(request, "governance/access_lists.html", context, status=status)


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="governance.list_opened", because=_BECAUSE)
def one_list(request, person, list_key):
    """Show a list with whose names are asked to be left out; decide, and release it."""
    access_list = _known(person, list_key)
    request.target = access_list
    act = request.POST.get("act", "") if request.method == "POST" else ""
    staff = access_lists.staff_on(access_list)
    withhold = WithholdForm(request.POST if act == "withhold" else None, staff=staff)
    release = ReleaseForm(request.POST if act == "release" else None)
    withheld = access_lists.withheld_of(access_list)
    names = {each.staff_number: each.who for each in staff}
    for row in withheld:
        row.who = names[row.staff_number]
    done = ""
    try:
        if act == "withhold" and withhold.is_valid():
            actions.ask_to_withhold(
                access_list, person=person, by=request.user, **withhold.cleaned_data
            )
            done = "A second officer is asked to decide."
        elif act == "release" and release.is_valid():
            actions.release_access_list(
                access_list, person=person, by=request.user, **release.cleaned_data
            )
            done = "The list is released. Print it, or save it as a PDF from your browser."
        elif act in ("leave-out", "keep"):
            asked = next(
                (row for row in withheld if str(row.pk) == request.POST.get("asked")), None
            )
            if asked is None:
                raise Http404
            actions.answer_withholding(
                asked, person=person, agree=act == "leave-out", by=request.user
            )
            done = "Your decision is kept."
    except (ValidationError, PermissionDenied) as wrong:
        messages.error(request, " ".join(refusals.words_of(wrong)))
    if done:
        messages.success(request, done)
        return redirect("governance:access-list", person.key, access_list.key)
    context = {
        **person_page(request, person, tab="access"),
        "access_list": access_list,
        "lines": access_lists.shown(access_list, withheld),
        "withheld": withheld,
        "withhold": withhold,
        "release": release,
    }
    wrong = withhold.errors or release.errors
    return render(request, "governance/access_list.html", context, status=400 if wrong else 200)


@require_GET
@person_view(Permission.EXPORT, verb="governance.list_printed", because=_BECAUSE)
def print_list(request, person, list_key):
    """Show a released list as it goes on paper."""
    access_list = _known(person, list_key)
    if access_list.released_at is None:
        raise Http404
    request.target = access_list
    context = {
        **person_page(request, person, tab="access"),
        "access_list": access_list,
        "lines": access_lists.shown(access_list, access_lists.withheld_of(access_list)),
        "at": clock.now(),
    }
    return render(request, "governance/access_list_print.html", context)


def _known(person, list_key):
    access_list = access_lists.list_of(person, list_key)
    if access_list is None:
        raise Http404
    return access_list
