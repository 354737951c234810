"""Closing: the checklist, the worker's words, the manager's signature."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight import actions, gate
from oversight.forms.handing_over import ChecklistForm, ReasonForm
from people import access, queries
from people import actions as people_actions
from people.access import Permission
from people.gate import NotReady, Purpose
from people.guards import person_view
from people.models import Involvement
from people.page import person_page
from records.views import keeping

State = Involvement.State


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="oversight.checklist_shown",
    shown=("involvements", "checklist"),
    because="Those who work with a person close the council's involvement; a manager signs.",
)
def close(request, person, involvement_key):
    """Show what stands in the way, keep the worker's words, begin, stop or sign the closing."""
    found = queries.involvement_for(person, involvement_key)
    if found is None:
        raise Http404
    if found.state not in (State.ALLOCATED, State.ACTIVE, State.CLOSING):
        messages.info(request, "That step was taken already, or is not open any more.")
        return redirect("people:involvement", person.key)
    request.target = found
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    items = gate.items_of(found, Purpose.CLOSE, viewer=request.user)
    checklist = ChecklistForm(request.POST if asked == "explain" else None, items=items)
    labels = {
        "start": "Why does the council’s involvement end?",
        "sign": "Your decision, and why",
        "stop": "Why does the work go on?",
    }
    forms = {
        key: ReasonForm(request.POST if asked == key else None, label=label, prefix=key)
        for key, label in labels.items()
    }
    titles = {
        "start": "Why an involvement ends",
        "sign": "Decision to close",
        "stop": "Why the work goes on",
    }
    kept = {
        key: keeping.of(request, person, forms[key], title, part=key)
        for key, title in titles.items()
    }
    kept["explain"] = keeping.of(
        request, person, checklist, "Checklist of a closing", part="explain"
    )
    if (typing := keeping.saving(kept.values())) is not None:
        return typing.save()
    unmet = []
    try:
        if asked == "explain" and checklist.is_valid():
            words = checklist.cleaned_data
            actions.explain(involvement=found, purpose=Purpose.CLOSE, words=words, by=request.user)
            kept["explain"].sent()
            messages.success(request, "Kept.")
            return redirect("oversight:close", person.key, found.key)
        if asked in forms and forms[asked].is_valid():
            done = _step(request, person, found, asked, forms[asked].cleaned_data["reason"])
            kept[asked].sent()
            return done
    except NotReady as refused:
        unmet = refused.unmet
    except ValidationError as refused:
        forms.get(asked, checklist).add_error(None, refused)
    began = (
        found.changes.filter(became=State.CLOSING)
        .exclude(was=State.CLOSING)
        .select_related("changed_by")
        .last()
    )
    context = {
        **person_page(request, person, tab="involvement"),
        "involvement": found,
        "items": items,
        "checklist": checklist,
        "start": forms["start"],
        "sign": forms["sign"],
        "stop": forms["stop"],
        "kept": {key: each.shown() for key, each in kept.items()},
        "unmet": unmet,
        "still_unmet": [item for item in items if not item.is_met],
        "is_closing": found.state == State.CLOSING,
        "began": began,
        "may_sign": found.state == State.CLOSING
        and access.decide(request.user, Permission.MANAGE, person).allowed
        and (began is None or began.changed_by_id != request.user.pk),
    }
    return render(request, "oversight/close.html", context)


def _step(request, person, found, asked, reason):
    act = {
        "start": people_actions.start_closing,
        "stop": people_actions.stop_closing,
        "sign": people_actions.close_involvement,
    }[asked]
    act(involvement=found, reason=reason, by=request.user)
    said = {
        "start": "Closing began. A manager signs it when the checklist is met.",
        "stop": "The work goes on.",
        "sign": "Closed. Late documents can still be added.",
    }
    messages.success(request, said[asked])
    if asked == "start":
        return redirect("oversight:close", person.key, found.key)
    return redirect("people:involvement", person.key)
