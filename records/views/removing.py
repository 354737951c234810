"""Asking for an entry to be moved or removed, and answering as the second person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

import clock
from audit import log
from people import access
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting import writing
from records.forms.removing import MoveForm, RefusalForm, RemovalForm
from records.models import Attachment, Entry, Removal
from records.rules import two_people
from records.shown import presentation
from records.shown.removals import tombstone
from records.signed import moving
from records.views import keeping
from records.views.writing import open_entry
from ui import refusals

_TWO = "An entry leaves a record when two people say so, each seeing what will happen."


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.entry_opened", shown=("move",), because=_TWO)
def ask_to_move(request, person, entry_key):
    """Find the right person, say why, and ask for the entry to be moved to them."""
    entry = open_entry(request.user, person, entry_key, whole=True)
    two_people.may_ask(request.user, entry, Removal.Kind.MOVE).require()
    request.target = entry
    posted = request.POST if request.method == "POST" else None
    words = posted.get("q", "").replace("\x00", "")[:100] if posted is not None else ""
    cards = _found(request, words, person)
    finding = posted is None or "find" in posted
    named = moving.naming(entry)
    form = MoveForm(posted, cards=cards, quiet=finding, name=person.name, named=named)
    kept = keeping.of(request, person, form, "Why an entry is moved", beside=entry)
    if kept.saves:
        return kept.save()
    if not finding and form.is_valid():
        to = people_queries.by_keys(request.user, {form.cleaned_data["right_person"]})
        try:
            asked = actions.ask_to_move(
                entry=entry,
                to=next(iter(to.values()), person),
                reason=form.cleaned_data["reason"],
                meant=form.cleaned_data.get("meant", ""),
                by=request.user,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            kept.sent()
            return _asked(request, asked)
    context = _context(request, person, entry) | {
        "form": form,
        "kept": kept.shown(),
        "named": named,
        "cards": cards,
        "words": words.strip(),
        "finding": finding,
    }
    return render(request, "records/move.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.entry_opened", shown=("removal",), because=_TWO)
def ask_to_remove(request, person, entry_key):
    """Say why an entry must be removed and what allows it."""
    return _ask_to_remove(request, person, open_entry(request.user, person, entry_key))


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.entry_opened", shown=("removal",), because=_TWO)
def ask_to_remove_file(request, person, file_key):
    """Say why one file of an entry must be removed and what allows it."""
    file = get_object_or_404(
        Attachment.objects.select_related("entry"),
        person=person,
        key=file_key,
        entry__isnull=False,
        taken_off_at=None,
    )
    return _ask_to_remove(
        request, person, open_entry(request.user, person, file.entry.key), file=file
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.removal_opened", shown=("request",), because=_TWO)
def removal(request, person, removal_key):
    """Show what was asked and what would happen; agree or refuse as the second person."""
    asked = (
        Removal.objects.select_related(
            "entry__person__team", "entry__author__team", "moved_to", "attachment", "asked_by__team"
        )
        .filter(entry__person=person, key=removal_key)
        .first()
    )
    if asked is None or not two_people.may_see(request.user, asked):
        raise Http404
    request.target = asked
    request.beside = [asked.moved_to] if asked.moved_to else []
    refusing = request.method == "POST" and "refuse" in request.POST
    form = RefusalForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Why a removal is refused", beside=asked.entry)
    if kept.saves:
        return kept.save()
    problem = ""
    if form.is_valid():
        try:
            answered = _answer(request, asked, form if refusing else None)
        except (ValidationError, PermissionDenied) as wrong:
            problem = refusals.words_of(wrong)[0]
            asked.refresh_from_db()
        else:
            kept.sent()
            return answered
    return render(request, "records/removal.html", _request_shown(request, asked, kept, problem))


def _ask_to_remove(request: Any, person: Any, entry: Entry, file: Attachment | None = None) -> Any:
    two_people.may_ask(request.user, entry, Removal.Kind.REMOVE).require()
    request.target = entry
    form = RemovalForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Why something is removed", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            asked = actions.ask_to_remove(
                entry=entry, attachment=file, by=request.user, **form.cleaned_data
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            kept.sent()
            return _asked(request, asked)
    context = _context(request, person, entry) | {"form": form, "kept": kept.shown(), "file": file}
    return render(request, "records/remove.html", context)


def _found(request: Any, words: str, person: Any) -> list[people_queries.Card]:
    """Return the people found by some words, but for the one whose record this is."""
    if not words.strip():
        return []
    cards, _ = people_queries.find_people(request.user, words)
    others = [card for card in cards if card.key != person.key]
    # Words that found nobody go with nobody's record, and would stay: they are not kept.
    detail = {"words": words} if others else None
    log.record("people.people_searched", by=request.user, subjects=others, detail=detail)
    return others


def _asked(request: Any, asked: Removal) -> Any:
    messages.success(request, "Asked. A second person now agrees or refuses.")
    return redirect("records:removal", asked.entry.person.key, asked.key)


def _answer(request: Any, asked: Removal, form: RefusalForm | None) -> Any:
    if form is not None:
        actions.refuse_removal(removal=asked, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Refused. The entry stays where it is.")
    else:
        actions.agree_to_removal(removal=asked, by=request.user)
        words = "Moved." if asked.kind == Removal.Kind.MOVE else "Removed."
        messages.success(request, f"{words} The record says so in its place.")
    return redirect("records:removal", asked.entry.person.key, asked.key)


def _context(request: Any, person: Any, entry: Entry) -> dict[str, Any]:
    return {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
    }


def _request_shown(
    request: Any, asked: Removal, kept: keeping.Kept, problem: str
) -> dict[str, Any]:
    entry = asked.entry
    stands = entry.taken_off_at is None
    readable = stands and two_people.may_read(request.user, asked)
    decision = two_people.may_answer(request.user, asked)
    read = queries.whole_entry(request.user, entry.person, entry.key) if readable else None
    newest = list(read.versions.all())[-1] if read else None
    is_done = asked.state == Removal.State.DONE
    is_sealed = is_done and asked.kind == Removal.Kind.REMOVE and asked.attachment_id is None
    return {
        **person_page(request, entry.person, tab="record"),
        "asked": asked,
        "entry": entry,
        "name": writing.name_of(entry) if readable else f"Entry of {_day(entry)}",
        "shown": presentation.present(newest) if newest else None,
        "goes": two_people.goes_along(entry) if stands else None,
        "to": _card(request, asked.moved_to) if asked.moved_to else None,
        "named": moving.naming(read) if read and asked.meant else [],
        "waits": asked.state == Removal.State.ASKED and stands,
        "may_answer": decision.allowed,
        "because": decision.because,
        "stone": tombstone(asked) if asked.state == Removal.State.DONE else None,
        "history": asked.unsealings.select_related("opened_by__team") if is_sealed else [],
        "may_unseal": is_sealed and two_people.may_unseal(request.user, asked).allowed,
        "form": kept.form,
        "kept": kept.shown(),
        "problem": problem,
    }


def _card(request: Any, person: Any) -> dict[str, Any]:
    return {"person": person, "may_open": access.decide(request.user, Permission.VIEW, person)}


def _day(entry: Entry) -> str:
    day = clock.local(entry.event_at)
    return f"{day.day} {day:%B %Y}"
