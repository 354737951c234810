"""The review queue, one review, and what was returned to me."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import Role
from audit import log
from oversight import actions, queries
from oversight.forms import AnswerCommentForm, ReviewForm, SentenceForm
from oversight.queries import sentences
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries as record_queries
from records.shown import findings, presentation, whole
from records.views import keeping
from ui import refusals


@require_GET
@open_to_roles(Role.MANAGER, because="Managers review what their staff have signed.")
def queue(request):
    """List what awaits the viewer's review, oldest first."""
    waiting = queries.awaiting_review(request.user)
    if waiting:
        people = {row.entry.person.key: row.entry.person for row in waiting}
        log.record("oversight.queue_opened", by=request.user, subjects=people.values())
    context = {"waiting": waiting, "total": queries.how_many_wait(request.user, waiting)}
    return render(request, "oversight/queue.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.REVIEW,
    verb="oversight.review_opened",
    because="Managers review what their staff have signed.",
)
def review(request, person, entry_key):
    """Show an entry beside the answer; after an answer, the next one in the queue."""
    entry = record_queries.whole_entry(request.user, person, entry_key)
    if entry is None:
        raise Http404
    request.target = entry
    newest = list(entry.versions.all())[-1]
    reviews = list(queries.reviews_of(entry))
    now = {"version": newest.number, "seen": len(reviews)}
    marks = request.POST.get("form") == "sentence"
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(None if marks else sent, initial=now)
    sentence = SentenceForm(
        sent if marks else None,
        prefix="sentence",
        sentences=sentences.sentences_of(newest),
        initial=now,
    )
    own = request.user.pk in (entry.author_id, entry.information_provider_id)
    kept = keeping.of(request, person, form, "Review of an entry", beside=entry)
    kept_sentence = keeping.of(
        request, person, sentence, "Comment on a sentence", beside=entry, part="sentence"
    )
    if not own and (typing := keeping.saving([kept, kept_sentence])) is not None:
        return typing.save()
    if sentence.is_valid() and not own and _commented(request, entry, sentence, now):
        kept_sentence.sent()
        messages.success(request, f"{entry.author.name} sees it beside the sentence.")
        return redirect("oversight:review", person.key, entry.key)
    if form.is_valid() and not own:
        before = queries.awaiting_review(request.user)
        try:
            _answer(request, entry, form.cleaned_data)
        except actions.ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            form.data = {**form.data.dict(), **now}
        else:
            kept.sent()
            return _next(request, entry, before)
    waiting = queries.awaiting_review(request.user)
    place = next((n for n, row in enumerate(waiting, 1) if row.entry.pk == entry.pk), None)
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "kept": kept.shown(),
        "sentence": sentence,
        "kept_sentence": kept_sentence.shown(),
        "wrong": sentence if marks else form,
        "commented": sentences.commented_on(entry, newest),
        **whole.context_of(entry, person),
        "shown": presentation.present(newest),
        "reviews": reviews,
        "findings": findings.findings_for(request.user, entry),
        "own": own,
        "place": place,
        "before": waiting[place - 2].entry if place and place > 1 else None,
        "after": waiting[place].entry if place and place < len(waiting) else None,
        "of": len(waiting),
        "reasons": _reasons_beyond_its_state(waiting, entry),
    }
    return render(request, "oversight/review.html", context)


@require_GET
@open_to_all_staff(because="Writers see which of their own entries came back.")
def returned(request):
    """List the viewer's own entries that were returned and wait for an answer."""
    rows = queries.returned_to(request.user)
    if rows:
        people = {row.entry.person.key: row.entry.person for row in rows}
        log.record("oversight.returned_listed", by=request.user, subjects=people.values())
    return render(request, "oversight/returned.html", {"returned": rows})


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="oversight.comment_opened",
    because="Whoever wrote an entry answers what a reviewer says of a sentence of it.",
)
def answer_comment(request, person, entry_key, comment_key):
    """Show a comment on a sentence to whoever wrote it, to answer."""
    entry = record_queries.whole_entry(request.user, person, entry_key)
    comment = sentences.comment_for(request.user, entry, comment_key) if entry else None
    if comment is None:
        raise Http404
    request.target = entry
    form = AnswerCommentForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Answer to a reviewer", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid() and refusals.is_done(
        form, actions.answer_comment, comment=comment, by=request.user
    ):
        kept.sent()
        messages.success(request, f"{comment.commented_by.name} reads it beside the sentence.")
        return redirect("records:entry", person.key, entry.key)
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "comment": comment,
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "oversight/answer_comment.html", context)


def _commented(request, entry, form, now):
    """Keep a comment on a sentence; say whether the entry was as the reviewer read it."""
    given = form.cleaned_data
    try:
        actions.comment_on_sentence(
            entry=entry,
            by=request.user,
            version_number=given["version"],
            number=given["sentence"],
            words=given["words"],
        )
    except actions.ChangedMeanwhile as changed:
        form.add_error(None, str(changed))
        form.data = {
            **form.data.dict(),
            "sentence-version": now["version"],
            "sentence-sentence": "",
        }
        return False
    return True


def _reasons_beyond_its_state(waiting, entry):
    """Return why the entry waits, without what its own tag says already."""
    reasons = next((row.reasons for row in waiting if row.entry.pk == entry.pk), [])
    return [reason for reason in reasons if reason != queries.NEEDS_SIGN_OFF]


def _answer(request, entry, given):
    read = {"version_number": given["version"], "answers_read": given["seen"]}
    if request.POST["answer"] == "return":
        actions.return_entry(entry=entry, by=request.user, comment=given["comment"], **read)
        messages.success(request, f"Returned to {entry.author.name}.")
    else:
        actions.approve_entry(entry=entry, by=request.user, praise=given["praise"], **read)
        messages.success(request, "Approved.")


def _next(request, entry, before):
    """Go to the entry that stood after this one in the queue, or to the first of those left."""
    keys = [row.entry.key for row in before]
    later = set(keys[keys.index(entry.key) + 1 :]) if entry.key in keys else set()
    waiting = queries.awaiting_review(request.user)
    following = [row.entry for row in waiting if row.entry.key in later]
    following += [row.entry for row in waiting]
    if not following:
        return redirect("oversight:queue")
    return redirect("oversight:review", following[0].person.key, following[0].key)
