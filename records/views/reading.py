"""Reading what was signed: one entry, or what stands in its place."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from people import access
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries
from records.catalogue.outcomes import has_outcomes
from records.drafting import received, writing
from records.models import Removal
from records.rules import authorship, confirming, two_people
from records.rules.events import is_of_one_person
from records.shown import findings, panels, presentation, removals, timeline, whole
from records.shown.replies import offer_replies
from records.views import place
from records.views.guidance import told


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.entry_opened",
    because="Those who work with a person read what was recorded.",
)
def show_entry(request, person, entry_key):
    """Show one signed entry whole: every answer, statement, correction, addition and version."""
    entry = queries.whole_entry(request.user, person, entry_key)
    if entry is None:
        return _tombstone(request, person, entry_key)
    request.target = entry
    read, today = whole.read_by(request.user, entry, person), clock.today()
    versions, grounds = read["versions"], read["grounds"]
    page = person_page(request, person, tab="record")
    begun = []
    if page["banner"]["can_write"]:
        offer_replies(entry)
        if authorship.may_author(request.user, read["type"]) and not entry.is_imported:
            begun = queries.corrections_begun(request.user, entry)
    context = {
        **page,
        **read,
        "earlier": [presentation.present(each, grounds=grounds) for each in versions[:-1]],
        "actions": [
            {**timeline.action_shown(action, today, versions[-1].actions), "row": action}
            for action in entry.actions.all()
        ],
        "links_out": [
            timeline.link_note(link, person=person, outward=True) for link in entry.links_out.all()
        ],
        "came_from": received.came_from(request.user, entry),
        "follows": writing.what_follows(request.user, entry),
        "others_at_risk": str(versions[-1].values.get("others_at_risk", "")).startswith("Yes"),
        "may_concern_others": entry.author_id == request.user.pk
        and not entry.is_imported
        and not is_of_one_person(read["type"]),
        "has_outcomes": has_outcomes(entry.type_key),
        "may_confirm": confirming.may_answer(request.user, entry, versions),
        "begun": begun,
        "may_copy": access.decide(request.user, Permission.EXPORT, person).allowed,
        "back_url": place.way_back(request, person),
        "signed_on": clock.local(entry.signed_at),
        "moved_here": removals.moved_here(entry),
        "files_removed": removals.files_removed(entry),
        **_taking_off(request.user, entry),
        **_reading(request.user, entry),
        "decisions": [each for each in entry.decisions.all() if each.is_current],
        "guidance": guidance_beside(request.user, entry),
        "panels": panels.beside(request.user, entry),
        "findings": findings.findings_for(request.user, entry),
    }
    return render(request, "records/entry.html", context)


def guidance_beside(user, entry):
    """Return what was asked about an entry, each with the answer that stands beside it."""
    asked = queries.guidance_about(user, entry)
    advice = queries.advice_in(user, [row for row in asked if row.answer_id != entry.pk])
    return [told(row, user) | {"advice": advice.get(row.answer_id, "")} for row in asked]


def _reading(user, entry):
    """Return whether what came waits for the viewer to have read it, and what that needs."""
    out_of_hours = queries.is_out_of_hours(entry)
    to_take_on = queries.waits_to_be_taken_on(user, entry)
    unread = to_take_on or queries.is_unread(user, entry)
    came = out_of_hours or entry.type_key in queries.RECEIVED
    readings = list(queries.readings_of(entry)) if came else []
    return {
        "unread": unread,
        "to_take_on": to_take_on,
        "taken_on": readings[0] if readings and out_of_hours else None,
        "readings": readings[1:] if out_of_hours else readings,
        "out_of_hours": out_of_hours,
        "needs_points": unread and queries.needs_key_points(entry),
    }


def _taking_off(user, entry):
    """Return what may be asked about taking an entry off the record, and what was."""
    asked = two_people.asked_about(entry)
    return {
        "asked": asked if asked and two_people.may_see(user, asked) else None,
        "may_move": two_people.could_ask(user, entry, Removal.Kind.MOVE),
        "may_remove": two_people.could_ask(user, entry, Removal.Kind.REMOVE),
        "removable": [file for file in entry.attachments.all() if file.taken_off_at is None],
    }


def _tombstone(request, person, entry_key):
    """Show what stands in the place of an entry that was taken off the record."""
    removal = queries.removal_for(request.user, person, entry_key)
    if removal is None:
        raise Http404
    request.target, request.shown = removal.entry, ("tombstone",)
    context = {
        **person_page(request, person, tab="record"),
        "day": clock.day_of(removal.entry.event_at),
        "stone": removals.tombstone(removal),
        "history": removal.unsealings.select_related("opened_by__team"),
    }
    return render(request, "records/tombstone.html", context)
