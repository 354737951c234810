"""Reading what changed between any two versions of an entry."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records.drafting import writing
from records.forms.comparing import CompareForm
from records.shown import changes
from records.views.writing import open_entry


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.entry_opened",
    shown=("versions",),
    because="Those who read an entry read what was corrected in it.",
)
def compare(request, person, entry_key):
    """Compare two versions of an entry, word by word; the first and the last unless told."""
    entry = open_entry(request.user, person, entry_key, whole=True)
    versions = list(entry.versions.all())
    form = CompareForm(request.GET, versions=versions)
    before, after = form.chosen()
    request.target = entry
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
        "type": entry.record_type,
        "form": form,
        "before": before,
        "after": after,
        "changes": changes.changes_between(before, after),
    }
    return render(request, "records/compare.html", context)
