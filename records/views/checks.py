"""The checks of the coach: what each looks for, what writers say, what the council decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from records import actions, queries
from records.catalogue import catalogue
from records.forms.checks import CheckForm, TakeOutForm, WordsForm
from records.quality import checks
from records.quality.own_words import LISTS
from records.rules import coached
from records.rules.local_checks import decided, local_checks

_LEAD = "Who answers for recording sees which checks help their writers."
_OWN = "Administrators keep what the council decides for itself."


@require_GET
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_LEAD)
def listed(request):
    """List every check as it stands, those first that writers reported as not helpful."""
    rows = decided()
    local = local_checks(rows)
    own = {each.check for each in local.words} | set(local.messages)
    context = {
        "reported": queries.reported_by_check(),
        "shown": [
            {
                "check": checks()[key],
                "about": _about(checks()[key].category),
                "is_off": key in local.off,
                "is_own": key in own,
            }
            for key in coached.told_by_coach()
        ],
        "months": queries.REPORTED_MONTHS,
    }
    return render(request, "records/checks/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_LEAD)
def show(request, check_key):
    """Show one check: to a manager what was reported of it, to an administrator its form."""
    check, local = _check(check_key), local_checks()
    form = None
    if request.user.has_role(Role.SYSTEM_ADMINISTRATOR):
        form = CheckForm(
            request.POST if request.method == "POST" else None,
            check=check,
            initial={"is_on": check_key not in local.off, "says": local.messages.get(check_key)},
        )
    elif request.method == "POST":
        raise PermissionDenied("Only a system administrator can change this.")
    if form is not None and form.is_valid():
        try:
            actions.change_check(check_key=check_key, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, f"{check.title}: changed for everyone.")
            return redirect("records:check", check_key)
    reports = _reports(request, check_key)
    context = {
        "check": check,
        "is_off": check_key in local.off,
        "says": local.messages.get(check_key, ""),
        "words": [each for each in local.words if each.check == check_key],
        "has_words": check_key in LISTS,
        "form": form,
        "history": queries.check_history(check_key),
        "reports": reports,
        "reviews": request.user.has_role(Role.MANAGER),
    }
    return render(request, "records/checks/show.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def words(request, check_key):
    """Add words to the list of a check, or take out those that the council added."""
    check = _check(check_key)
    if check_key not in LISTS:
        raise Http404
    found = [each for each in local_checks().words if each.check == check_key]
    takes_out = request.POST.get("act") == "take-out"
    sent = request.POST if request.method == "POST" else None
    add = WordsForm(None if takes_out else sent, prefix="add")
    out = TakeOutForm(
        sent if takes_out else None, prefix="out", phrases=[each.phrase for each in found]
    )
    form = out if takes_out else add
    if form.is_valid():
        try:
            actions.change_check(
                check_key=check_key,
                by=request.user,
                is_on=not takes_out,
                **{"says": ""} | form.cleaned_data,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            done = "no longer looked for" if takes_out else "looked for from now on"
            messages.success(request, f"“{form.cleaned_data['phrase']}” is {done}.")
            return redirect("records:check", check_key)
    context = {"check": check, "add": add, "out": out, "form": form, "words": found}
    return render(request, "records/checks/words.html", context)


def _about(category):
    return {"plain_english": "Plain English"}.get(category, category.capitalize())


def _check(key):
    if key not in coached.told_by_coach():  # the form itself asks for the rest
        raise Http404
    return checks()[key]


def _reports(request, check_key):
    """Return what was reported of a check in entries open to a manager; to others, nothing."""
    if not request.user.has_role(Role.MANAGER):
        return []
    reports = queries.reports_of(request.user, check_key)
    people = {row.version.entry.person.key: row.version.entry.person for row in reports}
    if people:
        log.record("records.reports_listed", by=request.user, subjects=people.values())
    return [{"row": row, "type": _title(row.version.entry)} for row in reports]


def _title(entry):
    return catalogue().pinned(entry.type_key, entry.type_version).title
