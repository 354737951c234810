"""Files sent with a form: attached, described, taken off, and what an e-mail among them offers."""

from typing import Any

from django.contrib import messages

from records import actions, ending
from records.catalogue import catalogue
from records.files.accepted import FileRefused
from records.forms.entry import EntryForm
from records.models import Attachment, Draft

Refused = dict[str, list[str]]
LATE = (
    "This was signed while “{title}” was being added. The file is kept: say why you correct the "
    "entry, check and sign, and it stands with it."
)


def take(request: Any, draft: Draft, form: EntryForm) -> Refused:
    """Attach what was sent; return what could not be, by question."""
    refused: Refused = {}
    form.is_valid()
    for name, one in form.file_forms.items():
        given = one.cleaned_data if one.is_bound else {}
        several = len(given.get("file") or []) > 1
        for sent in given.get("file") or []:
            try:
                kept = actions.attach_file(
                    draft=draft,
                    by=request.user,
                    field=name,
                    content=sent.read(),
                    filename=sent.name,
                    title="" if several else given.get("title", ""),
                    source=given.get("source", ""),
                    dated_on=given.get("dated_on"),
                )
            except FileRefused as why:
                refused.setdefault(name, []).append(str(why))
            else:
                note_if_late(request, draft, kept)
    return refused


def note_if_late(request: Any, draft: Draft, kept: Attachment) -> None:
    """Note on the request that a file stands in another draft, because its own was signed."""
    if kept.draft is not None and kept.draft.pk != draft.pk:
        request.late_file = kept


def describe(request: Any, form: EntryForm) -> None:
    """Keep what was typed about each file, as far as it can be read and says something new."""
    for each in form.described:
        if each.is_bound:
            each.is_valid()
            said = each.described()
            if any(getattr(each.attachment, name) != value for name, value in said.items()):
                actions.describe_file(attachment=each.attachment, by=request.user, said=said)


def take_off(request: Any, draft: Draft) -> None:
    """Take a file off a draft, as a button asked."""
    attachment = _named(draft, request.POST["take_off"])
    if attachment is not None:
        aside = actions.take_off_file(attachment=attachment, by=request.user)
        kept = f" {ending.HELD}, so it is set aside and not destroyed." if aside else ""
        messages.success(request, f"The file is taken off.{kept}")


def fill_in(request: Any, draft: Draft) -> None:
    """Fill in what is still blank from a saved e-mail, as a button asked."""
    attachment = _named(draft, request.POST["fill_from"])
    if attachment is None or not attachment.email:
        return
    filled = actions.fill_from_email(
        draft=draft,
        attachment=attachment,
        by=request.user,
        record_type=catalogue().get(draft.type_key, draft.type_version),
    )
    if filled:
        messages.success(
            request, "Filled in from the email. What you had typed already was left as it is."
        )
    else:
        messages.info(request, "Every answer that the email gives is filled in already.")


def take_out(request: Any, draft: Draft) -> Refused:
    """Add a file that stands inside a saved e-mail by itself, as a button asked."""
    key, _, number = request.POST["take_out"].partition(":")
    attachment = _named(draft, key)
    if attachment is None or not number.isdecimal() or len(number) > 3:
        return {}
    try:
        made = actions.attach_from_email(
            draft=draft, attachment=attachment, number=int(number), by=request.user
        )
    except FileRefused as why:
        return {attachment.field: [str(why)]}
    messages.success(request, "The file inside is added by itself.")
    note_if_late(request, draft, made)
    return {}


def _named(draft: Draft, key: str) -> Attachment | None:
    return draft.attachments.filter(key=key.replace("\x00", "")[:16], entry=None).first()
