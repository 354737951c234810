"""Opening a record in an emergency, the second person's answer, and the look at it afterwards."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff
from audit import log
from people import access, actions, queries
from people import emergencies as rules
from people.access import Outcome, Permission
from people.forms.emergency import AskForm, EmergenciesForm, EmergencyForm, ReviewEmergencyForm
from people.guards import refused
from people.models import EmergencyAccess, Person
from people.survivors import survivor_of
from people.views.finding import page_asked_for
from ui import refusals

Finding = EmergencyAccess.Finding
_EMERGENCY = "In an emergency a record opens for some hours; a manager looks at each afterwards."


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_EMERGENCY)
def break_glass(request, person_key):
    """Ask what the emergency is and why, and open the ordinary record for some hours."""
    person = Person.objects.select_related("team").filter(key=person_key).first()
    if person is None:
        raise Http404
    person = survivor_of(person)
    decision = access.decide(request.user, Permission.VIEW, person)
    if decision.outcome in (Outcome.HIDDEN, Outcome.DENIED):
        return refused(request, person, decision)
    onward = page_asked_for(request, person)
    only_restricted = decision.allowed
    if decision.outcome is Outcome.NEEDS_REASON or (
        only_restricted and not _may_ask_for_more(request.user, person)
    ):
        return redirect(onward)
    form = EmergencyForm(
        request.POST if request.method == "POST" else None, only_restricted=only_restricted
    )
    if form.is_valid():
        given = {"wants_restricted": True} | form.cleaned_data
        emergency = actions.break_glass(person=person, by=request.user, **given)
        if emergency.wants_restricted:
            return redirect("people:emergency", emergency.key)
        return redirect(onward)
    log.record("people.emergency_offered", by=request.user, about=person, because=decision)
    now = clock.now()
    context = {
        "form": form,
        "person": person,
        "because": decision.because,
        "only_restricted": only_restricted,
        "next": onward,
        "until": access.emergency_ends_at(now),
        "second_people": list(rules.second_people().exclude(pk=request.user.pk)[:10]),
        "manager": request.user.line_manager,
    }
    return render(request, "people/emergency/break_glass.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_EMERGENCY)
def ask(request):
    """Ask the manager on call for a record that cannot be found; says nothing of whether it is."""
    if not access.may_break_glass(request.user):
        raise PermissionDenied("Your role does not open records in an emergency.")
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        emergency = actions.ask_for_record_not_found(by=request.user, **form.cleaned_data)
        return redirect("people:emergency", emergency.key)
    context = {
        "form": form,
        "second_people": list(rules.second_people().exclude(pk=request.user.pk)[:10]),
    }
    return render(request, "people/emergency/ask.html", context)


@require_GET
@open_to_all_staff(because=_EMERGENCY)
def emergencies(request):
    """List the openings that the viewer asked for, answers, manages or oversees."""
    before = EmergenciesForm(request.GET).chosen()
    rows, older = queries.page_of_emergencies(request.user, before=before)
    people = {row.person.key: row.person for row in rows if row.may_name}
    log.record("people.emergencies_listed", by=request.user, subjects=people.values())
    context = {"rows": rows, "older": older, "today": clock.today()}
    return render(request, "people/emergency/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_EMERGENCY)
def emergency(request, emergency_key):
    """Show one opening to those whom it concerns; answer it, or say what was found."""
    row = queries.emergency_for(request.user, emergency_key)
    if row is None:
        if queries.was_answered_by_another(request.user, emergency_key):
            messages.info(request, "Somebody else on call has answered that already.")
            return redirect("people:emergencies")
        raise Http404
    form = ReviewEmergencyForm(request.POST if "review" in request.POST else None)
    problems: list[str] = []
    if request.method == "POST":
        try:
            if (words := _done(request, row, form)) is not None:
                messages.success(request, words)
                if form.is_bound and form.cleaned_data["finding"] == Finding.NOT_JUSTIFIED:
                    report = reverse("governance:report-breach")
                    return redirect(f"{report}?emergency={row.key}")
                return redirect("people:emergency", row.key)
        except (ValidationError, PermissionDenied) as wrong:
            problems = refusals.words_of(wrong)
            row = queries.emergency_for(request.user, emergency_key)
            if row is None:
                raise Http404 from wrong
    named = row.person if row.may_name else None
    log.record("people.emergency_shown", by=request.user, about=named, target=row)
    now = clock.now()
    waits = rules.waits(row, at=now)
    context = {
        "row": row,
        "person": named,
        "asked_for": row.asked_for if _may_read_number(request.user, row) else "",
        "waits": waits,
        "is_open": row.expires_at is not None and row.expires_at > now,
        "is_own": row.user_id == request.user.pk,
        "may_answer": waits and rules.may_answer(request.user, row, at=now).allowed,
        "may_review": row.opened_at is not None
        and row.reviewed_at is None
        and rules.may_review(request.user, row, at=now).allowed,
        "second_people": list(rules.second_people().exclude(pk=row.user_id)[:10]) if waits else [],
        "record_url": reverse("records:timeline", args=[named.key]) if named else "",
        "form": form,
        "problems": problems,
        "today": clock.today(),
    }
    return render(request, "people/emergency/show.html", context)


def _may_read_number(user, row) -> bool:
    """Say whether the number may be shown: to others it would tell that there is such a record."""
    return row.may_name or not row.answer or user.pk in (row.user_id, row.answered_by_id)


def _done(request, row, form) -> str | None:
    if "review" in request.POST:
        if not form.is_valid():
            return None
        actions.review_emergency(emergency=row, by=request.user, **form.cleaned_data)
        return "What you found is kept."
    agrees = request.POST.get("answer") == "agree"
    answered = actions.answer_emergency(emergency=row, by=request.user, agrees=agrees)
    if answered.answer == answered.Answer.NOT_FOUND:
        return "No record opens for this."
    return "It is open now." if agrees else "Refused."


def _may_ask_for_more(user, person: Person) -> bool:
    return access.may_break_glass(user) and queries.may_ask_for_restricted(user, person)
