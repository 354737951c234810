"""What came for a worker's people: the list of what is unread, and marking one as read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE
from audit import log
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.models import Alert
from people.page import person_page
from records import actions, queries
from records.drafting import writing
from records.forms.unread import ReadForm, SeveralReadForm
from records.models import Entry
from records.views import keeping
from records.views.writing import open_entry


@require_http_methods(["GET", "POST"])
@open_to_roles(*WORKS_WITH_PEOPLE, because="Workers see what came for those they work with.")
def listed(request):
    """List what came for the viewer's people and was not read yet; mark several at once."""
    handed, rows = queries.handed_over_to(request.user), queries.unread_by(request.user)
    alerts = people_queries.alerts_unread_by(request.user)
    entries = {row.key: row for row in [*handed, *rows]}
    need_points = queries.without_key_points(entries.values())
    waits = {key: row for key, row in entries.items() if key not in need_points}
    waits |= {row.key: row for row in alerts}
    form = SeveralReadForm(request.POST if request.method == "POST" else None, keys=waits)
    if form.is_valid():
        read = [waits[key] for key in form.cleaned_data["which"]]
        actions.mark_several_read(
            entries=[row for row in read if isinstance(row, Entry)],
            alerts=[row for row in read if isinstance(row, Alert)],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, f"Kept for {len(read)}, with how you read them.")
        return redirect("records:unread")
    people = {row.person.key: row.person for row in [*entries.values(), *alerts]}
    if people:
        log.record("records.unread_listed", by=request.user, subjects=people.values())
    context = {
        "handed": [told(row) for row in handed],
        "rows": [told(row) for row in rows],
        "alerts": alerts,
        "need_points": need_points,
        "form": form if waits else None,
    }
    return render(request, "records/unread/list.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.WRITE,
    verb="records.entry_opened",
    shown=("reading",),
    because="Those who work with a person say that they have read what came.",
)
def mark(request, person, entry_key):
    """Mark a report, letter or email as read; a report only with its key points."""
    entry = open_entry(request.user, person, entry_key)
    request.target = entry
    takes_on = queries.waits_to_be_taken_on(request.user, entry)
    if not takes_on and not queries.is_unread(request.user, entry):
        if request.method == "GET" and not entry.readings.filter(reader=request.user).exists():
            raise Http404
        return redirect("records:entry", person.key, entry.key)
    needs = queries.needs_key_points(entry)
    form = ReadForm(request.POST if request.method == "POST" else None, needs_points=needs)
    kept = keeping.of(request, person, form, "Key points of what came", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        actions.mark_read(entry=entry, by=request.user, **form.cleaned_data)
        kept.sent()
        messages.success(request, "You have taken it on." if takes_on else "Marked as read.")
        return redirect("records:entry", person.key, entry.key)
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
        "needs_points": needs,
        "takes_on": takes_on,
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "records/unread/mark.html", context)


def told(entry: Entry):
    """Return what came as a line on a list."""
    title = entry.record_type.title
    return {"entry": entry, "person": entry.person, "title": title, "by": entry.author.name}
