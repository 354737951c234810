"""Pages for managers: how many drafts their staff have, and those that nobody can go on with."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people import access
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting import typed_words, writing
from records.forms.set_aside import SetAsideForm
from records.rules import unsigned
from records.rules.kept_pages import words_of
from records.views import desk, keeping


@require_GET
@open_to_roles(Role.MANAGER, because="Managers see number and age of their staff's drafts.")
def staff_drafts(request):
    """List how many drafts each member of staff has, and the drafts left behind."""
    rows = [writing.listed(draft) for draft in queries.left_behind(request.user)]
    people = {row.draft.person.key: row.draft.person for row in rows}
    log.record("records.staff_drafts_listed", by=request.user, subjects=people.values())
    context = {
        "staff": [
            {"author": row, "age": writing.age_of(row.oldest_begun)}
            for row in queries.drafts_of_staff(request.user)
        ],
        "told_after": unsigned.managers_told_after(),
        "waiting": [row for row in rows if row.draft.set_aside_at is None],
        "set_aside": [row for row in rows if row.draft.set_aside_at is not None],
    }
    return render(request, "records/write/drafts_of_staff.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="records.draft_left_behind_opened",
    shown=("draft",),
    because="A manager reads what somebody left unsigned who has gone or may not go on.",
)
def draft_left_behind(request, person, draft_key):
    """Show a draft to its author's manager, who may adopt it or set it aside."""
    draft = queries.draft_left_behind(request.user, person, draft_key)
    if draft is None:
        own = writing.draft_of(request.user, person, draft_key)
        if request.method == "POST" and own is not None and own.provided_by_id:
            return redirect(desk.edit_url(own))  # adopted, and sent twice
        raise Http404
    request.target = draft
    form = SetAsideForm(request.POST if request.POST.get("act") == "set-aside" else None)
    kept = keeping.of(request, person, form, "Why a draft is set aside")
    if kept.saves:
        return kept.save()
    if request.POST.get("act") == "adopt":
        adopted = actions.adopt_draft(draft=draft, by=request.user)
        messages.success(request, "The draft is yours now. Read it through before you sign it.")
        return redirect(desk.edit_url(adopted))
    if form.is_bound and form.is_valid():
        actions.set_aside_draft(draft=draft, by=request.user, because=form.cleaned_data["because"])
        kept.sent()
        messages.success(request, "Draft set aside. Nothing of it was destroyed.")
        return redirect("records:staff-drafts")
    context = {
        **person_page(request, person, tab="record"),
        "listed": writing.listed(draft),
        "questions": _questions(draft),
        "files": draft.attachments.filter(entry=None),
        "has_left": queries.why_left_behind(draft) == "LEFT",
        "may_adopt": draft.page is None
        and access.decide(request.user, Permission.WRITE, person).allowed,
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "records/write/draft_left_behind.html", context)


def _questions(draft):
    if draft.page is not None:
        return [{"label": label, "texts": [text]} for label, text in words_of(draft)]
    record_type = draft.record_type
    (asked,) = typed_words.questions(record_type, draft.typed)
    return asked.values()
