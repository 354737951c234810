"""Marking an entry as significant, or taking the mark off."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.access import Permission
from people.guards import person_view
from records import actions
from records.views.writing import open_entry


@require_POST
@person_view(
    Permission.WRITE,
    verb=None,
    because="Those who work with a person say which entries stand out in their life.",
)
def mark(request, person, entry_key):
    """Mark an entry as significant; without an answer of yes the mark is taken off."""
    significant = request.POST.get("significant") == "yes"
    entry = open_entry(request.user, person, entry_key)
    actions.mark_significant(entry=entry, by=request.user, significant=significant)
    messages.success(request, "Marked as significant." if significant else "The mark is off.")
    return redirect("records:entry", person.key, entry.key)
