"""What was moved in from another system, in numbers, and the report on every line of a file."""

import io

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import Role
from people import actions
from people import queries as people_queries
from people.importing.report import unpacked
from records import files

PER_PAGE = 40
_NUMBERS = ("added", "unchanged", "changed", "refused")
_MOVES_IN = "System administrators move records in, and see numbers and lines, nothing of a record."


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_MOVES_IN)
def listed(request):
    """List the files that were brought in, newest first."""
    found = people_queries.imports_done()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for each in page.object_list:
        each.in_words = {name: f"{getattr(each, name):,}" for name in _NUMBERS}
    return render(request, "records/imports.html", {"page": page, "files": page.object_list})


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_MOVES_IN)
def report(request, key):
    """Send the report on a file: line, number over there, outcome and why."""
    brought_in = people_queries.import_with_report(key)
    if brought_in is None:
        raise Http404
    try:
        packed = files.read(brought_in.report)
    except (FileNotFoundError, files.FileDamaged):
        raise Http404 from None
    actions.take_import_report(brought_in, by=request.user)
    response = StreamingHttpResponse(
        unpacked(io.BytesIO(packed)), content_type="text/csv; charset=utf-8"
    )
    name = f"{brought_in.kind.lower()}-{brought_in.key}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
