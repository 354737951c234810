"""Breaches of data: reporting one, looking into it, and telling the people whose data it was."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from audit import log
from governance import actions, breaches, queries
from governance.breach_forms import AffectedForm, ReportForm, ScopeForm, StepForm, ToldForm
from governance.forms import SignalsForm
from governance.models import Breach, BreachStep
from governance.queries import LOOKS, OVERSEES
from people import queries as people_queries

_BECAUSE = "Whoever reported it, works on it, or has an action about it; nobody else knows of it."
_WORKS = "Managers and information governance look into breaches."


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Everybody reports a worry about data at once.")
def report_breach(request):
    """Take what somebody noticed, and say who sees it now."""
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(
        sent,
        initial={} if sent else _as_found(request),
        viewer=request.user,
        colleagues=staff_found(),
    )
    if form.is_valid():
        try:
            breach = actions.report_breach(by=request.user, **form.answer())
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            told = "your managers and " if breach.tells_manager else ""
            messages.success(
                request,
                f"{breach.reference} is reported: {told}information governance see it now.",
            )
            return redirect("governance:breach", breach.key)
    return render(
        request,
        "governance/breaches/report.html",
        {"form": form},
        status=400 if form.errors else 200,
    )


def _as_found(request):
    """Return who opened whose record, where somebody found that it may be a breach."""
    viewer = request.user
    question, emergency = (request.GET.get(name, "") for name in ("question", "emergency"))
    if question and (asked := queries.signal_for(viewer, question)):
        user, person = asked.signal.user, asked.person
        log.record("governance.signal_opened", by=viewer, about=person, target=asked.signal)
    elif emergency and (row := people_queries.emergency_for(viewer, emergency)):
        user, person = row.user, row.person if row.may_name else None
        log.record("people.emergency_shown", by=viewer, about=person, target=row)
    else:
        return {}
    return {
        "kind": Breach.Kind.LOOKED,
        "about_staff": user,
        "people": person.council_reference if person else "",
    }


@require_GET
@open_to_all_staff(because=_BECAUSE)
def list_breaches(request):
    """List the breaches that are worked on, or that are closed, and a year of them in numbers."""
    chosen = SignalsForm(request.GET).chosen()
    closed = bool(chosen.get("answered"))
    page = breaches.page_of(request.user, closed=closed, after=chosen.get("after") or 0)
    log.record("governance.breaches_listed", by=request.user)
    context = {
        "rows": page.rows,
        "more": page.more,
        "closed": closed,
        "figures": breaches.figures() if request.user.has_role(*OVERSEES) else None,
    }
    return render(request, "governance/breaches/list.html", context)


@require_GET
@open_to_all_staff(because=_BECAUSE)
def breach(request, breach_key):
    """Show a breach: what was reported, what was done, and what it still lacks."""
    found = _found(request.user, breach_key)
    part = breaches.part_of(request.user, found)
    stands = breaches.stands_of(found)
    whose = breaches.affected(request.user, found) if part else []
    log.record(
        "governance.breach_opened",
        by=request.user,
        subjects=[each.person for each in whose],
        target=found,
    )
    context = {
        "breach": found,
        "stands": stands,
        "part": part,
        "affected": whose,
        "not_shown": found.people.count() - len(whose) if part else 0,
        "own_actions": [each for each in stands.actions if each.owner_id == request.user.pk],
        "steps": [
            kind
            for kind in breaches.step_kinds().values()
            if breaches.may_take(request.user, stands, kind, part)
        ],
    }
    return render(request, "governance/breaches/breach.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_BECAUSE)
def breach_step(request, breach_key, kind):
    """Take one step about a breach."""
    found = _found(request.user, breach_key)
    asked = breaches.step_kinds().get(kind.upper())
    part = breaches.part_of(request.user, found)
    if asked is None or not breaches.may_take(request.user, breaches.stands_of(found), asked, part):
        raise Http404
    form = StepForm(
        request.POST if request.method == "POST" else None,
        kind=asked,
        colleagues=staff_found() if "owner" in asked.needs else (),
    )
    return _take(request, found, asked, form)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_BECAUSE)
def breach_action(request, breach_key, number):
    """Say that an action about a breach is done, and how one can see that."""
    found = _found(request.user, breach_key)
    step = BreachStep.objects.filter(
        breach=found, pk=number, kind="ACTION", owner=request.user, done__isnull=True
    ).first()
    if step is None:
        raise Http404
    kind = breaches.step_kinds()["DONE"]
    form = StepForm(request.POST if request.method == "POST" else None, kind=kind)
    return _take(request, found, kind, form, answers=step)


def _take(request, found, kind, form, answers=None):
    if form.is_valid():
        try:
            actions.take_step(
                found, kind=kind.key, by=request.user, answers=answers, **form.cleaned_data
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, f"{kind.title}: kept.")
            return redirect("governance:breach", found.key)
    if request.method == "GET":
        log.record("governance.breach_opened", by=request.user, target=found)
    context = {"breach": found, "kind": kind, "form": form, "answers": answers}
    return render(
        request, "governance/breaches/step.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@open_to_roles(*LOOKS, because=_WORKS)
def breach_people(request, breach_key):
    """Add people whose data it was, by reference or as ticked in what somebody opened."""
    found = _worked_on(request.user, breach_key)
    ticked = request.POST.getlist("person")
    form = AffectedForm(
        request.POST if request.method == "POST" and not ticked else None, viewer=request.user
    )
    people = list(people_queries.by_keys(request.user, set(ticked)).values()) if ticked else []
    if form.is_valid():
        people = form.cleaned_data["people"]
    if people:
        try:
            new = actions.add_affected(found, people=people, by=request.user)
        except ValidationError as wrong:
            form.add_error(None, wrong) if form.is_bound else messages.error(
                request, wrong.messages[0]
            )
        else:
            messages.success(request, f"Added: {new}.")
            return redirect("governance:breach", found.key)
    if request.method == "GET":
        log.record("governance.breach_opened", by=request.user, target=found)
    context = {"breach": found, "form": form}
    return render(
        request, "governance/breaches/people.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@open_to_roles(*LOOKS, because=_WORKS)
def breach_told(request, breach_key, number):
    """Keep when and how somebody was told that their data was concerned."""
    found = _worked_on(request.user, breach_key)
    whose = next(
        (each for each in breaches.affected(request.user, found) if each.row.pk == number), None
    )
    if whose is None:
        raise Http404
    form = ToldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.tell_affected(
                whose.row, person=whose.person, by=request.user, **form.cleaned_data
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, "That they were told is kept.")
            return redirect("governance:breach", found.key)
    log.record("governance.breach_opened", by=request.user, subjects=[whose.person], target=found)
    context = {"breach": found, "whose": whose, "form": form}
    return render(
        request, "governance/breaches/told.html", context, status=400 if form.errors else 200
    )


@require_GET
@open_to_roles(*LOOKS, because=_WORKS)
def breach_scope(request, breach_key):
    """Say from the event log whose records somebody opened in a while, to be ticked."""
    found = _worked_on(request.user, breach_key)
    form = ScopeForm(request.GET or None, colleagues=staff_found())
    seen = None
    if form.is_valid():
        given = form.cleaned_data
        seen = breaches.who_was_seen(
            request.user,
            given["staff"],
            clock.at_time(given["since"], 0),
            clock.end_of_day(given["until"]),
            after=given["after"] or 0,
        )
    there = {each.person.key for each in breaches.affected(request.user, found)} if seen else set()
    log.record(
        "governance.breach_scope_shown",
        by=request.user,
        subjects=[each.person for each in seen.rows] if seen else (),
        target=found,
    )
    context = {"breach": found, "form": form, "seen": seen, "there": there}
    return render(
        request, "governance/breaches/scope.html", context, status=400 if form.errors else 200
    )


def _found(viewer, key) -> Breach:
    found = breaches.open_to(viewer).filter(key=key).select_related("reported_by").first()
    if found is None:
        raise Http404
    return found


def _worked_on(viewer, key) -> Breach:
    found = _found(viewer, key)
    if not breaches.part_of(viewer, found) or not breaches.stands_of(found).is_open:
        raise Http404
    return found
