"""Saying why an entry stands out, or taking the mark off."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.forms.significance import SignificantForm
from records.shown.significance import stands_out
from records.shown.timeline import event_time
from records.views import keeping
from records.views.writing import open_entry
from ui import refusals

_WRITERS = "Those who work with a person say which entries stand out in their life."


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.significance_opened", because=_WRITERS)
def mark(request, person, entry_key):
    """Say why an entry stands out; where one stands out already, say it again."""
    entry = open_entry(request.user, person, entry_key)
    request.target, request.shown = entry, ("why it stands out",)
    marked = {each.key: each for each in queries.marked_by_hand(request.user, person)}
    known = marked.get(entry.key)
    before = stands_out(known) if known else None
    form = SignificantForm(
        request.POST if request.method == "POST" else None,
        marked=marked.values(),
        is_counted=known is not None,
        initial={"reason": before.reason} if before else {},
    )
    kept = keeping.of(request, person, form, "Why an entry stands out", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        given = form.cleaned_data
        instead_of = [marked[key] for key in given.get("instead_of", ())]
        try:
            actions.mark_significant(
                entry=entry, by=request.user, **given | {"instead_of": instead_of}
            )
        except ValidationError as refused:
            refusals.show(form, refused)
        else:
            kept.sent()
            messages.success(request, "Saved: it stands out.")
            return redirect("records:entry", person.key, entry.key)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "kept": kept.shown(),
        "entry": entry,
        "event_at": event_time(entry),
        "type": entry.record_type,
        "before": before,
    }
    return render(request, "records/significant.html", context)


@require_POST
@person_view(Permission.WRITE, verb=None, because=_WRITERS)
def take_off(request, person, entry_key):
    """Take the mark off an entry."""
    entry = open_entry(request.user, person, entry_key)
    actions.take_mark_off(entry=entry, by=request.user)
    messages.success(request, "The mark is off.")
    return redirect("records:entry", person.key, entry.key)
