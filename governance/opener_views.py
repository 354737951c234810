"""Who can open a record and why, and what one member of staff can open and why."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import queries as staff_queries
from accounts.guards import open_to_all_staff
from accounts.roles import matrix, permissions
from audit import log
from governance import openers
from people.access import Permission
from people.guards import person_view
from people.models import AccessReason
from people.page import person_page


@require_GET
@person_view(
    Permission.SEE_ACCESS,
    verb="governance.openers_shown",
    shown=("who can open",),
    because="Managers and information governance see who can open a record, and why.",
)
def who_can_open(request, person):
    """List everybody who can open this record now: why, and until when."""
    page = openers.page_of_openers(person, request.GET.get("page", ""))
    context = {**person_page(request, person, tab="access"), "page": page}
    return render(request, "governance/who_can_open.html", context)


@require_GET
@open_to_all_staff(
    because="Staff, whoever manages them and information governance see what is open to them."
)
def what_opens(request, staff_number):
    """List the records that one member of staff can open now: why, and until when."""
    user = staff_queries.colleague(staff_number)
    if user is None:
        raise Http404
    if not openers.may_look_at(request.user, user):
        raise PermissionDenied("Whoever manages them, and information governance, reads this.")
    number = request.GET.get("page", "")
    page, openings = openers.page_of_openings(request.user, user, number)
    people = [each.person for each in openings]
    log.record("governance.openings_listed", by=request.user, subjects=people, target=user)
    context = {"member": user, "page": page, "openings": openings}
    return render(request, "governance/what_opens.html", context)


@require_GET
@open_to_all_staff(because="Says what each role may do; shows nobody's data.")
def roles(request):
    """Show the matrix of roles and permissions, as the policy reads it."""
    names = permissions()
    rows = [
        {
            "rules": rules,
            "cells": [(title, name in rules.permissions) for name, title in names.items()],
        }
        for rules in matrix().values()
    ]
    reasons = dict(AccessReason.Basis.choices)
    for row in rows:
        row["reasons"] = [reasons[each] for each in row["rules"].reasons]
    context = {"rows": rows, "permissions": names.values(), "held": request.user.roles}
    return render(request, "governance/roles.html", context)
