"""Asking a manager for guidance, and the questions that were asked."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE, Role
from audit import log
from people.access import Permission
from people.beforehand import know_beforehand
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting import writing
from records.forms.guidance import AskForm
from records.rules.guidance import managers_for
from records.views import keeping
from ui.formats import length_in_words

PER_PAGE = 30
_WRITERS = "Those who write on a record may ask a manager about it."


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.guidance_form_opened", because=_WRITERS)
def ask(request, person):
    """Ask a manager, from a draft of one's own or beside a signed entry."""
    about = _about(request, person)
    managers = managers_for(request.user, person)
    form = AskForm(request.POST if request.method == "POST" else None, managers=managers)
    kept = keeping.of(
        request,
        person,
        form,
        "Question to a manager",
        beside=about.get("entry"),
        query={name: str(each.key) for name, each in about.items()},
    )
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            asked = actions.ask_for_guidance(
                person=person, by=request.user, **form.answer(), **about
            )
        except ValidationError as refused:
            form.add_error("asked_of", refused)
        else:
            kept.sent()
            messages.success(request, f"{asked.asked_of.name} has your question.")
            return _back(person, about)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "kept": kept.shown(),
        "managers": managers,
        "about": writing.name_of(about["entry"]) if "entry" in about else "",
        "draft": writing.listed(about["draft"]) if "draft" in about else None,
    }
    return render(request, "records/guidance/ask.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.guidance_opened", shown=("guidance",), because=_WRITERS)
def show(request, person, guidance_key):
    """Show one question and its answer; whoever asked may withdraw it."""
    asked = queries.guidance_for(request.user, person, guidance_key)
    if asked is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.withdraw_guidance(asked=asked, by=request.user)
        except ValidationError as refused:
            messages.warning(request, refused.messages[0])
        else:
            messages.success(request, "Your question is withdrawn.")
        return redirect("records:guidance", person.key, asked.key)
    request.target = asked
    context = {
        **person_page(request, person, tab="record"),
        "row": told(asked, request.user),
        "about": writing.name_of(asked.entry) if asked.entry else "",
    }
    return render(request, "records/guidance/show.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because="Staff see what they asked; managers what was asked.")
def listed(request):
    """List what waits for the viewer, what they asked, and for managers all that the team asked."""
    user = request.user
    know_beforehand(user)
    manages = user.has_role(Role.MANAGER)
    answered = request.GET.get("state") == "answered"
    rows = queries.asked_in_team(user, answered=answered) if manages else queries.asked_by(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    people = {row.person.key: row.person for row in page}
    if people:
        log.record("records.guidance_listed", by=user, subjects=people.values())
    minutes = queries.minutes_to_answer(user) if manages else None
    context = {
        "rows": [told(row, user) for row in page],
        "page": page,
        "manages": manages,
        "median": "" if minutes is None else length_in_words(minutes),
        "tabs": [
            {"label": "Waiting", "url": "?state=open", "current": not answered},
            {"label": "Answered", "url": "?state=answered", "current": answered},
        ],
    }
    return render(request, "records/guidance/list.html", context)


def told(asked: Any, viewer: Any) -> dict[str, Any]:
    """Return a question with its age, or how long the answer took, in words."""
    until = asked.answered_at or asked.withdrawn_at or clock.now()
    is_open = asked.answered_at is None and asked.withdrawn_at is None
    return {
        "asked": asked,
        "person": asked.person,
        "is_open": is_open,
        "length": length_in_words(clock.minutes_between(asked.asked_at, until)),
        "may_answer": is_open and asked.asked_of_id == viewer.pk,
        "may_withdraw": is_open and asked.asked_by_id == viewer.pk,
    }


def _about(request: Any, person: Any) -> dict[str, Any]:
    if key := request.GET.get("entry", ""):
        entry = queries.entry_for(request.user, person, key[:16])
        if entry is None:
            raise Http404
        return {"entry": entry}
    try:
        draft = writing.draft_of(request.user, person, uuid.UUID(request.GET.get("draft", "")))
    except ValueError:
        return {}
    if draft is None:
        raise Http404
    return {"draft": draft}


def _back(person: Any, about: dict[str, Any]) -> Any:
    if "entry" in about:
        return redirect("records:entry", person.key, about["entry"].key)
    if "draft" in about:
        return redirect("records:edit-draft", person.key, about["draft"].key)
    return redirect("records:guidance-listed")
