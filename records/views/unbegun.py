"""A correction that was sent with nothing typed in it: answered, and no draft is left behind."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect

from people.models import Person
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


def is_begun(request: Any, person: Person, token: FormToken, corrects: Entry) -> bool:
    """Say whether there is anything to keep: words, a changed answer, a file, or a draft."""
    posted = request.POST
    if posted.get("act", "") not in _LEAVES_NONE or request.FILES:
        return True
    if any(name in posted for name in ("remove_row", "take_off", "take_out", "fill_from")):
        return True
    if any(posted.get(f"correction-{name}", "").strip() for name in CorrectionForm.base_fields):
        return True
    form = _form(request, person, token, corrects)
    if not form.is_valid() or Draft.objects.filter(key=token.key).exists():
        return True
    answered = form.answered()
    actions = answered.actions if "actions-TOTAL_FORMS" in posted else None
    return not says_the_same(corrects, answered.values, answered.statements, actions)


def answer(request: Any, person: Person, token: FormToken, corrects: Entry) -> Any:
    """Say that nothing is different yet; leaving it for later leads back to the entry."""
    if request.POST.get("act") == "save":
        messages.info(request, "Nothing was changed, so no correction was begun.")
        return redirect("records:entry", person.key, corrects.key)
    checks = request.POST.get("act") == "check"
    form = _form(
        request, person, token, corrects, quiet=True, add_row=request.POST.get("add_row", "")
    )
    shown = Desk(
        form,
        token,
        action=request.path,
        refusal=UNCHANGED if checks else "",
        correction=CorrectionForm(request.POST, quiet=not checks),
    )
    return desk.show(request, person, shown)


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
        **options,
    )
