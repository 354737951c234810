"""Taking in a file of staff: first what it would do, then all of it or nothing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, importing
from accounts.forms.importing import StaffFileForm, StaffTextForm
from accounts.guards import open_to_roles
from accounts.roles import Role
from accounts.taking_in import Outcome

_TAKES_IN = "System administrators take in files of staff."


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def choose(request):
    """Ask for a file, and say row by row what it would do. Nothing is changed here."""
    form = StaffFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        return _shown(request, form.cleaned_data["file"])
    context = {"form": form, "columns": importing.COLUMNS, "roles": Role.choices}
    return render(request, "accounts/administration/import.html", context)


@require_POST
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def take_in(request):
    """Do what the file says, all of it or nothing."""
    form = StaffTextForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "The file did not come whole. Choose it again.")
        return redirect("administration:import")
    text = form.cleaned_data["text"]
    try:
        plan = actions.import_staff(text=text, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
        return _shown(request, text)
    added, changed = plan.count(Outcome.CREATE), plan.count(Outcome.CHANGE)
    messages.success(request, f"The file was taken in: {added} added, {changed} changed.")
    return redirect("administration:staff")


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_TAKES_IN)
def template(request):
    """Send a file with the heads, to fill in."""
    response = HttpResponse(importing.template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="staff.csv"'
    return response


def _shown(request, text):
    plan = importing.plan(text, by=request.user)
    context = {
        "plan": plan,
        "text": text,
        "counts": [(each.value, plan.count(each)) for each in Outcome],
    }
    return render(request, "accounts/administration/import_plan.html", context)
