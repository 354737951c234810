"""The register of decisions: of one person, across the council, and another look at one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.forms.decisions import RegisterForm, ReviewForm
from records.shown.decision_sheet import sheet_of
from records.views import keeping

PER_PAGE = 25
MOST_IN_A_FILE = 5000
_READERS = "Those who work with a person read what was recorded."
_WRITERS = "Those who work with a person write on their record."


@require_GET
@person_view(Permission.VIEW, verb="records.decisions_opened", because=_READERS)
def of_person(request, person):
    """Show every decision about a person, newest first, each leading to its note."""
    page = Paginator(queries.decisions_of(request.user, person), PER_PAGE).get_page(
        request.GET.get("page")
    )
    spoken = queries.words_spoken_of(request.user, page, person=person)
    rows = queries.registered(page, spoken=spoken)
    request.shown = ("decisions", *{row.decision.entry.key for row in rows})
    context = {**person_page(request, person, tab="decisions"), "rows": rows, "page": page}
    return render(request, "records/decisions/of_person.html", context)


@require_GET
@open_to_roles(
    Role.MANAGER,
    Role.AUDITOR,
    Role.RECORDS_OFFICER,
    because="Managers, auditors and records officers see what was decided and why.",
)
def register(request):
    """List decisions about everyone whom the viewer may open; none for a wrong filter."""
    found = queries.decisions_across(request.user)
    form = RegisterForm(request.GET or None, decisions=found)
    filters = form.chosen()
    if form.errors:
        return render(request, "records/decisions/register.html", {"form": form, "filtered": True})
    page = Paginator(found.filter(queries.decisions_matching(filters)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = queries.registered(page, spoken=queries.words_spoken_of(request.user, page))
    people = {row.decision.person.key: row.decision.person for row in rows}
    if people:
        shown = ("decisions", *{row.decision.entry.key for row in rows})
        log.record(
            "records.decisions_listed", by=request.user, subjects=people.values(), shown=shown
        )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "rows": rows,
        "page": page,
        "filtered": filters != queries.DecisionFilters(),
        "may_take_away": request.user.has_role(Role.MANAGER),
        "query": query.urlencode(),
    }
    return render(request, "records/decisions/register.html", context)


@require_GET
@open_to_roles(Role.MANAGER, because="Managers take the register of their people away as a file.")
def sheet(request):
    """Send the register, as it is filtered, as a file for a spreadsheet."""
    standing = queries.decisions_across(request.user)
    form = RegisterForm(request.GET or None, decisions=standing)
    filters = form.chosen()
    if form.errors:
        return redirect(f"{reverse('records:decisions')}?{request.GET.urlencode()}")
    found = list(standing.filter(queries.decisions_matching(filters))[:MOST_IN_A_FILE])
    rows = queries.registered(found, spoken=queries.words_spoken_of(request.user, found))
    actions.log_taken_away(by=request.user, decisions=found)
    # The mark tells spreadsheets that the text is UTF-8.
    response = HttpResponse("\ufeff" + sheet_of(rows), content_type="text/csv; charset=utf-8")
    name = f"decisions-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE, verb="records.decision_opened", shown=("decision",), because=_WRITERS
)
def review(request, person, decision_key):
    """Say what came of looking at a decision again."""
    decision = queries.decision_for(request.user, person, decision_key)
    if decision is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Another look at a decision", beside=decision.entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.review_decision(decision=decision, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("review_on" if decision.is_current else None, refused)
        else:
            kept.sent()
            messages.success(request, "What you found stands beside the entry.")
            return redirect("records:entry", person.key, decision.entry.key)
    request.target, request.shown = decision, (*request.shown, decision.entry.key)
    context = {
        **person_page(request, person, tab="decisions"),
        "form": form,
        "kept": kept.shown(),
        "row": queries.registered(
            [decision],
            spoken=queries.words_spoken_of(request.user, [decision], person=person),
        )[0],
    }
    return render(request, "records/decisions/review.html", context)
