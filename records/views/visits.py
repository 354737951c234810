"""Planned visits: a week of them, one of them, and planning one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import local
from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE
from audit import log
from people import access
from people import actions as people_actions
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from people.queries import running_allocations
from records import actions, queries
from records.forms.visits import (
    BookForm,
    CancelVisitForm,
    GiveBookingForm,
    MoveVisitForm,
    PlanVisitForm,
    RecordVisitForm,
    SettleForm,
)
from records.models import PlannedVisit
from records.rules.interpreters import interpreter_needs, which_one
from records.rules.visits import record_type_of
from ui import formats, refusals

_WEEK = "Staff see what they and their team have planned."
_BEFORE_AT_MOST = 100
_PLAN = "Those who work with a person plan when they meet."


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_WEEK)
def week(request):
    """List the planned visits of a week by day: one's own, or those of the team."""
    context = _week(request, "records.visits_listed")
    return render(request, "records/visits/week.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_WEEK)
def print_week(request):
    """Show the planned visits of a week as they go on paper."""
    context = _week(request, "records.visits_printed")
    return render(request, "records/visits/print.html", {**context, "at": clock.now()})


@require_GET
@person_view(Permission.VIEW, verb="records.visit_opened", shown=("visits",), because=_PLAN)
def of_person(request, person):
    """List what is planned with one person, and what was, whoever goes."""
    found, today = queries.visits_of(person), clock.today()
    ahead = [each for each in found if clock.day_of(each.starts_at) >= today]
    before = [each for each in reversed(found) if clock.day_of(each.starts_at) < today]
    context = {
        **person_page(request, person, tab="record"),
        "ahead": _by_day(ahead),
        "before": _by_day(before[:_BEFORE_AT_MOST]),
        "today": today,
    }
    return render(request, "records/visits/of_person.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.visit_opened", shown=("visits",), because=_PLAN)
def plan(request, person):
    """Plan a visit, directly or for an action."""
    found = queries.action_for(request.user, person, request.GET.get("action", ""))
    action = found[0] if found else None
    initial = {"worker": request.user.staff_number}
    if action is not None:
        initial["purpose"] = action.text
    alerts = people_queries.alerts_to_read(request.user, person)
    form = PlanVisitForm(
        request.POST if request.method == "POST" else None,
        staff=_who_may_go(request.user, person),
        **_interpreter(person),
        unread=[alert for alert in alerts if alert.read_at is None],
        initial=initial,
    )
    if form.is_valid():
        if read := form.acknowledged():
            people_actions.read_alerts(person=person, alerts=read, by=request.user)
        try:
            visit = actions.plan_visit(
                person=person, by=request.user, action=action, **form.answer()
            )
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, "Planned.")
            return redirect("records:visit", person.key, visit.key)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "action": action,
        "alerts": alerts,
        "next_visits": queries.next_visits(person),
    }
    return render(request, "records/visits/plan.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.visit_opened", shown=("visits",), because=_PLAN)
def show(request, person, visit_key):
    """Show a visit: move it, cancel it, write its record, or say which entry that is."""
    visit = queries.visit_for(person, visit_key)
    if visit is None:
        raise Http404
    request.target = visit
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    is_planned = visit.status == PlannedVisit.Status.PLANNED
    may_change = is_planned and access.decide(request.user, Permission.WRITE, person).allowed
    goes = is_planned and visit.how == PlannedVisit.How.VISIT
    alerts = people_queries.alerts_to_read(request.user, person) if goes else []
    unread = [alert for alert in alerts if alert.read_at is None]
    if asked == "alerts":
        shown = set(request.POST.getlist("alert"))
        people_actions.read_alerts(
            person=person, alerts=[each for each in unread if each.key in shown], by=request.user
        )
        return redirect("records:visit", person.key, visit.key)
    forms = _forms(request, visit, asked) if may_change else {}
    form = forms.get(asked)
    if form is not None and form.is_valid():
        try:
            said = _change(request.user, visit, asked, form)
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            messages.success(request, said)
            return redirect("records:visit", person.key, visit.key)
    readable = visit.entry is not None and queries.may_open(request.user, visit.entry)
    context = {
        **person_page(request, person, tab="record"),
        "visit": visit,
        "is_planned": is_planned,
        "alerts": alerts,
        "unread": unread,
        "may_change": may_change,
        "is_due": visit.starts_at <= clock.now(),
        "entry": visit.entry if readable else None,
        "entry_title": visit.entry.record_type.title if readable else "",
        "type_key": record_type_of(visit),
        **forms,
    }
    return render(request, "records/visits/visit.html", context)


