"""Questions about a person, who they are, the part they have, and every change to it all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts import queries as staff_queries
from people import actions, queries
from people.access import Permission
from people.forms.details import BlockForm, IdentityForm, ProtectForm, RoleForm, other_role
from people.guards import person_view
from people.models import PersonRole
from people.page import person_page
from people.questions import blocks
from people.views.facts import asked_from

_KEEP = "Those who work with a person keep what is known about them true."


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def block(request, person, block_key):
    """Answer the questions of one block. An answer that is kept back is not put into the form."""
    asked = blocks().get(block_key)
    if asked is None:
        raise Http404
    request.shown = (block_key,)
    form = BlockForm(
        request.POST if request.method == "POST" else None,
        block=asked,
        current=queries.answers_of(person),
        initial=asked_from(request, person),
    )
    if form.is_valid():
        try:
            actions.answer_questions(
                person=person, answers=form.answers(), by=request.user, told=form.told
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, f"{asked.title}: saved. What stood before is in the history.")
            return redirect("people:about", person.key)
    context = {**person_page(request, person, tab="about"), "asked": asked, "form": form}
    return render(request, "people/details/block.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def identity(request, person):
    """Put right pronouns, date of birth and NHS number."""
    request.shown = ("identity",)
    form = IdentityForm(
        request.POST if request.method == "POST" else None,
        person=person,
        initial=asked_from(request, person),
    )
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in form.columns}
        try:
            actions.change_person(
                person=person,
                by=request.user,
                told=form.told,
                reason=form.cleaned_data["why"],
                **fields,
            )
        except ValidationError as wrong:
            form.refuse(wrong)
            person.refresh_from_db()
        else:
            messages.success(request, "Saved. What stood before is in the history.")
            return redirect("people:about", person.key)
    context = {**person_page(request, person, tab="about"), "form": form}
    return render(request, "people/details/identity.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.details_opened", because=_KEEP)
def role(request, person):
    """Record somebody in a second part: as a carer, or as a person with needs of their own."""
    kind = other_role(person)
    if kind is None:
        raise Http404
    request.shown = ("role",)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.take_on_role(
                person=person,
                kind=kind,
                reason=form.cleaned_data["reason"],
                since=form.cleaned_data["since"],
                by=request.user,
                told=form.told,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, "Recorded.")
            return redirect("people:about", person.key)
    context = {
        **person_page(request, person, tab="about"),
        "form": form,
        "kind": PersonRole.Kind(kind),
    }
    return render(request, "people/details/role.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.MANAGE,
    verb="people.details_opened",
    because="A manager names who may see protected names; the page does not say if there are any.",
)
def protected(request, person):
    """Name a member of staff who may see protected names of this person, for some days."""
    request.shown = ("protected",)
    staff = staff_queries.working_staff().exclude(pk=request.user.pk)
    form = ProtectForm(request.POST if request.method == "POST" else None, staff=staff)
    if form.is_valid():
        actions.let_see_protected_names(
            person=person,
            user=form.chosen,
            reason=form.cleaned_data["reason"],
            expires_at=clock.end_of_day(form.cleaned_data["until"]),
            by=request.user,
        )
        messages.success(request, f"{form.chosen.name} may see protected names.")
        return redirect("people:area", person.key, "names")
    context = {**person_page(request, person, tab="about"), "form": form}
    return render(request, "people/details/protected.html", context)


@require_GET
@person_view(
    Permission.VIEW,
    verb="people.details_opened",
    shown=("changes",),
    because="Who changed what is known about a person, from what to what, and who told us.",
)
def changes(request, person):
    """Show every change to details, newest first."""
    changed = queries.changes_of(request.user, person)
    facts = [fact for each in changed for fact in each.facts]
    request.beside = queries.named_beside(facts, person)
    context = {**person_page(request, person, tab="about"), "changes": changed}
    return render(request, "people/details/changes.html", context)
