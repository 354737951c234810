"""The council's own figures and its bank holidays: as they stand, how they came to, and changes."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import actions, queries
from accounts import local as council
from accounts.forms.local import (
    ChangeSettingForm,
    FindForm,
    HolidayForm,
    TakeOffHolidayForm,
)
from accounts.guards import open_to_roles
from accounts.roles import Role

PER_PAGE = 40
_IS_YEAR = re.compile("(19|20|21)[0-9]{2}")
_OWN = "Administrators keep the figures and days that the council decides for itself."


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def settings(request):
    """List every local figure by the part of the work that it belongs to."""
    form = FindForm(request.GET, label="Words in a setting")
    found = queries.figures(form.typed)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "count": len(found), "words": form.typed}
    return render(request, "accounts/administration/settings.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def setting(request, key):
    """Show one figure with its history, and change it with a reason."""
    known = council.catalogue().get(key)
    if known is None:
        raise Http404
    form = ChangeSettingForm(request.POST if request.method == "POST" else None, setting=known)
    if form.is_valid():
        try:
            actions.change_setting(
                key=key,
                new=int(form.cleaned_data["new"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ValidationError as wrong:
            form.add_error("new", wrong)
        else:
            value = known.in_words(council.settings_value(key))
            messages.success(request, f"{known.title}: {value} from now on.")
            return redirect("administration:setting", key)
    history = Paginator(queries.settings_history(key), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "setting": known,
        "value": known.in_words(council.settings_value(key)),
        "default": known.in_words(known.default),
        "limits": f"{known.in_words(known.least)} to {known.in_words(known.most)}",
        "history": [
            {"row": row, "old": known.in_words(row.old), "new": known.in_words(row.new)}
            for row in history
        ],
        "page": history,
    }
    return render(request, "accounts/administration/setting.html", context)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def holidays(request):
    """List the bank holidays of a year, and every change to the list."""
    asked = request.GET.get("year", "")
    year = int(asked) if _IS_YEAR.fullmatch(asked) else clock.today().year
    history = Paginator(queries.holiday_history(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "rows": queries.holidays_in(year),
        "history": history,
    }
    return render(request, "accounts/administration/holidays.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def add_holiday(request):
    """Make a day a bank holiday."""
    form = HolidayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change = actions.change_holiday(is_holiday=True, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, f"{change.name} is on the list.")
            return redirect(f"{_list()}?year={change.day.year}")
    return render(request, "accounts/administration/add_holiday.html", {"form": form})


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_OWN)
def take_off_holiday(request, day):
    """Make a bank holiday an ordinary day."""
    row = next((row for row in queries.holidays_in(day.year) if row.day == day), None)
    if row is None or not row.is_holiday:
        raise Http404
    form = TakeOffHolidayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.change_holiday(
            day=day, is_holiday=False, reason=form.cleaned_data["reason"], by=request.user
        )
        messages.success(request, f"{row.name} is no bank holiday any more.")
        return redirect(f"{_list()}?year={day.year}")
    context = {"form": form, "row": row}
    return render(request, "accounts/administration/take_off_holiday.html", context)


def _list():
    return reverse("administration:holidays")
