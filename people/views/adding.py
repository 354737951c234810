"""Adding a person: what is typed is compared with who is recorded before it is kept."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import open_to_roles
from accounts.roles import ADDS_PEOPLE
from audit import log
from people import actions, kept_searches, queries
from people.actions.adding import SHORTEST_REASON, MayBeRecorded
from people.finding import duplicates
from people.finding.duplicates import Candidates
from people.forms.adding import AddPersonForm, from_contact
from people.models import IncomingContact, Person
from ui import refusals

_WHY = "Whoever asks for help or offers care gets a record at once, and only one."
_CHECKING, _CREATING = "check", "create"


@require_http_methods(["GET", "POST"])
@open_to_roles(*ADDS_PEOPLE, because=_WHY)
def add(request):
    """Ask who it is, show who looks like them, and add them."""
    if request.method == "GET":
        return _form(request, AddPersonForm(initial=_begin(request)))
    form = AddPersonForm(request.POST)
    act = request.POST.get("act")
    if not form.is_valid() or act not in (_CHECKING, _CREATING):
        return _form(request, form)
    if act == _CHECKING:
        return _check(request, form, duplicates.candidates(request.user, form.described()))
    try:
        person = actions.add_after_check(
            by=request.user,
            described=form.described(),
            fields=form.fields_of_person(),
            submission=form.cleaned_data["submission"],
            different=_different(request),
            records_team=request.POST.get("records_team", ""),
            reason=form.cleaned_data["reason"],
        )
    except MayBeRecorded as asked:
        return _check(request, form, asked.candidates, unanswered=True)
    except ValidationError as wrong:
        refusals.show(form, wrong)
        return _form(request, form)
    return _after(request, form, person)


def _begin(request) -> dict[str, Any]:
    """Return what the form begins with: what the contact says that somebody came from."""
    begin: dict[str, Any] = {"submission": uuid.uuid4()}
    contact = _contact(request, request.GET.get("contact", ""))
    if contact is not None:
        found = request.GET.get("found", "")
        words = kept_searches.words_of(request.session, found, place=contact.key) or ""
        begin |= from_contact(contact, words)
    return begin


def _contact(request, key: str) -> IncomingContact | None:
    """Return the contact that names whoever is added, while it waits and the viewer may see it."""
    found = queries.contact_for(request.user, key) if key else None
    return found if found is not None and found.is_to_match else None


def _after(request, form: AddPersonForm, person: Person):
    """Match the contact that named them, if one did, and lead on."""
    contact = _contact(request, form.cleaned_data["contact"])
    if contact is None:
        return redirect("people:about", person.key)
    try:
        actions.match_contact(
            contact=contact, person=person, role=form.role, by=request.user, is_last=False
        )
    except ValidationError as refused:
        messages.info(request, refused.messages[0])
    else:
        messages.success(request, "They are added, and the contact is matched to them.")
    return redirect("people:contact", contact.key)


@require_POST
@open_to_roles(*ADDS_PEOPLE, because=_WHY)
def look_alikes(request):
    """Answer with the panel alone, while somebody types."""
    form = AddPersonForm(request.POST)
    form.is_valid()
    found = duplicates.candidates(request.user, form.described())
    return render(request, "people/look_alikes.html", {"panel": _panel(request, found)})


def _form(request, form: AddPersonForm):
    found = None
    if form.is_bound:
        form.is_valid()
        found = _panel(request, duplicates.candidates(request.user, form.described()))
    asked = form["contact"].value() or ""
    context = {"form": form, "panel": found, "contact": _contact(request, asked)}
    return render(request, "people/add.html", context)


def _check(request, form: AddPersonForm, found: Candidates, *, unanswered: bool = False):
    different = _different(request)
    panel = _panel(request, found)
    for each in panel["shown"]:
        each["reason"] = different.get(each["card"].key, "")
        each["missing"] = unanswered and len(each["reason"].strip()) < SHORTEST_REASON
    records_team = request.POST.get("records_team", "")
    context = {
        "form": form,
        "panel": panel,
        "typed": [(name, text) for name, text in _posted(request) if name in _names(form)],
        "records_team": records_team,
        "team_missing": unanswered and panel["ask"] and not records_team.strip(),
        "mistakes": _mistakes(panel, unanswered),
    }
    return render(request, "people/add_check.html", context)


def _panel(request, found: Candidates) -> dict[str, Any]:
    """Return what the panel says. Where the records team is to be asked it says nothing else."""
    shown = [] if found.ask_records_team else found.shown
    cards = {
        card.pk: card
        for card in queries.cards_of(request.user, [each.person.pk for each in found.shown])
    }
    rows = [
        {"card": cards[each.person.pk], "compared": each.compared}
        for each in shown
        if each.person.pk in cards
    ]
    if rows:
        log.record(
            "people.lookalikes_shown",
            by=request.user,
            subjects=[row["card"] for row in rows],
        )
    return {"shown": rows, "ask": found.ask_records_team}


def _mistakes(panel: dict[str, Any], unanswered: bool) -> list[dict[str, str]]:
    if not unanswered:
        return []
    if panel["ask"]:
        return [{"target": "id_records_team", "text": "Enter what the records team said"}]
    return [
        {
            "target": f"id_different_{row['card'].key}",
            "text": f"Say how you know that this is not {row['card'].name}, or open that record",
        }
        for row in panel["shown"]
        if row["missing"]
    ]


def _different(request) -> dict[str, str]:
    begin = "different_"
    return {
        name.removeprefix(begin): text[:500]
        for name, text in _posted(request)
        if name.startswith(begin)
    }


def _posted(request) -> list[tuple[str, str]]:
    return [(name, text.replace("\x00", "")) for name, text in request.POST.items()]


def _names(form: AddPersonForm) -> set[str]:
    return {*form.fields, "born_on_day", "born_on_month", "born_on_year"}
