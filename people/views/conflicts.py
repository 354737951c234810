"""Declaring whom one knows, and who may say that it has ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff
from accounts.roles import Role
from audit import log
from people import actions, queries
from people.forms.conflicts import DeclareForm, EndDeclarationForm, TieForm
from people.forms.emergency import EmergenciesForm
from people.queries.conflicts import may_end

_DECLARE = "Staff say whom they know, so that the record is closed to them, now or when it comes."


@require_GET
@open_to_all_staff(because=_DECLARE)
def declarations(request):
    """List one's own declarations, and those of staff one manages or, for records officers, all."""
    before = EmergenciesForm(request.GET).chosen()
    rows, older = queries.page_of_declarations(request.user, before=before)
    log.record("people.declarations_listed", by=request.user)
    return render(request, "people/conflicts/list.html", {"rows": rows, "older": older})


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_DECLARE)
def declare(request):
    """Say whom one knows, or whom somebody one manages knows."""
    staff = [request.user, *queries.staff_below(request.user)]
    form = DeclareForm(
        request.POST if request.method == "POST" else None,
        staff=staff,
        initial={"staff": request.user.staff_number},
    )
    if form.is_valid():
        declaration = actions.declare(by=request.user, **form.declared)
        messages.success(request, "Declared. If there is a record, it is closed from now on.")
        return redirect("people:declaration", declaration.key)
    return render(request, "people/conflicts/declare.html", {"form": form})


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_DECLARE)
def declaration(request, declaration_key):
    """Show one declaration; end it, or say whose record it means."""
    row = queries.declaration_for(request.user, declaration_key)
    if row is None:
        raise Http404
    forms = {
        "end": EndDeclarationForm(request.POST if "end" in request.POST else None),
        "tie": TieForm(request.POST if "tie" in request.POST else None),
    }
    problems: list[str] = []
    if request.method == "POST":
        try:
            if (words := _done(request, row, forms)) is not None:
                messages.success(request, words)
                return redirect("people:declaration", row.key)
        except (ValidationError, PermissionDenied) as wrong:
            problems = wrong.messages if isinstance(wrong, ValidationError) else [str(wrong)]
    log.record("people.declaration_opened", by=request.user, target=row)
    runs = row.ended_at is None
    context = {
        "row": row,
        "runs": runs,
        "may_end": runs and may_end(request.user, row, at=clock.now()),
        "may_tie": runs
        and request.user.has_role(Role.RECORDS_OFFICER)
        and request.user.pk != row.user_id,
        "problems": problems,
    }
    return render(request, "people/conflicts/show.html", context | forms)


def _done(request, row, forms) -> str | None:
    if "end" in request.POST and forms["end"].is_valid():
        reason = forms["end"].cleaned_data["reason"]
        actions.end_declaration(declaration=row, by=request.user, reason=reason)
        return "Ended."
    if "tie" in request.POST and forms["tie"].is_valid():
        reference = forms["tie"].cleaned_data["reference"]
        actions.tie_declaration(declaration=row, by=request.user, reference=reference)
        return "If you may find a record with this number, it is closed to them from now on."
    return None
