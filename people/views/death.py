"""When a person has died: recording it, what stops and what goes on, confirming and undoing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from audit import log
from people import access, actions, dying, queries
from people.access import Permission
from people.forms.death import CloseDeathTaskForm, ConfirmDeathForm, DeathForm, UndoDeathForm
from people.guards import person_view
from people.models import DeathTask
from people.page import death_blocks, person_page
from ui import refusals

_DIED = "Those who work with somebody who has died stop what stops, and see to what goes on."


@require_GET
@person_view(Permission.VIEW, verb="people.death_opened", shown=("death",), because=_DIED)
def death(request, person):
    """Show how the death is known, what stopped, what goes on and what is to be done."""
    found = queries.death_of(person)
    before = queries.mistaken_deaths(person)
    if found is None and not person.has_died and not before:
        raise Http404
    tasks = queries.tasks_of_death(request.user, found) if found is not None else []
    elsewhere = {task.person.key: task.person for task in tasks if task.person_id != person.pk}
    if elsewhere:
        log.record("people.people_listed", by=request.user, subjects=elsewhere.values())
    context = {
        **person_page(request, person, tab="about"),
        "death": found,
        "before": before,
        "tasks": _shown(tasks),
        "open_count": sum(task.status == DeathTask.Status.OPEN for task in tasks),
        "blocks": death_blocks(request.user, person, found),
        "today": clock.today(),
    }
    return render(request, "people/death/show.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.death_opened", shown=("death",), because=_DIED)
def record(request, person):
    """Record that somebody has died."""
    if person.has_died:
        return redirect("people:death", person.key)
    form = DeathForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        try:
            actions.record_death(person=person, by=request.user, **form.answer())
        except ValidationError as refused:
            refusals.show(form, refused)
            person.refresh_from_db()
        else:
            messages.success(request, "Recorded. What is to be done now is listed here.")
            return redirect("people:death", person.key)
    context = {**person_page(request, person, tab="about"), "form": form}
    return render(request, "people/death/record.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.death_opened", shown=("death",), because=_DIED)
def confirm(request, person):
    """Confirm a death by a source that counts."""
    found = _death(person)
    if found.is_confirmed:
        messages.info(request, "This is confirmed already.")
        return redirect("people:death", person.key)
    request.target = found
    form = ConfirmDeathForm(request.POST if request.method == "POST" else None, death=found)
    return _answer(
        request,
        person,
        form,
        lambda given: actions.confirm_death(death=found, by=request.user, **given),
        "people/death/confirm.html",
        death=found,
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.death_opened", shown=("death",), because=_DIED)
def undo(request, person):
    """Say that the death was recorded in error."""
    found = _death(person)
    request.target = found
    form = UndoDeathForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        person,
        form,
        lambda given: actions.undo_death(death=found, by=request.user, **given),
        "people/death/undo.html",
        death=found,
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="people.death_opened", shown=("death",), because=_DIED)
def task(request, person, task_key):
    """Show one thing that a death asks for, and say what became of it."""
    found = queries.death_task_for(request.user, person, task_key)
    if found is None:
        raise Http404
    request.target = found
    kind = dying.kinds().get(found.kind)
    may_close = found.status == DeathTask.Status.OPEN and queries.may_do(request.user, found)
    form = CloseDeathTaskForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        person,
        form if may_close else None,
        lambda given: actions.close_death_task(task=found, by=request.user, **given),
        "people/death/task.html",
        task=found,
        help=kind.help if kind else "",
        # On the record of a carer: who died is named to those who may find them.
        died=found.death.person if found.may_name else None,
        opens_death=access.decide(request.user, Permission.VIEW, found.death.person).allowed,
    )


def _answer(request, person, form, act, template, **more):
    if form is not None and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as refused:
            refusals.show(form, refused)
            person.refresh_from_db()
        else:
            messages.success(request, "Saved.")
            ours = person.has_died or person.deaths.exists()
            return redirect("people:death" if ours else "people:about", person.key)
    context = {**person_page(request, person, tab="about"), "form": form, **more}
    return render(request, template, context)


def _shown(tasks):
    kinds = dying.kinds()
    return [
        {"row": each, "help": kinds[each.kind].help if each.kind in kinds else ""} for each in tasks
    ]


def _death(person):
    found = queries.death_of(person)
    if found is None:
        raise Http404
    return found
