"""A correction that a colleague's came before: both side by side, and both in one."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions
from records.drafting import meeting, typed_words, writing
from records.forms.carried import typed_in
from records.forms.entry import EntryForm, entry_form
from records.forms.meeting import MeetingForm
from records.forms.typed import Typed, as_posted
from records.models import Draft, EntryVersion
from records.signed.corrected_actions import corrects_actions
from records.views import desk
from records.views.writing import after_signing


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.ADD,
    verb="records.correction_compared",
    shown=("draft",),
    because="Those who work with a person write on their record.",
)
def compare_newest(request, person, draft_key):
    """Show a correction beside the version signed meanwhile; take into it what is chosen."""
    draft = writing.draft_of(request.user, person, draft_key)
    if draft is None:
        return after_signing(request, person, draft_key)
    request.target = draft
    newest = writing.newer_than_read(draft)
    if newest is None:
        return redirect("records:check-draft", person.key, draft.key)
    is_own = newest.signed_by_id == request.user.pk
    record_type = draft.record_type
    before, mine, theirs = _three(draft, newest)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        meetings=meeting.meetings(record_type, before, mine, theirs),
        colleague="you" if is_own else newest.signed_by.name,
        initial={"draft_version": draft.version, "newest": newest.number},
    )
    if form.is_valid():
        said = form.cleaned_data["draft_version"], form.cleaned_data["newest"]
        if said != (draft.version, newest.number):
            messages.warning(request, "One of the two was changed meanwhile. Compare them again.")
            return redirect(request.path)
        typed = meeting.met(record_type, before, mine, theirs, form.chosen)
        kept = actions.save_draft(
            person=person,
            by=request.user,
            key=draft.key,
            record_type=record_type,
            typed=typed | {meeting.READ: [str(newest.number)]},
            version=draft.version,
            corrects=draft.corrects,
        )
        messages.success(request, "Both are in your correction now. Look through it, then sign.")
        return redirect("records:check-draft", person.key, kept.key)
    context = {
        **person_page(request, person, tab="record"),
        "draft": writing.listed(draft),
        "newest": newest,
        "is_own": is_own,
        "form": form,
        "edit_url": desk.edit_url(draft),
        "history_url": reverse("records:entry", args=[person.key, draft.corrects.key]),
    }
    return render(request, "records/write/compare_newest.html", context)


def _three(draft: Draft, newest: EntryVersion) -> tuple[Typed, Typed, Typed]:
    """Return what stood when the draft was begun, what is typed in it, and what is signed now.

    Each as its form shows it, so that they compare; whom all three may name is asked once.
    """
    record_type = draft.record_type
    entry, read = draft.corrects, writing.version_read(draft, newest)
    asked: dict[str, Any] = {"at": entry.signed_at, "quiet": True}
    theirs = entry_form(
        record_type,
        draft.person,
        draft.author,
        initial=writing.signed_as_initial(entry),
        corrects=entry,
        **asked,
    )
    asked |= {"person": draft.person, "user": draft.author}
    asked |= {"known": theirs.known, "copied": theirs.copied}
    initial = writing.signed_as_initial(entry, read)
    before = EntryForm(record_type, initial=initial, **asked)
    mine = EntryForm(record_type, data=as_posted(draft.typed), **asked)
    in_rows = typed_words.rows_of(record_type, draft.typed)
    apart = {name: texts for name, texts in draft.typed.items() if name not in in_rows}
    found = typed_in(before), apart | typed_in(mine), typed_in(theirs)
    if corrects_actions(draft):
        return found
    # The form of the correction did not ask for the actions: they stay as they are.
    one, two, three = (
        {name: texts for name, texts in typed.items() if not name.startswith("actions-")}
        for typed in found
    )
    return one, two, three
