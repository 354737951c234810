"""Deciding about many records at once: those that the schedule lets go together."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people.models import Person
from retention import actions, queries
from retention.forms import AgreeTogetherForm, ProposeTogetherForm
from ui import formats, refusals

# The form, whom it is about by key, and what it asks.
_Step = tuple[forms.Form, dict[str, Person], Callable[..., None]]


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because="Records officers decide what becomes of records.")
def together(request):
    """Propose that some records are destroyed, each by its name, or agree to some proposals.

    Only those that the schedule lets go with others: the rest wants a look at each by itself. And
    of these only whose record the officer has opened today, saying why.
    """
    answers = request.GET.get("show") == "answer"
    form, people, act = _agreeing(request) if answers else _proposing(request)
    if form.is_valid() and refusals.is_done(form, act, by=request.user):
        of_these = formats.counted(len(form.cleaned_data["records"]), "record")
        said = (
            f"It is agreed: {of_these}. Until the day comes, either of you can take each back."
            if answers
            else f"A second records officer is asked to agree: {of_these}."
        )
        messages.success(request, said)
        return redirect("retention:due")
    if people:
        log.record("retention.due_listed", by=request.user, subjects=people.values())
    tabs = {"": "Propose", "answer": "Agree"}
    context = {
        "form": form,
        "people": people,
        "to_open": [
            people[key] for key in people if key not in dict(form.fields["records"].choices)
        ],
        "answers": answers,
        "most": actions.TOGETHER,
        "tabs": [
            {
                "label": label,
                "url": f"?show={key}" if key else "?",
                "current": answers == bool(key),
            }
            for key, label in tabs.items()
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "retention/together.html", context, status=status)


def _proposing(request) -> _Step:
    rows = queries.due_together(request.user, most=actions.TOGETHER, on=clock.today())
    people = {row.person.key: row.person for row in rows}
    choices = [
        (
            row.person.key,
            f"{_named(row.person)}: due since {formats.day_and_month(row.comes_on)}, {row.because}",
        )
        for row in rows
    ]

    def act(records: list[str], **said: Any) -> None:
        actions.propose_together(people=[people[key] for key in records], **said)

    return _form(ProposeTogetherForm, request, choices, people), people, act


def _agreeing(request) -> _Step:
    rows = queries.to_answer_together(request.user, most=actions.TOGETHER, on=clock.today())
    plans = {plan.person.key: plan for plan in rows}
    people = {key: plan.person for key, plan in plans.items()}
    choices = [
        (key, f"{_named(plan.person)}: proposed by {plan.proposed_by.name}, “{plan.reason}”")
        for key, plan in plans.items()
    ]

    def act(records: list[str], **said: Any) -> None:
        actions.agree_together(plans=[plans[key] for key in records], **said)

    return _form(AgreeTogetherForm, request, choices, people), people, act


def _form(form, request, choices: list[tuple[str, str]], people: dict[str, Person]):
    opened = queries.decided_about_by(request.user, people.values())
    given = request.POST if request.method == "POST" else None
    return form(given, rows=[each for each in choices if each[0] in opened])


def _named(person: Person) -> str:
    return f"{person.name}, ref {person.council_reference}"
