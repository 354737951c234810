"""The provider of information reads what a colleague wrote from it, and answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff
from audit import log
from people import access
from people.access import Permission
from people.guards import person_view
from records import actions, queries
from records.forms.confirming import ConfirmForm
from records.shown import presentation, timeline, whole
from records.views import keeping


@require_GET
@open_to_all_staff(because="Staff see what was written from what they told a colleague.")
def to_confirm(request):
    """List the entries that wait for the viewer to confirm or correct them."""
    rows = queries.told(request.user).to_confirm
    if rows:
        people = {entry.person.key: entry.person for entry in rows}
        log.record("records.confirmations_listed", by=request.user, subjects=people.values())
    context = {"rows": [timeline.to_confirm_shown(entry) for entry in rows]}
    return render(request, "records/to_confirm.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="records.confirmation_opened",
    because="Whoever gave the information reads what was written from it, and that entry alone.",
    or_else=queries.as_provider,
)
def confirm(request, person, entry_key):
    """Show one entry to the colleague who gave its information; take their answer."""
    entry = queries.told_entry(request.user, person, entry_key)
    if entry is None:
        raise Http404
    newest = list(entry.versions.all())[-1]
    answered = any(row.version_number == newest.number for row in entry.confirmations.all())
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, initial={"version": newest.number}
    )
    kept = keeping.of(request, person, form, "Answer to a colleague’s entry", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.answer_as_provider(entry=entry, by=request.user, **form.answer())
        except ValidationError as refused:
            form.add_error(None, refused)
            form.data = {**form.data.dict(), "version": newest.number}
        else:
            kept.sent()
            messages.success(request, "Your answer stands beside the entry.")
            return _onward(request, person, entry)
    request.target = entry
    request.shown = (*request.shown, "entry")
    shown = presentation.present(newest)
    context = {
        "person": person,
        **whole.context_of(entry, person),
        "form": form,
        "kept": kept.shown(),
        "answered": answered,
        "sections": [
            presentation.PresentedSection("How it was recorded", shown.header),
            *shown.sections,
        ],
        "may_open_record": request.access.basis != "PROVIDER",
    }
    return render(request, "records/confirm.html", context)


def _onward(request, person, entry):
    if access.decide(request.user, Permission.VIEW, person).allowed:
        return redirect("records:entry", person.key, entry.key)
    return redirect("records:to-confirm")
