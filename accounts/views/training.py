"""Training of staff: how it stands, what each completed, and days that a manager allows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import actions, local, queries
from accounts.forms.training import (
    FindTrainingForm,
    MoreTimeForm,
    TrainingForm,
    WithdrawTrainingForm,
)
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import Role
from accounts.training import State
from ui import formats, refusals

PER_PAGE = 50
_SEES = "Managers see to the training of their staff; administrators keep it on file."


@require_GET
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, because=_SEES)
def report(request):
    """List staff with how their training stands, and each team in numbers."""
    form = FindTrainingForm(request.GET or None)
    chosen = form.chosen() if form.is_bound else {"words": "", "team": None, "state": ""}
    state = chosen.pop("state")
    rows = queries.trained(request.user, **chosen)
    shown = [row for row in rows if _fits(row, state)]
    context = {
        "form": form,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "counts": [
            ("By team", "Team", queries.by_team(rows)),
            ("By role", "Role", queries.by_role(rows)),
        ],
        "year": queries.over_the_year(request.user, **chosen),
        "untrained": queries.untrained(request.user),
        "staff_count": len(rows),
        "valid_count": sum(row.is_valid for row in rows),
        "target": local.settings_value("training.target_percent"),
        "filtered": bool(request.GET),
        "takes_in": request.user.has_role(Role.SYSTEM_ADMINISTRATOR),
    }
    return render(request, "accounts/training/report.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff see their own training, managers that of their staff.")
def member(request, staff_number):
    """Show what somebody completed; an administrator adds to it, a manager allows more days."""
    user = _known(request, staff_number)
    viewer, act = request.user, request.POST.get("act", "")
    records = viewer.has_role(Role.SYSTEM_ADMINISTRATOR) and viewer.pk != user.pk
    stands = queries.how_trained(user)
    may_allow = (
        stands.state is State.GRACE
        and user.training_more_until is None
        and viewer.has_role(Role.MANAGER)
        and user.pk in queries.reports_of(viewer)
    )
    months = local.settings_value("training.valid_months")
    form = None
    if records:
        form = TrainingForm(request.POST if act == "record" else None, months=months)
    more_form = MoreTimeForm(request.POST if act == "allow" else None) if may_allow else None
    said = ""
    if form is not None and _done(form, actions.record_training, user=user, by=viewer):
        said = f"The training of {user.name} is on file."
    elif more_form is not None and (
        more := _done(more_form, actions.allow_more_time, user=user, by=viewer)
    ):
        said = f"Everything stays open for {user.name} until {formats.long_date(more.until)}."
    if said:
        messages.success(request, said)
        return redirect("staff:training-of", user.staff_number)
    context = {
        "member": user,
        "stands": stands,
        "is_self": viewer.pk == user.pk,
        "trainings": queries.trainings_of(user),
        "more_times": queries.more_times_of(user),
        "form": form if more_form is None or not more_form.is_bound else more_form,
        "record_form": form,
        "more_form": more_form,
        "most": local.settings_value("training.more_working_days"),
        "today": clock.today(),
    }
    return render(request, "accounts/training/member.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because="Administrators keep training on file.")
def withdraw(request, staff_number, training_key):
    """Say that a training was recorded wrongly."""
    user = _known(request, staff_number)
    done = queries.trainings_of(user).filter(key=training_key, withdrawn_at=None).first()
    if done is None:
        raise Http404
    form = WithdrawTrainingForm(request.POST if request.method == "POST" else None)
    if _done(form, actions.withdraw_training, done=done, by=request.user):
        messages.success(request, "It counts no more.")
        return redirect("staff:training-of", user.staff_number)
    context = {"form": form, "member": user, "done": done}
    return render(request, "accounts/training/withdraw.html", context)


def _done(form, action, **given):
    """Return what the action made; None, with the reason on the form, if anything is wrong."""
    if not form.is_valid():
        return None
    try:
        return action(**given, **form.cleaned_data)
    except ValidationError as wrong:
        refusals.show(form, wrong)
        return None


def _fits(row, state):
    return row.needs_a_look if state == "look" else state in ("", row.state.value)


def _known(request, staff_number):
    user = queries.colleague(staff_number)
    if user is None:
        raise Http404
    if not queries.sees_training_of(request.user, user):
        raise PermissionDenied("You do not manage this member of staff.")
    return user
