"""A correction with nothing typed in it, or nothing any more: no draft of it is left behind."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from people.models import Person
from records import actions, queries
from records.catalogue import catalogue
from records.forms.beside import CorrectionForm
from records.forms.entry import EntryForm, entry_form
from records.forms.token import FormToken
from records.models import Draft, Entry
from records.signed.same import UNCHANGED, says_the_same
from records.views import desk
from records.views.desk import Desk

# What may be pressed without a draft. Files, guidance and removed rows are kept in one.
_LEAVES_NONE = ("check", "save", "")
_ALWAYS_KEPT = ("remove_row", "by_paragraph", "take_off", "take_out", "fill_from")


def is_begun(request: Any, person: Person, token: FormToken, corrects: Entry) -> bool:
    """Say whether there is anything to keep: words, a changed answer, a file, or a draft.

    A draft in which nothing differs any more is let go when the form is left or saves itself.
    """
    if _says_something(request, person, token, corrects):
        return True
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(key=token.key).first()
        if draft is None:
            return False
        if request.POST.get("act") == "check" or not _may_go(request, draft):
            return True
        actions.throw_away_draft(draft=draft, by=request.user)
        return False


def answer(request: Any, person: Person, token: FormToken, corrects: Entry) -> Any:
    """Say that nothing is different yet; leaving it for later leads back to the entry."""
    if request.POST.get("act") == "save":
        messages.info(request, "Nothing was changed, so no correction is kept.")
        return redirect("records:entry", person.key, corrects.key)
    checks = request.POST.get("act") == "check"
    if not checks:
        token = replace(token, draft=str(uuid.uuid4()))
    form = _form(
        request, person, token, corrects, quiet=True, add_row=request.POST.get("add_row", "")
    )
    shown = Desk(
        form,
        token,
        action=_begins_at(person, corrects),
        refusal=UNCHANGED if checks else "",
        correction=CorrectionForm(request.POST, quiet=not checks),
    )
    return desk.show(request, person, shown)


def as_json(person: Person, token: FormToken, corrects: Entry) -> dict[str, Any]:
    """Return what a page that saves itself has to know when there is nothing to keep.

    It goes on under a new key: a draft that was let go is never made anew.
    """
    token = replace(token, draft=str(uuid.uuid4()))
    return {
        "saved": True,
        "version": 0,
        "at": "",
        "message": "",
        "token": token.sealed(),
        "save_url": desk.save_url(token),
        "edit_url": _begins_at(person, corrects),
    }


def _begins_at(person: Person, corrects: Entry) -> str:
    return reverse("records:correct-entry", args=[person.key, corrects.key])


def _says_something(request: Any, person: Person, token: FormToken, corrects: Entry) -> bool:
    posted = request.POST
    if posted.get("act", "") not in _LEAVES_NONE or request.FILES:
        return True
    if any(name in posted for name in _ALWAYS_KEPT):
        return True
    if any(posted.get(f"correction-{name}", "").strip() for name in CorrectionForm.base_fields):
        return True
    form = _form(request, person, token, corrects)
    if not form.is_valid():
        return True
    answered = form.answered()
    given = answered.actions if "actions-TOTAL_FORMS" in posted else None
    return not says_the_same(corrects, answered.values, answered.statements, given)


def _may_go(request: Any, draft: Draft) -> bool:
    """Say whether a draft holds nothing else: no file, no question, no text of another page."""
    return (
        request.POST.get("draft_version") == str(draft.version)
        and not draft.unplaced
        and not draft.attachments.exists()
        and not queries.guidance_in_draft(request.user, draft.key)
    )


def _form(
    request: Any, person: Person, token: FormToken, corrects: Entry, **options: Any
) -> EntryForm:
    return entry_form(
        catalogue().pinned(token.type_key, token.type_version),
        person,
        request.user,
        data=request.POST,
        attachments=corrects.attachments.filter(taken_off_at=None),
        at=corrects.signed_at,
        corrects=corrects,
        **options,
    )
