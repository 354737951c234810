"""Reporting an entry that does not belong where it stands, and what became of the report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions
from records.drafting import writing
from records.forms.misfiling import ReportForm, StaysForm
from records.models import Misfiling, Removal
from records.rules import misfiled, two_people
from records.views import keeping
from records.views.writing import open_entry
from ui import formats, refusals

_READERS = "Whoever reads an entry may say that it does not belong there."


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.entry_opened", shown=("report",), because=_READERS)
def report(request, person, entry_key):
    """Say what is wrong with an entry's being on this record."""
    entry = open_entry(request.user, person, entry_key)
    request.target = entry
    form = ReportForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Report of an entry", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        made = actions.report_misfiled(entry=entry, by=request.user, **form.cleaned_data)
        kept.sent()
        messages.success(request, "Reported. Your home page shows what becomes of it.")
        return redirect("records:misfiling", person.key, made.key)
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
        "form": form,
        "kept": kept.shown(),
        "asked": misfiled.open_about(entry).filter(reported_by=request.user).first(),
    }
    return render(request, "records/misfiling/report.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.misfiling_opened", shown=("report",), because=_READERS)
def show(request, person, misfiling_key):
    """Show a report and what became of it; a manager may say why the entry stays."""
    found = (
        Misfiling.objects.select_related(
            "entry__person", "entry__author__team", "reported_by__team", "answered_by__team"
        )
        .filter(entry__person=person, key=misfiling_key)
        .first()
    )
    if found is None or not misfiled.may_see(request.user, found):
        raise Http404
    request.target = found.entry
    form = StaysForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Answer to a report", beside=found.entry)
    if kept.saves:
        return kept.save()
    problem = ""
    if form.is_valid():
        try:
            actions.leave_where_it_is(misfiling=found, by=request.user, **form.cleaned_data)
        except (ValidationError, PermissionDenied) as wrong:
            problem = refusals.words_of(wrong)[0]
            found.refresh_from_db()
        else:
            kept.sent()
            messages.success(request, "Answered. The entry stays where it is.")
            return redirect("records:misfiling", person.key, found.key)
    return render(request, "records/misfiling/show.html", _shown(request, found, kept, problem))


def told(row: Misfiling) -> dict[str, Any]:
    """Return a report as a line on a list of one's own."""
    entry = row.entry
    return {
        "row": row,
        "person": entry.person,
        "name": f"Entry of {formats.day_and_month(entry.event_at)}",
    }


def _shown(request: Any, found: Misfiling, kept: keeping.Kept, problem: str) -> dict[str, Any]:
    entry, user = found.entry, request.user
    stands = entry.taken_off_at is None
    asked = two_people.asked_about(entry) if stands else None
    waits = found.state == Misfiling.State.OPEN
    return {
        **person_page(request, entry.person, tab="record"),
        "found": found,
        "entry": entry,
        "stands": stands,
        "name": writing.name_of(entry) if stands else told(found)["name"],
        "waits": waits,
        "asked": asked if asked and two_people.may_see(user, asked) else None,
        "may_move": waits and two_people.may_ask(user, entry, Removal.Kind.MOVE).allowed,
        "may_remove": waits and two_people.may_ask(user, entry, Removal.Kind.REMOVE).allowed,
        "may_leave_it": waits and misfiled.may_leave_it(user, found).allowed,
        "form": kept.form,
        "kept": kept.shown(),
        "problem": problem,
    }
