"""Changing the schedule: ask, see whom it would change, decide; and verifying what it rests on."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people.pages_of_results import page_number
from retention import actions, over, queries, simulating
from retention.forms import NotHeldForm, ScheduleChangeForm, VerifyForm
from retention.models import ScheduleChange, Verification
from retention.policy import in_force, to_verify, with_change
from retention.schedule import AUTHORITIES, DISPOSALS, schedule
from ui import refusals

_BECAUSE = "Records officers keep the council's schedule, and see first whom a change would change."
_VERIFIES = "Records officers confirm what the council's schedule rests on."
KINDS = {
    "sooner": "due sooner",
    "later": "due later",
    "listed": "due for review once it holds",
    "unlisted": "no longer due for review",
    "otherwise": "with another end: looked at, listed or offered to an archive",
    "planned": "with a destruction proposed or agreed",
    "held": "held, so nothing of them is destroyed",
    "kept": "kept for longer by a decision that stands",
}


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def change_class(request, class_key):
    """Ask for another period, or another rule, of one class."""
    kept = in_force().classes.get(class_key)
    if kept is None:
        raise Http404
    form = ScheduleChangeForm(request.POST if request.method == "POST" else None, kept=kept)
    if form.is_valid():
        try:
            change = actions.ask_schedule_change(
                class_key=class_key, by=request.user, **form.cleaned_data
            )
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            return redirect("retention:schedule-change", change.key)
    context = {"form": form, "kept": kept, "shipped": schedule().classes[class_key]}
    return render(
        request, "retention/change_class.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_VERIFIES)
def verify(request, of, about):
    """Keep what an officer found of what a class or a rule rests on."""
    of = of.upper()
    subject = to_verify(of).get(about) if of in Verification.Of.values else None
    if subject is None:
        raise Http404
    of_inquiry = of == Verification.Of.INQUIRY
    form_class = NotHeldForm if of_inquiry else VerifyForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = {"found": Verification.Found.NOT_HELD} if of_inquiry else {}
        said = {**form.cleaned_data, **found}
        actions.keep_verification(of=of, about=about, by=request.user, **said)
        if of_inquiry:
            messages.success(request, "It is kept.")
            return redirect("retention:holds")
        messages.success(request, "It is kept, and stands on the page for all staff.")
        anchor = about if of == Verification.Of.CLASS else f"rule-{about}"
        return redirect(f"{reverse('retention:schedule')}#{anchor}")
    context = {
        "form": form,
        "subject": subject,
        "of_inquiry": of_inquiry,
        "checks": queries.verifications().get((of, about), []),
    }
    return render(request, "retention/verify.html", context, status=400 if form.errors else 200)


_DO = {
    "decide": (actions.put_in_force, "The change is decided. It holds from its day on."),
    "drop": (actions.drop_schedule_change, "The schedule stays as it is."),
    "again": (actions.work_out_again, "It is worked out again."),
}


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def change(request, change_key):
    """Show whom a change of the schedule would change, and decide about it."""
    found = queries.change_of_schedule(change_key)
    if found is None or found.class_key not in schedule().classes:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if request.POST.get("do") not in _DO:
            raise Http404
        act, said = _DO[request.POST["do"]]
        form.is_valid()
        try:
            act(found, by=request.user)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, said)
            return redirect("retention:schedule-change", found.key)
    context = _shown(request, found) | {"form": form}
    return render(
        request, "retention/schedule_change.html", context, status=400 if form.errors else 200
    )


def _counted_before(change):
    """Return what whoever decided saw of what goes with no record."""
    return [(title, *both) for title, both in change.counts.get("rows", {}).items()]


def _shown(request, found):
    kind = request.GET.get("show", "")
    page = page_number(request, most=queries.MOST_PAGES)
    to_decide = found.state == ScheduleChange.State.WORKED_OUT
    effects, more = queries.page_of_effects(request.user, found, kind=kind, page=page)
    people = {each.person.key: each.person for each in effects}
    if people:
        log.record(
            "retention.effects_listed", by=request.user, subjects=people.values(), target=found
        )
    counts = queries.effects_counted(request.user, found) if to_decide else found.counts
    counted = [
        (words, counts.get(name, 0), f"?show={name}" if to_decide else "")
        for name, words in KINDS.items()
        if to_decide or name in counts
    ]
    before = in_force(found.starts_on).classes[found.class_key]
    after = with_change(before, found)
    return {
        "change": found,
        "before": before,
        "after": after,
        "then": DISPOSALS[after.disposal],
        "checked": AUTHORITIES[after.authority],
        "waiting": found.state == ScheduleChange.State.ASKED,
        "to_decide": to_decide,
        "counts": [each for each in counted if each[1]],
        "none": [words for words, count, _ in counted if not count],
        "rows": simulating.rows_over(found) if to_decide else _counted_before(found),
        "of_records": over.goes_by(found.class_key) == "record",
        "disposed_by": over.disposed_by()[found.class_key],
        "effects": effects,
        "kind": KINDS.get(kind, ""),
        "next": page + 1 if more else None,
        "today": clock.today(),
    }