def _forms(request, visit, asked):
    names = ("move", "cancel", "record", "book", "settle", "give")
    posted = {key: request.POST if asked == key else None for key in names}
    at = clock.local(visit.starts_at)
    offered = [
        (
            entry,
            f"{entry.record_type.title},"
            f" {formats.long_datetime(entry.event_at)}, {entry.written_by}",
        )
        for entry in queries.entries_that_could_record(request.user, visit)
    ]
    who = _who_may_go(request.user, visit.person, also=visit.worker)
    interpreter = _interpreter(visit.person)
    found = {}
    if visit.interpreter:
        given = {"state": visit.interpreter, "said": visit.interpreter_said}
        found["settle"] = SettleForm(posted["settle"], prefix="settle", initial=given)
        others = [user for user in who if user != visit.interpreter_owner]
        if others and visit.interpreter == PlannedVisit.Interpreter.TO_BOOK:
            found["give"] = GiveBookingForm(posted["give"], prefix="give", staff=others)
    elif interpreter["which"]:
        given = {"book_owner": visit.worker.staff_number}
        found["book"] = BookForm(
            posted["book"], prefix="book", staff=who, initial=given, **interpreter
        )
    return found | {
        "move": MoveVisitForm(
            posted["move"],
            prefix="move",
            staff=who,
            initial={
                "starts_at": at.strftime("%Y-%m-%dT%H:%M"),
                "worker": visit.worker.staff_number,
            },
        ),
        "cancel": CancelVisitForm(posted["cancel"], prefix="cancel"),
        "record": RecordVisitForm(posted["record"], prefix="record", offered=offered),
    }


def _change(by, visit, asked, form):
    if asked == "move":
        actions.move_visit(visit=visit, by=by, **form.answer())
        return "Changed."
    if asked == "book":
        actions.ask_for_interpreter(visit=visit, booking=form.booking(), by=by)
        return "Asked for."
    if asked == "give":
        actions.hand_over_booking(visit=visit, owner=form.owner, by=by)
        return f"Handed over to {form.owner.name}."
    if asked == "settle":
        actions.settle_interpreter(visit=visit, by=by, **form.cleaned_data)
        return "Kept."
    if asked == "cancel":
        actions.cancel_visit(visit=visit, by=by, **form.cleaned_data)
        return "Cancelled."
    entry = queries.entry_for(by, visit.person, form.cleaned_data["entry"])
    if entry is None:
        raise ValidationError({"entry": "Select the entry"})
    actions.record_visit(visit=visit, entry=entry, by=by)
    return "Put together."


def _interpreter(person) -> dict[str, Any]:
    """Return which interpreter is booked for a visit, and how long before it."""
    return {
        "which": which_one(interpreter_needs(person)),
        "days": local.settings_value("interpreters.book_working_days"),
    }


def _who_may_go(viewer, person, *, also=None):
    """Return the viewer and those who work with the person, each once."""
    staff = [viewer, *(row.worker for row in running_allocations(person) if row.worker)]
    if also is not None:
        staff.append(also)
    return list({user.pk: user for user in staff}.values())


def _week(request, verb) -> dict[str, Any]:
    monday = _monday(request.GET.get("week", ""))
    team = request.GET.get("whose") == "team"
    visits = queries.visits_of_week(request.user, monday, team=team)
    if visits:
        people = {visit.person.key: visit.person for visit in visits}
        log.record(verb, by=request.user, subjects=people.values(), shown=[monday.isoformat()])
    today = clock.today()
    url, whose = reverse("records:visits"), "&whose=team" if team else ""
    days = [clock.add_days(monday, number) for number in range(7)]
    by_day = {day: [] for day in days} | dict(_by_day(visits))
    # Weekends stand there only when something is planned.
    shown = [(day, rows) for day, rows in by_day.items() if rows or day.weekday() < 5]
    return {
        "monday": monday,
        "sunday": days[-1],
        "days": shown,
        "count": len(visits),
        "team": team,
        "today": today,
        "here": f"?week={monday.isoformat()}{whose}",
        "before": f"{url}?week={clock.add_days(monday, -7).isoformat()}{whose}",
        "after": f"{url}?week={clock.add_days(monday, 7).isoformat()}{whose}",
        "tabs": [
            {
                "label": label,
                "url": f"{url}?week={monday.isoformat()}{more}",
                "current": team is of_team,
            }
            for label, more, of_team in (
                ("Mine", "", False),
                ("My team’s", "&whose=team", True),
            )
        ],
    }


def _by_day(visits) -> list[tuple[date, list[dict[str, Any]]]]:
    today = clock.today()
    found: dict[date, list[dict[str, Any]]] = {}
    for visit in visits:
        day = clock.day_of(visit.starts_at)
        is_planned = visit.status == PlannedVisit.Status.PLANNED
        row = {"visit": visit, "is_without_record": is_planned and day < today}
        found.setdefault(day, []).append(row)
    return list(found.items())


def _monday(asked: str) -> date:
    try:
        day = date.fromisoformat(asked) if len(asked) == 10 else clock.today()
        if not 2000 <= day.year <= 2100:
            day = clock.today()
    except ValueError:
        day = clock.today()
    return clock.add_days(day, -day.weekday())
