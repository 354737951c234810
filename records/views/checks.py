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
from records.forms.checks import CheckForm, EntryForm, ShortFormForm, WordsForm
from records.quality import checks
from records.quality.own_words import GLOSSARY, as_shipped, has_list
from records.rules import coached
from records.rules import local_checks as local_rules
from records.rules.local_checks import decided, local_checks
from ui import refusals

_LEAD = "Who answers for recording sees which checks help their writers."
_OWN = "Administrators keep what the council decides for itself."


@require_GET
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_LEAD)
def listed(request):
    """List every check as it stands, those first that writers reported as not helpful."""
    rows = decided()
    local = local_checks(rows)
    own = {each.check_key for each in rows if each.phrase or each.says}
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
    if form is not None and form.is_valid() and _is_changed(request, form, check_key):
        messages.success(request, f"{check.title}: changed for everyone.")
        return redirect("records:check", check_key)
    reports = _reports(request, check_key)
    listed_words = local_rules.listed(check_key)
    context = {
        "check": check,
        "is_off": check_key in local.off,
        "says": local.messages.get(check_key, ""),
        "words": [each for each in listed_words if each.is_own],
        "has_words": has_list(check_key),
        "is_glossary": check_key == GLOSSARY,
        "form": form,
        "history": _history(check_key, listed_words),
        "reports": reports,
        "reviews": request.user.has_role(Role.MANAGER),
    }
    return render(request, "records/checks/show.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def words(request, check_key):
    """List what the list of a check holds, and add words or short forms to it."""
    check = _check_with_list(check_key)
    asked = ShortFormForm if check_key == GLOSSARY else WordsForm
    form = asked(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_changed(request, form, check_key, is_on=True):
        said = "is in the list" if check_key == GLOSSARY else "is looked for from now on"
        messages.success(request, f"“{form.cleaned_data['phrase']}” {said}.")
        return redirect("records:check-words", check_key)
    context = {
        "check": check,
        "form": form,
        "listed": local_rules.listed(check_key),
        "is_glossary": check_key == GLOSSARY,
    }
    return render(request, "records/checks/words.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def entry(request, check_key, phrase):
    """Switch one entry of a list, or say it in other words."""
    check = _check_with_list(check_key)
    found = next((e for e in local_rules.listed(check_key) if e.phrase == phrase), None)
    if found is None:
        raise Http404
    has_own_says = found.is_own or check_key == GLOSSARY
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        check=check,
        is_shipped=as_shipped(check, phrase) is not None,
        has_meaning=check_key == GLOSSARY,
        initial={"is_on": found.is_on, "says": found.says if has_own_says else ""},
    )
    if form.is_valid() and _is_changed(request, form, check_key, phrase=phrase):
        messages.success(request, f"“{found.shown}”: changed for everyone.")
        return redirect("records:check-words", check_key)
    context = {
        "check": check,
        "entry": found,
        "form": form,
        "history": [e for e in queries.check_history(check_key) if e.phrase == phrase],
    }
    return render(request, "records/checks/entry.html", context)


def _is_changed(request, form, check_key, **given):
    """Change what a form asks; where that cannot be, say so in it."""
    try:
        actions.change_check(check_key=check_key, by=request.user, **given | form.cleaned_data)
    except ValidationError as wrong:
        refusals.show(form, wrong)
        return False
    return True


def _history(check_key, listed_words):
    """Return what was changed, each with its words as they are shown."""
    shown = {each.phrase: each.shown for each in listed_words}
    return [
        {"row": row, "shown": shown.get(row.phrase, row.phrase)}
        for row in queries.check_history(check_key)
    ]


def _about(category):
    return {"plain_english": "Plain English"}.get(category, category.capitalize())


def _check(key):
    if key not in coached.told_by_coach():  # the form itself asks for the rest
        raise Http404
    return checks()[key]


def _check_with_list(key):
    if not has_list(key):
        raise Http404
    return _check(key)


def _reports(request, check_key):
    """Return what was reported of a check in entries open to a manager; to others, nothing."""
    if not request.user.has_role(Role.MANAGER):
        return []
    reports = queries.reports_of(request.user, check_key)
    people = {row.version.entry.person.key: row.version.entry.person for row in reports}
    if people:
        log.record("records.reports_listed", by=request.user, subjects=people.values())
    return [{"row": row, "type": row.version.entry.record_type.title} for row in reports]
