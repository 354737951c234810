"""Arranging cover, and duty rotas by week."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from accounts import actions, queries
from accounts.forms.cover import CoverForm, day_asked
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.models import Cover, Team, User
from accounts.roles import Role
from ui import refusals

PER_PAGE = 40
_COVER = "Staff see who stands in for whom; managers and administrators arrange it."
_ROTA = "Staff see who is on duty; the managers of a team keep its rota."


@require_GET
@open_to_all_staff(because=_COVER)
def covers(request):
    """List the covers that the viewer arranges, is covered by or gives."""
    user = request.user
    below = queries.reports_of(user) if user.has_role(Role.MANAGER) else set()
    ids = None if user.has_role(Role.SYSTEM_ADMINISTRATOR) else below | {user.pk}
    page = Paginator(queries.covers_below(ids, past=True), PER_PAGE).get_page(
        request.GET.get("page")
    )
    staff = User.objects.filter(pk__in=below).order_by("name")
    context = {
        "standing": queries.covers_below(ids),
        "given": queries.covers_about(user).filter(stands_in=user),
        "page": page,
        "staff": queries.staff_found() if ids is None else staff,
        "arranges": ids is None or bool(below),
        "today": clock.today(),
    }
    return render(request, "accounts/staff/covers.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_COVER)
def arrange(request, staff_number):
    """Arrange who stands in for one member of staff."""
    away = queries.colleague(staff_number)
    if away is None:
        raise Http404
    form = CoverForm(
        request.POST if request.method == "POST" else None,
        away=away,
        colleagues=queries.staff_found().exclude(pk__in=[away.pk, request.user.pk]),
        initial={"starts_on": clock.today()},
    )
    if form.is_valid():
        try:
            cover = actions.arrange_cover(away=away, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"{cover.stands_in.name} stands in for {away.name}.")
            return redirect("staff:covers")
    return render(request, "accounts/staff/arrange_cover.html", {"form": form, "away": away})


@require_POST
@open_to_all_staff(because=_COVER)
def end(request, cover_key):
    """End a cover at once."""
    cover = Cover.objects.select_related("away", "stands_in").filter(key=cover_key).first()
    if cover is None:
        raise Http404
    try:
        actions.end_cover(cover=cover, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
    else:
        messages.success(request, f"{cover.stands_in.name} stands in no more.")
    return redirect("staff:covers")


@require_GET
@open_to_all_staff(because=_ROTA)
def rotas(request):
    """List the teams, for their rotas, with who is on duty today."""
    context = {"teams": queries.on_duty_by_team(clock.today()), "today": clock.today()}
    return render(request, "accounts/staff/rotas.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_ROTA)
def rota(request, team_key):
    """Show a week of a team's rota, and keep it or copy the week before."""
    team = Team.objects.select_related("lead").filter(key=team_key).first()
    if team is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    week = queries.rota_of(team, day_asked(data.get("day", "")))
    if request.method == "POST":
        return _keep(request, week)
    people = {user.pk: user for user in queries.members_of(team)}
    people |= {user.pk: user for half in week.halves for user in half.on}
    on = {(half.name, user.pk) for half in week.halves for user in half.on}
    context = {
        "team": team,
        "week": week,
        "earlier": clock.add_days(week.monday, -7),
        "later": clock.add_days(week.monday, 7),
        "rows": [
            {"user": user, "halves": [(half, (half.name, user.pk) in on) for half in week.halves]}
            for user in sorted(people.values(), key=lambda user: user.name)
        ],
        "days": [half for half in week.halves if half.half == "AM"],
        "keeps": queries.may_keep_rota(request.user, team),
    }
    return render(request, "accounts/staff/rota.html", context)


def _keep(request, week):
    copies = request.POST.get("act") == "copy"
    if copies:
        before = queries.rota_of(week.team, clock.add_days(week.monday, -7))
        here = set(queries.members_of(week.team).values_list("pk", flat=True))
        on = [
            (clock.add_days(half.day, 7), half.half.value, user.pk)
            for half in before.halves
            for user in half.on
            if user.pk in here
        ]
    else:
        numbers = {number for half in week.halves for number in request.POST.getlist(half.name)}
        chosen = dict(
            User.objects.filter(
                staff_number__in=[number for number in numbers if "\x00" not in number]
            ).values_list("staff_number", "pk")
        )
        on = [
            (half.day, half.half.value, chosen.get(number, 0))
            for half in week.halves
            for number in request.POST.getlist(half.name)
        ]
    try:
        changes = actions.set_rota(team=week.team, day=week.monday, on=on, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
    else:
        kept = "The week before was copied." if copies else "The rota is kept."
        messages.success(request, kept if changes else "Nothing was changed.")
    where = reverse("staff:rota", args=[week.team.key])
    return redirect(f"{where}?day={week.monday.isoformat()}")
