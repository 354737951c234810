"""Concerns by provider, for managers: counted, and open to the records behind each number."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from oversight.figures import FEWEST
from oversight.queries import concerns as queries

_BECAUSE = "Managers see at which providers concerns come together, and open those behind a number."
PER_PAGE = 25
_TOO_FEW = {"text": "Too few to tell"}


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def concerns(request):
    """Show how many concerns there are about each provider and of each kind of harm."""
    report = queries.concerns_report(request.user)
    log.record("oversight.concerns_opened", by=request.user)
    context = {
        "report": report,
        "months": queries.MONTHS,
        "fewest": FEWEST,
        "provider_columns": ["Provider", {"label": "Concerns", "numeric": True}],
        "by_provider": [
            [{"text": each.name}, _cell(each, reverse("oversight:concerns-of", args=[each.key]))]
            for each in report.providers
        ],
        "harm_columns": ["Kind of harm", {"label": "Concerns", "numeric": True}],
        "by_harm": [[{"text": each.name}, _cell(each)] for each in report.harms],
    }
    return render(request, "oversight/concerns.html", context)


@require_GET
@open_to_roles(Role.MANAGER, because=_BECAUSE)
def concerns_of(request, provider):
    """List the concerns about one provider, if there are enough for its number to be told."""
    group = queries.concerns_behind(request.user, provider)
    if group is None:
        return render(request, "oversight/concerns_of.html", {"is_too_few": True})
    page = Paginator(group.entries, PER_PAGE).get_page(request.GET.get("page"))
    people = {each.person.key: each.person for each in page}
    log.record("oversight.provider_concerns_opened", by=request.user, subjects=people.values())
    rows = [(each, each.record_type.title) for each in page]
    context = {"group": group, "months": queries.MONTHS, "page": page, "rows": rows}
    return render(request, "oversight/concerns_of.html", context)


def _cell(group, url=""):
    if not group.cell.is_told:
        return _TOO_FEW
    return {"text": str(group.cell.among), "url": url} if url else {"text": str(group.cell.among)}
