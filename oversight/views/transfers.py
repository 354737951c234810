"""Transfers: offered with the checklist, accepted with the open actions, or sent back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from oversight import actions, gate
from oversight.forms.handing_over import AcceptForm, ChecklistForm, KeepAccessForm, OfferForm
from oversight.forms.handing_over import ReasonForm as WhyForm
from people import access, queries
from people import actions as people_actions
from people.access import Permission
from people.gate import NotReady, Purpose
from people.guards import person_view
from people.models import Allocation, Involvement, TransferOffer
from people.page import person_page
from records import queries as record_queries
from records.views import keeping
from ui import refusals

State = Involvement.State
_WORKS = "Those who work with a person pass the work on; the receiving manager answers."


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="oversight.checklist_shown",
    shown=("involvements", "checklist"),
    because=_WORKS,
)
def offer(request, person, involvement_key):
    """Show what stands in the way, keep the worker's words, and offer the involvement."""
    found = queries.involvement_for(person, involvement_key)
    if found is None:
        raise Http404
    if found.state not in (State.ALLOCATED, State.ACTIVE):
        messages.info(request, "That step was taken already, or is not open any more.")
        return redirect("people:involvement", person.key)
    request.target = found
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    items = gate.items_of(found, Purpose.OFFER, viewer=request.user)
    checklist = ChecklistForm(request.POST if asked == "explain" else None, items=items)
    form = OfferForm(request.POST if asked == "offer" else None)
    kept = {
        "explain": keeping.of(
            request, person, checklist, "Checklist of a transfer", part="explain"
        ),
        "offer": keeping.of(request, person, form, "Offer of a transfer", part="offer"),
    }
    if (typing := keeping.saving(kept.values())) is not None:
        return typing.save()
    unmet = []
    try:
        if asked == "explain" and checklist.is_valid():
            words = checklist.cleaned_data
            actions.explain(involvement=found, purpose=Purpose.OFFER, words=words, by=request.user)
            kept["explain"].sent()
            messages.success(request, "Kept.")
            return redirect("oversight:offer-transfer", person.key, found.key)
        if asked == "offer" and form.is_valid():
            given = form.answer()
            people_actions.offer_transfer(involvement=found, by=request.user, **given)
            kept["offer"].sent()
            messages.success(
                request, f"Offered to {given['team'].name}. Until they accept, it stays with you."
            )
            return redirect("people:involvement", person.key)
    except NotReady as refused:
        unmet = refused.unmet
    except ValidationError as refused:
        refusals.show(form if asked == "offer" else checklist, refused)
    context = {
        **person_page(request, person, tab="involvement"),
        "involvement": found,
        "items": items,
        "checklist": checklist,
        "form": form,
        "kept": {name: each.shown() for name, each in kept.items()},
        "unmet": unmet,
        "still_unmet": [item for item in items if not item.is_met],
    }
    return render(request, "oversight/offer_transfer.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="oversight.transfer_shown",
    shown=("involvements", "checklist", "actions", "visits"),
    because=_WORKS,
)
def answer(request, person, offer_key):
    """Let the receiving manager accept or send back, and the sender withdraw."""
    found = queries.offer_for(person, offer_key)
    if found is None:
        raise Http404
    if found.state != TransferOffer.State.OFFERED:
        messages.info(request, "This transfer has been answered.")
        return redirect("people:involvement", person.key)
    request.target = found
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    receives = found.team.lead_id == request.user.pk or (
        found.team_id in access.line_below(request.user).teams
    )
    may_withdraw = access.decide(request.user, Permission.WRITE, person).allowed
    workers_before = gate.workers_now(found.involvement)
    to_move = gate.actions_to_move(found.involvement, workers_before)
    accept = AcceptForm(
        request.POST if asked == "accept" else None,
        offer=found,
        actions=to_move,
        viewer=request.user,
    )
    back = WhyForm(
        request.POST if asked == "back" else None,
        prefix="back",
        label="Why is it sent back, and what is needed?",
    )
    withdraw = WhyForm(
        request.POST if asked == "withdraw" else None,
        prefix="withdraw",
        label="Why is it withdrawn?",
    )
    kept = {
        "back": keeping.of(request, person, back, "Why a transfer is sent back", part="back"),
        "withdraw": keeping.of(
            request, person, withdraw, "Why a transfer is withdrawn", part="withdraw"
        ),
    }
    if (typing := keeping.saving(kept.values())) is not None:
        return typing.save()
    form = {"accept": accept, "back": back, "withdraw": withdraw}.get(asked)
    if form is not None and form.is_valid():
        try:
            said = _answer(request.user, found, asked, form)
        except NotReady as refused:
            form.add_error(None, refused.unmet)
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            if asked in kept:
                kept[asked].sent()
            messages.success(request, said)
            if access.decide(request.user, Permission.VIEW, person).allowed:
                return redirect("people:involvement", person.key)
            return redirect("home")
    context = {
        **person_page(request, person, tab="involvement"),
        "offer": found,
        "items": gate.items_of(found.involvement, Purpose.OFFER, viewer=request.user),
        "accept": accept,
        "back": back,
        "withdraw": withdraw,
        "kept": {name: each.shown() for name, each in kept.items()},
        "bookings": record_queries.bookings_of(person, workers_before) if receives else [],
        "receives": receives,
        "may_withdraw": may_withdraw,
    }
    return render(request, "oversight/answer_transfer.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.MANAGE,
    verb="oversight.access_kept_shown",
    shown=("allocations",),
    because="Managers decide how long somebody who handed over may still read.",
)
def keep_access(request, person, allocation_id):
    """Let somebody who hands over keep access for longer."""
    found = queries.work_for(person, allocation_id)
    if found is None or found.role != Allocation.Role.HANDOVER or found.ends_on < clock.today():
        raise Http404
    request.target = found
    form = KeepAccessForm(
        request.POST if request.method == "POST" else None, label="Why do they still need it?"
    )
    kept = keeping.of(request, person, form, "Why access is kept")
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            people_actions.keep_access(allocation=found, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            kept.sent()
            messages.success(request, "Kept.")
            return redirect("people:involvement", person.key)
    context = {
        **person_page(request, person, tab="involvement"),
        "form": form,
        "kept": kept.shown(),
        "allocation": found,
    }
    return render(request, "oversight/keep_access.html", context)


def _answer(by, found, asked, form):
    if asked == "accept":
        given = form.answer()
        actions.accept_transfer(offer=found, by=by, **given)
        return f"Accepted. {given['worker'].name} is their worker now."
    reason = form.cleaned_data["reason"]
    if asked == "back":
        people_actions.send_back_transfer(offer=found, reason=reason, by=by)
        return "Sent back."
    people_actions.withdraw_transfer(offer=found, reason=reason, by=by)
    return "Withdrawn."
