"""The checks of the coach: what each looks for, and what writers said of it."""

from collections import defaultdict

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from records import queries
from records.catalogue import catalogue
from records.quality import checks

_LEAD = "Who answers for recording sees which checks help their writers."


@require_GET
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_LEAD)
def listed(request):
    """List every check, those first that writers reported as not helpful."""
    groups = defaultdict(list)
    for check in checks().values():
        groups[check.category.replace("_", " ").capitalize()].append(check)
    context = {
        "reported": queries.reported_by_check(),
        "groups": list(groups.items()),
        "months": queries.REPORTED_MONTHS,
    }
    return render(request, "records/checks/list.html", context)


@require_GET
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_LEAD)
def show(request, check_key):
    """Show one check; to a manager also what was reported of it in entries open to them."""
    check = checks().get(check_key)
    if check is None:
        raise Http404
    reports = queries.reports_of(request.user, check_key) if _reviews(request.user) else []
    people = {row.version.entry.person.key: row.version.entry.person for row in reports}
    if people:
        log.record("records.reports_listed", by=request.user, subjects=people.values())
    context = {
        "check": check,
        "reports": [{"row": row, "type": _title(row.version.entry)} for row in reports],
        "reviews": _reviews(request.user),
    }
    return render(request, "records/checks/show.html", context)


def _reviews(user):
    return user.has_role(Role.MANAGER)


def _title(entry):
    return catalogue().pinned(entry.type_key, entry.type_version).title
