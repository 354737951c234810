"""The council's involvement with a person: how it stands, its steps, and who was responsible."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from people import access, actions, queries
from people.access import Permission
from people.acts import acts_in
from people.forms import involvement as forms
from people.forms.day import DayForm
from people.gate import NotReady
from people.guards import person_view
from people.page import person_page
from ui import refusals

_WORKS = "Those who work with a person move the council's involvement on."


@dataclass(frozen=True)
class Step:
    """One step that has a form of its own here: its heading, its form, its action, its answer."""

    heading: str
    form: type[forms.StepForm]
    do: Callable[..., Any]
    done: str
    button: str


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.involvement_shown",
    shown=("involvements", "allocations"),
    because="Staff who work with a person see who is responsible, and who was.",
)
def involvement(request, person):
    """Show each period of involvement with its steps, and who was responsible on a day."""
    periods = queries.periods_open_to(request.user, person)
    day = DayForm(request.GET or None)
    asked = day.cleaned_data["on"] if day.is_bound and day.is_valid() else None
    roles = {each.involvement.role for each in periods if each.involvement.is_open}
    context = {
        **person_page(request, person, tab="involvement"),
        "periods": [
            {"shown": each, "acts": _acts(request.user, person, each, roles)} for each in periods
        ],
        "day_form": day,
        "asked": asked,
        "may_manage": access.decide(request.user, Permission.MANAGE, person).allowed,
        "today": clock.today(),
        "contacts": list(queries.contacts_of_person(request.user, person)),
        "responsible": queries.answered_on(person, asked) if asked else [],
    }
    return render(request, "people/involvement.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="people.involvement_step_shown",
    shown=("involvements",),
    because=_WORKS,
)
def step(request, person, involvement_key, step_key):
    """Ask what one step needs, and take it."""
    found = queries.involvement_for(person, involvement_key)
    known = STEPS.get(step_key)
    if found is None or known is None:
        raise Http404
    act = next((each for each in acts_in(found) if each.key == step_key), None)
    if act is None:
        messages.info(request, "That step was taken already, or is not open any more.")
        return redirect("people:involvement", person.key)
    access.decide(request.user, act.permission, person).require()
    request.target = found
    form = known.form(
        request.POST if request.method == "POST" else None, involvement=found, viewer=request.user
    )
    if form.is_valid():
        try:
            known.do(found, request.user, form.answer())
        except ValidationError as refused:
            refusals.show(form, refused)
        except NotReady as refused:
            for words in refused.unmet:
                form.add_error(None, words)
        else:
            messages.success(request, known.done)
            # What was done may have given the person to a team to which the viewer has no way.
            if access.decide(request.user, Permission.VIEW, person).allowed:
                return redirect("people:involvement", person.key)
            return redirect("people:contacts")
    context = {
        **person_page(request, person, tab="involvement"),
        "form": form,
        "involvement": found,
        "step": known,
        "writes_outcome": step_key == "end",
    }
    return render(request, "people/involvement_step.html", context)


def _acts(user, person, period, roles_open):
    found = period.involvement
    acts = []
    for act in acts_in(found):
        if not access.decide(user, act.permission, person).allowed:
            continue
        if act.key == "introduce" and period.to_introduce is None:
            continue
        if act.key == "reopen" and found.role in roles_open:
            continue
        if act.key in ("transfer", "close") and period.offer is not None:
            continue
        name = act.url_name or "people:involvement-step"
        keys = [person.key, found.key] if act.url_name else [person.key, found.key, act.key]
        acts.append({"label": act.label, "url": reverse(name, args=keys)})
    return acts


def _introduce(found, by, given):
    period = next(
        each for each in queries.periods_of(found.person) if each.involvement.pk == found.pk
    )
    if period.to_introduce is None:
        raise ValidationError("This is recorded already")
    actions.introduce_worker(allocation=period.to_introduce, by=by, **given)


def _simply(action):
    return lambda found, by, given: action(involvement=found, by=by, **given)


STEPS = {
    "triage": Step("Triage", forms.TriageForm, _simply(actions.triage), "Triaged.", "Save triage"),
    "team": Step(
        "Give to a team",
        forms.TeamForm,
        _simply(actions.send_to_team),
        "The team has it.",
        "Give to the team",
    ),
    "wait": Step(
        "Put on the waiting list",
        forms.WaitForm,
        _simply(actions.put_on_waiting_list),
        "On the waiting list.",
        "Put on the waiting list",
    ),
    "check": Step(
        "Check while waiting",
        forms.CheckForm,
        _simply(actions.check_while_waiting),
        "The check is recorded.",
        "Record the check",
    ),
    "end": Step(
        "End without allocating",
        forms.EndForm,
        _simply(actions.end_at_front_door),
        "Ended.",
        "End the involvement",
    ),
    "allocate": Step(
        "Allocate",
        forms.AllocateForm,
        _simply(actions.allocate_worker),
        "Allocated.",
        "Allocate",
    ),
    "introduce": Step(
        "Record that they know their worker",
        forms.IntroduceForm,
        _introduce,
        "Recorded.",
        "Record",
    ),
    "add-worker": Step(
        "Add a second worker or cover",
        forms.AddWorkerForm,
        _simply(actions.add_worker),
        "Added.",
        "Add",
    ),
    "reopen": Step(
        "Reopen",
        forms.ReopenForm,
        _simply(actions.reopen),
        "Reopened. It waits for a worker.",
        "Reopen",
    ),
}
