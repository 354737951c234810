"""Teams and the line of management, for an administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import actions, holdings, queries
from accounts.forms.staff import CloseTeamForm, TeamForm
from accounts.guards import open_to_roles
from accounts.models import Team
from accounts.roles import Role
from ui import refusals

_KEEPS = "System administrators keep which teams there are, and who manages whom."


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def team_list(request):
    """List the teams with their managers and how many are in them."""
    context = {"teams": queries.teams(), "closed": queries.teams(closed=True)}
    return render(request, "accounts/administration/teams.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def add_team(request):
    """Add a team."""
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.staff_found(),
        initial={"kind": Team.Kind.TEAM},
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            team = actions.add_team(
                by=request.user, supports=tuple(fields.pop("supports")), **fields
            )
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"{team.name} was added.")
            return redirect("administration:team", team.key)
    return render(request, "accounts/administration/add_team.html", {"form": form})


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def team(request, team_key):
    """Show one team: who is in it, what it was called, and what is left before it can close."""
    found = _known(team_key)
    context = {
        "team": found,
        "members": queries.members_of(found),
        "changes": found.changes.select_related("lead", "changed_by"),
        "held": holdings.of_team(found),
    }
    return render(request, "accounts/administration/team.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def change_team(request, team_key):
    """Rename a team, or change its area, kind, manager or whom it supports."""
    found = _known(team_key)
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.staff_found(),
        team=found,
        initial={
            "name": found.name,
            "area": found.area,
            "kind": found.kind,
            "lead": found.lead,
            "supports": list(found.supports.all()),
            "starts_on": clock.today(),
        },
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            actions.change_team(
                found, by=request.user, supports=tuple(fields.pop("supports")), **fields
            )
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, "The team was changed.")
            return redirect("administration:team", found.key)
    context = {"form": form, "team": found}
    return render(request, "accounts/administration/change_team.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def close_team(request, team_key):
    """Close a team that has nobody and nothing left."""
    found = _known(team_key)
    form = CloseTeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.close_team(found, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"{found.name} is closed.")
            return redirect("administration:teams")
    held = holdings.of_team(found)
    context = {
        "form": form,
        "team": found,
        "held": held,
        "is_empty": not any(each.count for each in held),
    }
    return render(request, "accounts/administration/close_team.html", context)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def lines(request):
    """Show who reports to whom, as a tree."""
    return render(request, "accounts/administration/lines.html", {"tree": queries.tree()})


def _known(team_key):
    found = Team.objects.select_related("lead").filter(key=team_key).first()
    if found is None:
        raise Http404
    return found
