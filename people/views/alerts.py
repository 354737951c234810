"""Alerts about a person: raising one, agreeing to it, reading, looking again and ending it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Role
from people import actions, queries
from people.access import Permission
from people.forms.alerts import AlertForm, EndAlertForm, ReviewAlertForm, ToldForm
from people.guards import person_view
from people.page import person_page
from ui import refusals

_SAFE = "Staff know what is dangerous before they make contact, and the person knows what is said."


@require_GET
@person_view(Permission.VIEW, verb="people.details_opened", shown=("alerts",), because=_SAFE)
def alerts(request, person):
    """Show each alert with its evidence, who agreed, who has read it, and those that ended."""
    standing = queries.alerts_to_read(request.user, person)
    context = {
        **person_page(request, person, tab="about"),
        "alerts": standing,
        "unread": [each for each in standing if each.read_at is None],
        "ended": queries.ended_alerts(person),
        "reads": queries.reads_of(standing),
        "is_manager": request.user.has_role(Role.MANAGER),
    }
    return render(request, "people/alerts/list.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", shown=("alerts",), because=_SAFE)
def raise_alert(request, person):
    """Raise an alert. A manager who did not raise it agrees to it."""
    form = AlertForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.raise_alert(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, "Alert raised. A manager is asked to agree to it.")
        return redirect("people:alerts", person.key)
    context = {**person_page(request, person, tab="about"), "form": form}
    return render(request, "people/alerts/raise.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", shown=("alerts",), because=_SAFE)
def review_alert(request, person, alert_key):
    """Look at an alert again: does it still stand, and on what evidence?"""
    return _answer(
        request,
        person,
        alert_key,
        lambda posted, alert: ReviewAlertForm(
            posted, initial={"detail": alert.detail, "evidence": alert.evidence}
        ),
        lambda alert, given: actions.review_alert(alert=alert, by=request.user, **given),
        "people/alerts/review.html",
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", shown=("alerts",), because=_SAFE)
def end_alert(request, person, alert_key):
    """End an alert, with the reason."""
    return _answer(
        request,
        person,
        alert_key,
        lambda posted, alert: EndAlertForm(posted),
        lambda alert, given: actions.end_alert(alert=alert, by=request.user, **given),
        "people/alerts/end.html",
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", shown=("alerts",), because=_SAFE)
def say_told(request, person, alert_key):
    """Say that the person was told, of an alert that was raised without; ended or not."""
    return _answer(
        request,
        person,
        alert_key,
        lambda posted, alert: ToldForm(posted),
        lambda alert, given: actions.say_told(alert=alert, by=request.user, **given),
        "people/alerts/told.html",
        of=queries.alerts_not_told,
    )


@require_POST
@person_view(Permission.WRITE, verb=None, because=_SAFE)
def agree_alert(request, person, alert_key):
    """Agree to an alert as a manager."""
    try:
        actions.agree_alert(alert=_alert(person, alert_key), by=request.user)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return redirect("people:alerts", person.key)


@require_POST
@person_view(Permission.VIEW, verb=None, because=_SAFE)
def read_alerts(request, person):
    """Say that one has read the alerts that stand: kept with name and time."""
    shown = set(request.POST.getlist("alert"))
    standing = queries.alerts_to_read(request.user, person)
    unread = [each for each in standing if each.key in shown and each.read_at is None]
    actions.read_alerts(person=person, alerts=unread, by=request.user)
    return redirect("people:alerts", person.key)


def _answer(request, person, alert_key, form_of, act, template, *, of=queries.alerts_of):
    alert = _alert(person, alert_key, of=of)
    form = form_of(request.POST if request.method == "POST" else None, alert)
    if form.is_valid():
        try:
            act(alert, form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, "Saved.")
            return redirect("people:alerts", person.key)
    context = {**person_page(request, person, tab="about"), "form": form, "alert": alert}
    return render(request, template, context)


def _alert(person, key, *, of=queries.alerts_of):
    alert = of(person).filter(key=key).first()
    if alert is None:
        raise Http404
    return alert
