"""Making a draft another kind of record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions
from records.catalogue import catalogue
from records.drafting import suggesting, writing
from records.drafting.changing_kind import change_of
from records.rules import authorship
from records.views import desk, receiving
from records.views.writing import after_signing, not_theirs


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.ADD,
    verb="records.draft_opened",
    shown=("draft",),
    because="Those who work with a person write on their record.",
)
def change_kind(request, person, draft_key):
    """Choose another kind for a draft, see what goes along, and change it."""
    draft = writing.draft_of(request.user, person, draft_key)
    if draft is None:
        return after_signing(request, person, draft_key)
    if draft.corrects_id:
        raise Http404
    request.target = draft
    now = draft.record_type
    to = catalogue().get(request.GET.get("to", ""))
    context = {
        **person_page(request, person, tab="record"),
        "draft": draft,
        "now": now,
        "edit_url": desk.edit_url(draft),
    }
    if to is None or to.key == now.key:
        words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
        offered = writing.types_for(request.user, words)
        context |= {
            "words": words,
            "offered": offered,
            "suggested": suggesting.suggested(
                receiving.text_of(draft), request.user, but=draft.type_key
            ),
        }
        return render(request, "records/write/kind.html", context)
    if not authorship.may_author(request.user, to):
        return not_theirs(request, to)
    if request.method == "POST":
        try:
            actions.change_draft_kind(
                draft=draft, by=request.user, to=to, read_version=receiving.version_said(request)
            )
        except ValidationError as changed:
            messages.error(request, changed.messages[0])
            return redirect(request.get_full_path())
        messages.success(request, f"It is a draft of this kind now: {to.title}.")
        return redirect(desk.edit_url(draft))
    context |= {"to": to, "change": change_of(draft.typed, now, to)}
    return render(request, "records/write/kind_change.html", context)
