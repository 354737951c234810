"""Declaring whom one knows, and who may say that it has ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff
from audit import log
from people import actions, queries
from people.forms.conflicts import (
    DecideForm,
    DeclareForm,
    EndDeclarationForm,
    LeaveUntiedForm,
    TieForm,
)
from people.forms.emergency import EmergenciesForm
from people.queries.conflicts import may_decide, may_end, may_tie
from ui import refusals

_DECLARE = "Staff say whom they know, so that the record is closed to them, now or when it comes."
# What each button on the page of a declaration does, and what is said then.
_ACTS = {
    "decide": (actions.decide_declaration, "Decided."),
    "end": (actions.end_declaration, "Ended."),
    "tie": (
        actions.tie_declaration,
        "If you may find a record with this number, it is closed to them from now on.",
    ),
    "untied": (actions.leave_untied, "Noted. It comes back to records officers after some months."),
}


@require_GET
@open_to_all_staff(because=_DECLARE)
def declarations(request):
    """List one's own declarations, and those of staff one manages or, for records officers, all."""
    before = EmergenciesForm(request.GET).chosen()
    rows, older = queries.page_of_declarations(request.user, before=before)
    log.record("people.declarations_listed", by=request.user)
    context = {"rows": rows, "older": older, "today": clock.today()}
    return render(request, "people/conflicts/list.html", context)


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
    """Show one declaration; decide about it, end it, or say whose record it means."""
    row = queries.declaration_for(request.user, declaration_key)
    if row is None:
        raise Http404
    given = request.POST if request.method == "POST" else {}
    look_on = queries.look_again_on(clock.today())
    forms = {
        "decide": DecideForm(given if "decide" in given else None, initial={"review_on": look_on}),
        "end": EndDeclarationForm(given if "end" in given else None),
        "tie": TieForm(given if "tie" in given else None),
        "untied": LeaveUntiedForm(given if "untied" in given else None),
    }
    problems: list[str] = []
    try:
        if (words := _done(request.user, row, forms)) is not None:
            messages.success(request, words)
            return redirect("people:declaration", row.key)
    except (ValidationError, PermissionDenied) as wrong:
        problems = refusals.words_of(wrong)
    log.record("people.declaration_opened", by=request.user, target=row)
    runs = row.ended_at is None
    context = {
        "row": row,
        "runs": runs,
        "reviews": queries.reviews_of(row),
        "may_decide": runs and may_decide(request.user, row),
        "may_end": runs and may_end(request.user, row),
        "may_tie": runs and may_tie(request.user, row),
        "problems": problems,
    }
    return render(request, "people/conflicts/show.html", context | forms)


def _done(user, row, forms) -> str | None:
    for name, (act, words) in _ACTS.items():
        form = forms[name]
        if form.is_valid() and refusals.is_done(form, act, declaration=row, by=user):
            return words
    return None
