"""Two drafts of one form, side by side: choose, or keep both texts, in one draft."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting import joining, typed_words, writing
from records.forms.joining import JoinForm
from records.views import desk


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.ADD,
    verb="records.drafts_compared",
    shown=("draft",),
    because="Those who work with a person write on their record.",
)
def compare_drafts(request, person, draft_key):
    """Show a draft beside the one that it was kept apart from, and join them as chosen."""
    draft = writing.draft_of(request.user, person, draft_key)
    if draft is None:
        raise Http404
    request.target = draft
    other = _other(request.user, person, draft)
    record_type = draft.record_type
    context = {
        **person_page(request, person, tab="record"),
        "draft": writing.listed(draft),
        "edit_url": desk.edit_url(draft),
    }
    if other is None:
        entry = queries.entry_signed_from(request.user, person, draft.copy_of)
        (asked,) = typed_words.questions(record_type, draft.typed)
        context |= {"entry": entry, "name": writing.name_of(entry) if entry else ""}
        context |= {"questions": asked.values(), "files": draft.attachments.filter(entry=None)}
        return render(request, "records/write/compare_signed.html", context)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        differences=joining.differences(record_type, draft.typed, other.typed),
        initial={"this_version": draft.version, "other_version": other.version},
    )
    if form.is_valid():
        try:
            actions.join_drafts(
                draft=draft,
                other=other,
                by=request.user,
                typed=joining.joined(record_type, draft.typed, other.typed, form.chosen),
                versions=(form.cleaned_data["this_version"], form.cleaned_data["other_version"]),
            )
        except ValidationError as wrong:
            messages.warning(request, wrong.messages[0])
            return redirect("records:compare-drafts", person.key, draft.key)
        messages.success(request, "The two drafts are one now.")
        return redirect(desk.edit_url(draft))
    context |= {"other": writing.listed(other), "form": form}
    return render(request, "records/write/compare_drafts.html", context)


def _other(user, person, draft):
    """Return the draft that this one was kept apart from, or the newest kept apart from this."""
    own = queries.drafts_about(user, person).filter(
        type_key=draft.type_key, type_version=draft.type_version, corrects=draft.corrects
    )
    keys: list[uuid.UUID] = [draft.copy_of] if draft.copy_of else []
    first = own.filter(key__in=keys).first()
    return first or own.filter(copy_of=draft.key).exclude(pk=draft.pk).first()
