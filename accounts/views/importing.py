"""Taking in a file of staff or of trainings: first what it would do, then all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, completions, importing
from accounts.forms.importing import RowsFileForm, RowsTextForm
from accounts.guards import open_to_roles
from accounts.roles import Role
from accounts.taking_in import Outcome, Plan

_TAKES_IN = "System administrators take in files of staff and of their training."


@dataclass(frozen=True)
class _Kind:
    """One kind of file: what reads it, what carries it out, and where its pages are."""

    called: str
    reads: ModuleType
    does: Callable[..., Plan[Any]]
    choose: str
    take_in: str
    template: str
    back: str
    back_called: str
    explained: str


KINDS = {
    "staff": _Kind(
        "staff",
        importing,
        actions.import_staff,
        "administration:import",
        "administration:take-in",
        "administration:import-template",
        "administration:staff",
        "Staff",
        "accounts/administration/import_staff.html",
    ),
    "training": _Kind(
        "completed training",
        completions,
        actions.import_trainings,
        "administration:import-training",
        "administration:take-training-in",
        "administration:training-template",
        "staff:training",
        "Training",
        "accounts/administration/import_training.html",
    ),
}


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def choose(request, kind):
    """Ask for a file, and say row by row what it would do. Nothing is changed here."""
    file = KINDS[kind]
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RowsFileForm(*given, called=file.called)
    if form.is_valid():
        return _shown(request, file, form.cleaned_data["file"])
    context = {"form": form, "file": file, "columns": file.reads.COLUMNS, "roles": Role.choices}
    return render(request, "accounts/administration/import.html", context)


@require_POST
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def take_in(request, kind):
    """Do what the file says, all of it or nothing."""
    file = KINDS[kind]
    form = RowsTextForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "The file did not come whole. Choose it again.")
        return redirect(file.choose)
    text = form.cleaned_data["text"]
    try:
        plan = file.does(text=text, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
        return _shown(request, file, text)
    added, changed = plan.count(Outcome.CREATE), plan.count(Outcome.CHANGE)
    messages.success(request, f"The file was taken in: {added} added, {changed} changed.")
    return redirect(file.back)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def template(request, kind):
    """Send a file with the heads, to fill in."""
    response = HttpResponse(KINDS[kind].reads.template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


def _shown(request, file, text):
    plan = file.reads.plan(text, by=request.user)
    context = {
        "plan": plan,
        "file": file,
        "text": text,
        "counts": [
            (each.value, plan.count(each))
            for each in Outcome
            if each is not Outcome.LEFT or plan.count(each)
        ],
    }
    return render(request, "accounts/administration/import_plan.html", context)
