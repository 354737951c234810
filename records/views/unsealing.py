"""What a removed entry said: opened with a reason and for a time, by who decides of removals."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from accounts import local
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions
from records.forms.removing import UnsealForm
from records.models import Entry, Removal
from records.queries.entries import with_content
from records.rules import two_people
from records.shown import presentation
from records.shown.removals import tombstone
from records.views import keeping
from ui import formats

_SEALED = "Who decides of removals may read what was removed, with a reason and for a time."


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW, verb="records.sealed_entry_opened", shown=("request",), because=_SEALED
)
def unseal(request, person, removal_key):
    """Ask why, then show what a removed entry said, as long as that holds."""
    asked = (
        Removal.objects.select_related("entry__person", "entry__author")
        .filter(
            entry__person=person,
            key=removal_key,
            kind=Removal.Kind.REMOVE,
            state=Removal.State.DONE,
            attachment=None,
        )
        .first()
    )
    if asked is None or not two_people.may_unseal(request.user, asked).allowed:
        raise Http404
    request.target = asked.entry
    form = UnsealForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, person, form, "Why a removed entry is read")
    if kept.saves:
        return kept.save()
    if form.is_valid():
        actions.unseal(removal=asked, by=request.user, **form.cleaned_data)
        kept.sent()
        messages.success(request, "It is open to you, and to nobody else.")
        return redirect("records:unseal", person.key, asked.key)
    history = list(asked.unsealings.select_related("opened_by__team"))
    mine = [each for each in history if each.opened_by_id == request.user.pk]
    standing = next((each for each in mine if each.until > clock.now()), None)
    if standing is not None:
        request.shown = ("what was removed",)
    context = {
        **person_page(request, person, tab="record"),
        "asked": asked,
        "day": clock.day_of(asked.entry.event_at),
        "stone": tombstone(asked),
        "form": form,
        "kept": kept.shown(),
        "history": history,
        "standing": standing,
        "lasts": formats.counted(local.settings_value("removals.unsealed_hours"), "hour"),
        "said": _said(asked.entry) if standing is not None else None,
    }
    return render(request, "records/unseal.html", context)


def _said(entry: Entry) -> dict[str, Any]:
    """Return what an entry said: each version, the newest first, and what stood beside it."""
    entry = with_content(Entry.objects.filter(pk=entry.pk)).get()
    return {
        "versions": [
            (version, _without_files(presentation.present(version)))
            for version in reversed(entry.versions.all())
        ],
        "additions": entry.additions.all(),
        "files": entry.attachments.all(),
    }


def _without_files(shown: presentation.PresentedEntry) -> presentation.PresentedEntry:
    """Leave the files to the list of their names: they stay under seal."""
    return replace(
        shown,
        sections=[
            replace(each, rows=[replace(row, files=[]) for row in each.rows])
            for each in shown.sections
        ],
    )
