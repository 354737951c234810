"""Joiners, movers and leavers, for an administrator."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from accounts import actions, queries
from accounts.allowed import CONFIRMS
from accounts.forms.staff import (
    AddStaffForm,
    DayForm,
    DetailsForm,
    FindStaffForm,
    LeavingForm,
    MoveForm,
)
from accounts.guards import open_to_roles
from accounts.models import Posting
from accounts.roles import Role
from ui import refusals

PER_PAGE = 50
_NEW_ADDRESS = (
    "The details were changed. The new e-mail address waits until a second person confirms it."
)
_KEEPS = "System administrators keep who works here, where and in which roles."


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def staff_list(request):
    """List staff, found by words, team and whether they are here."""
    form = FindStaffForm(request.GET or None)
    found = queries.staff_found(**form.chosen()) if form.is_bound else queries.staff_found()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": clock.today(), "filtered": bool(request.GET)}
    return render(request, "accounts/administration/staff.html", context)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def staff_on_day(request):
    """List who was in which team, in which role and reporting to whom on a day."""
    form = DayForm(request.GET or None)
    day, words = form.chosen(clock.today()) if form.is_bound else (clock.today(), "")
    page = Paginator(queries.standing_on(day, words=words), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "day": day, "page": page}
    return render(request, "accounts/administration/staff_on_day.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def add_staff(request):
    """Add a joiner, and invite them if that is asked for."""
    form = AddStaffForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.staff_found(),
        initial={"starts_on": clock.today(), "invite": True},
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        wants_invitation = fields.pop("invite")
        try:
            with transaction.atomic():
                user = actions.add_staff(by=request.user, **fields)
                if wants_invitation:
                    _invite(request, user)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(
                request,
                f"{user.name} was added. Their roles wait until a second person confirms them.",
            )
            return redirect("administration:member", user.staff_number)
    return render(request, "accounts/administration/add_staff.html", {"form": form})


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def member(request, staff_number):
    """Show one member of staff: who they are, where they stand and how they came to."""
    user = _known(staff_number)
    context = {
        "member": user,
        "today": clock.today(),
        "is_here": user.works_on(clock.today()),
        "has_left": user.has_left(clock.today()),
        "history": queries.history_of(user),
        "invitations": queries.invitations_of(user)[:5],
        "now": clock.now(),
        "is_self": user.pk == request.user.pk,
    }
    return render(request, "accounts/administration/member.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def change_details(request, staff_number):
    """Put right somebody's name, e-mail address or telephone."""
    user = _known(staff_number)
    given = {name: getattr(user, name) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        try:
            kept = actions.change_staff(user, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            waits = kept.email != form.cleaned_data["email"]
            messages.success(request, _NEW_ADDRESS if waits else "The details were changed.")
            return redirect("administration:member", user.staff_number)
    context = {"form": form, "member": user}
    return render(request, "accounts/administration/change_details.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def move(request, staff_number):
    """Move somebody, or bring them back, from a day on."""
    user = _known(staff_number)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.staff_found().exclude(pk=user.pk),
        initial={
            "job_title": user.job_title,
            "team": user.team,
            "line_manager": user.line_manager,
            "roles": user.roles,
            "starts_on": clock.today(),
        },
    )
    if form.is_valid():
        try:
            posting = actions.move_staff(user, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, _said_of(posting))
            return redirect("administration:member", user.staff_number)
    context = {"form": form, "member": user, "has_left": user.has_left(clock.today())}
    return render(request, "accounts/administration/move.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def leave(request, staff_number):
    """Record somebody's last day, and end their access at once if need be."""
    user = _known(staff_number)
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.end_staff(user, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, "The last day is recorded.")
            return redirect("staff:leaving", user.staff_number)
    context = {"form": form, "member": user}
    return render(request, "accounts/administration/leave.html", context)


@require_POST
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_KEEPS)
def invite(request, staff_number):
    """Send somebody a link by which they choose their own password."""
    user = _known(staff_number)
    try:
        with transaction.atomic():
            _invite(request, user)
    except ValidationError as wrong:
        messages.warning(request, wrong.messages[0])
    else:
        messages.success(request, f"An invitation was sent to {user.email}.")
    return redirect("administration:member", user.staff_number)


@require_POST
@open_to_roles(*CONFIRMS, because="A second person confirms the roles of staff.")
def answer_posting(request, posting_key):
    """Confirm, as the second person, or call off what has not begun."""
    posting = Posting.objects.select_related("user").filter(key=posting_key).first()
    if posting is None:
        raise Http404
    confirms = request.POST.get("act") == "confirm"
    act = actions.confirm_posting if confirms else actions.withdraw_posting
    try:
        act(posting=posting, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
    else:
        messages.success(request, "It is confirmed." if confirms else "It was called off.")
    if not request.user.has_role(Role.SYSTEM_ADMINISTRATOR):
        return redirect("home")
    return redirect("administration:member", posting.user.staff_number)


def _known(staff_number):
    user = queries.colleague(staff_number)
    if user is None:
        raise Http404
    return user


def _invite(request, user):
    actions.invite(
        user,
        by=request.user,
        link_to=lambda secret: request.build_absolute_uri(reverse("welcome", args=[secret])),
        council=settings.COUNCIL_NAME,
    )


def _said_of(posting):
    if posting.waits_for_second:
        return "It waits until a second person has confirmed it."
    if posting.begun_at is None:
        return f"It begins on {posting.starts_on.day} {posting.starts_on:%B %Y}."
    return "The change holds from now on."
