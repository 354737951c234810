"""This event also concerned someone else: choosing whom, for a text of their own each.

These pages belong to the writer and to no record: nothing here is shown about one person to those
who read another.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import open_to_all_staff
from audit import log
from people.models import Person
from records import actions, queries
from records.forms.carried import begun_typed, readable_answers
from records.models import Draft, Entry
from records.rules import authorship, events
from records.views import receiving

CHOSEN_AT_MOST = 20
_THEIR_OWN = "The writer of an event chooses among the people whom they may write about."


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_THEIR_OWN)
def others_of_draft(request, draft_key):
    """Choose whom else the event of a draft concerned."""
    return _others(request, queries.event_draft(request.user, draft_key))


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_THEIR_OWN)
def others_of_entry(request, entry_key):
    """Choose whom else the event of an entry concerned that the viewer signed."""
    return _others(request, queries.event_entry(request.user, entry_key))


def _others(request: Any, origin: Draft | Entry | None) -> Any:
    if origin is None:
        raise Http404
    record_type = origin.record_type
    if not authorship.may_author(request.user, record_type) or events.is_of_one_person(record_type):
        raise Http404
    chosen = queries.chosen_to_write_about(request.user, request.POST.getlist("person"))
    mistake = ""
    if request.method == "POST" and request.POST.get("act") == "begin":
        mistake = _wrong_with(request, chosen)
        if not mistake:
            return _begin(request, origin, chosen)
    words = " ".join(request.POST.get("words", "").replace("\x00", "").split())[:100]
    texts = queries.texts_of(request.user, [origin.event]).get(origin.event, [])
    have = {origin.person.key, *(each.person.key for each in texts)}
    cards = queries.may_be_written_about(request.user, words)
    offered = [card for card in cards if card.key not in have]
    kept = [person for person in chosen if person.key not in {card.key for card in offered}]
    shown = {each.key: each for each in (origin.person, *kept, *offered)}
    shown |= {each.person.key: each.person for each in texts}
    log.record(
        "records.people_chosen_from",
        by=request.user,
        subjects=shown.values(),
        detail={"words": words} if words else None,
    )
    context = {
        "origin": origin,
        "title": record_type.title,
        "back": "records:draft" if isinstance(origin, Draft) else "",
        "texts": [each for each in texts if each.person.pk != origin.person_id],
        "offered": offered,
        "kept": [person for person in kept if person.key not in have],
        "ticked": {person.key for person in chosen},
        "words": words,
        "mistake": mistake,
        "mistakes": [{"text": mistake, "target": "people"}] if mistake else [],
    }
    return render(request, "records/others.html", context)


def _wrong_with(request: Any, chosen: list[Person]) -> str:
    if not chosen:
        return "Choose at least one person whom you may write about"
    if len(chosen) < len(set(request.POST.getlist("person"))):
        return "You may not write about everyone chosen. Those whom you may are still ticked"
    if len(chosen) > CHOSEN_AT_MOST:
        return f"Choose {CHOSEN_AT_MOST} people or fewer at a time"
    return ""


def _begin(request: Any, origin: Draft | Entry, chosen: list[Person]) -> Any:
    record_type = origin.record_type
    everybody = [origin.person, *chosen, *queries.people_of_event(request.user, origin.event)]
    values = events.carried(
        record_type,
        _answers(origin),
        professionals=queries.professionals_of(origin.person),
        people=everybody,
    )
    made = actions.begin_for_others(
        origin=origin,
        by=request.user,
        begun=[
            (person, begun_typed(record_type, person, request.user, values)) for person in chosen
        ],
    )
    if made:
        messages.success(request, "Each has a draft of their own, with when, where and how in it.")
    return redirect("records:drafts")


def _answers(origin: Draft | Entry) -> dict[str, Any]:
    if isinstance(origin, Draft):
        return readable_answers(receiving.form_of(origin))
    newest = origin.versions.order_by("-number").first()
    return newest.values if newest else {}
