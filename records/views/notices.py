"""Whom a worker is still to tell how the council uses what it knows of them."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE
from audit import log
from records import queries


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because="Workers tell their people what is kept about them.")
def listed(request):
    """List the viewer's people who are to be told, or told again, the longest first."""
    rows = list(queries.notices_to_give(request.user))
    again = list(queries.notices_to_give_again(request.user))
    if rows or again:
        people = [row.person for row in [*rows, *again]]
        log.record("records.notices_listed", by=request.user, subjects=people)
    context = {
        "rows": rows,
        "again": again,
        "late_since": queries.notices_late_since(clock.today()),
    }
    return render(request, "records/notices/list.html", context)
