"""The directory of staff, a colleague, oneself, and what is left with somebody who leaves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import actions, holdings, queries
from accounts.forms.staff import DirectoryForm, PhoneForm
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import Role, matrix

PER_PAGE = 50
_OVERSEES = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN)
_COLLEAGUES = "Staff find colleagues: name, job, team and how to reach them."


@require_GET
@open_to_all_staff(because=_COLLEAGUES)
def directory(request):
    """List colleagues by name."""
    form = DirectoryForm(request.GET or None)
    found = queries.directory(**form.chosen()) if form.is_bound else queries.directory()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(request.GET),
        "sees_training": request.user.has_role(Role.MANAGER, *queries.SEES_TRAINING),
    }
    return render(request, "accounts/staff/directory.html", context)


@require_GET
@open_to_all_staff(because=_COLLEAGUES)
def colleague(request, staff_number):
    """Show one colleague: job, team, manager and how to reach them."""
    user = _known(staff_number)
    context = {
        "member": user,
        "is_here": user.works_on(clock.today()),
        "manages": _manages(request.user, user),
        "arranges": _manages(request.user, user)
        or request.user.has_role(Role.SYSTEM_ADMINISTRATOR),
        "sees_access": _manages(request.user, user) or request.user.has_role(*_OVERSEES),
        "covers": queries.covers_about(user),
        "today": clock.today(),
    }
    return render(request, "accounts/staff/colleague.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff see their own roles, team, manager and cover.")
def me(request):
    """Show the viewer their own roles, team and manager, and keep their telephone number."""
    user = queries.colleague(request.user.staff_number)
    form = PhoneForm(
        request.POST if request.method == "POST" else None, initial={"phone": user.phone}
    )
    if form.is_valid():
        actions.say_how_to_reach(by=request.user, **form.cleaned_data)
        messages.success(request, "Your telephone number is kept.")
        return redirect("staff:me")
    below = queries.reports_of(user) if user.has_role(Role.MANAGER) else set()
    context = {
        "member": user,
        "form": form,
        "roles": [rules for role, rules in matrix().items() if role in user.roles],
        "leaving": queries.leaving_below(below) if below else [],
        "below_count": len(below),
        "covers": queries.covers_about(user),
        "stands": queries.how_trained(user),
        "shifts": queries.shifts_ahead(user),
        "today": clock.today(),
    }
    return render(request, "accounts/staff/me.html", context)


@require_GET
@open_to_roles(
    Role.MANAGER,
    Role.SYSTEM_ADMINISTRATOR,
    because="A manager hands over what is left with somebody who leaves; numbers only.",
)
def leaving(request, staff_number):
    """Count what is left with somebody who leaves, for their managers and administrators."""
    user = _known(staff_number)
    if not _manages(request.user, user) and not request.user.has_role(Role.SYSTEM_ADMINISTRATOR):
        raise PermissionDenied("You do not manage this member of staff.")
    held = holdings.of_staff(user)
    context = {
        "member": user,
        "held": held,
        "left": sum(each.count > 0 for each in held),
        "manages": _manages(request.user, user),
        "today": clock.today(),
    }
    return render(request, "accounts/staff/leaving.html", context)


def _manages(viewer, user):
    return viewer.has_role(Role.MANAGER) and user.pk in queries.reports_of(viewer)


def _known(staff_number):
    user = queries.colleague(staff_number)
    if user is None:
        raise Http404
    return user
