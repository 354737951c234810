"""Words of a small form that were kept and not sent: read them, or delete them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from people.access import Permission
from people.guards import person_view
from records import actions, ending, queries
from records.drafting import writing
from records.rules.kept_pages import address_of, words_of


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="records.draft_opened",
    shown=("draft",),
    because="Staff read and delete what they typed themselves and did not send.",
    or_else=queries.as_provider_of_words,
)
def delete_kept(request, person, draft_key):
    """Show words that were kept, and ask; then delete them."""
    draft = writing.unsent_of(request.user, person, draft_key)
    if draft is None:
        if request.method == "POST" and queries.threw_away(request.user, person, draft_key):
            return redirect("records:drafts")  # sent twice
        raise Http404
    request.target = draft
    where = address_of(draft.page, person)
    if request.method == "POST":
        aside = actions.throw_away_draft(draft=draft, by=request.user)
        done = f"{ending.HELD}, so what was kept is set aside and not destroyed."
        messages.success(request, done if aside else "What was kept is deleted.")
        return redirect(where or "records:drafts")
    context = {
        "person": person,
        "draft": writing.listed(draft),
        "words": words_of(draft),
        "where": where,
        "is_held": ending.is_held(person),
    }
    return render(request, "records/kept/delete.html", context)
