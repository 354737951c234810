"""What becomes of a form that was sent: kept as a draft first, then checked or shown again."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse

import clock
from accounts.models import User
from audit import log
from people import actions as people_actions
from people.models import IncomingContact, Person
from records import actions, queries
from records.catalogue import Problem, RecordType, catalogue
from records.drafting import received, suggesting, writing
from records.forms.answered import Answered
from records.forms.beside import CorrectionForm
from records.forms.entry import EntryForm, entry_form
from records.forms.rows import without_row
from records.forms.token import FormToken, TokenRefused, new_token, read_token
from records.forms.typed import as_posted, typed_of
from records.models import Draft, Entry, EntryVersion
from records.rules import readiness
from records.rules.guidance import GUIDANCE, Answering
from records.rules.own_words import require_words_kept
from records.signed.corrected_actions import with_standing
from records.signed.digests import files_named
from records.views import desk, filing, unbegun
from records.views.desk import Desk

CATCH_ALL = "case_note"


def receive(
    request: Any, person: Person, record_type: RecordType, *, corrects: Entry | None = None
) -> Any:
    """Keep what was posted as a draft, then do what the button asks.

    A form that is not for this record, type and writer is shown again with what was typed, and
    nothing of it is kept.
    """
    token = None
    try:
        token = read_token(request.POST.get("form_token", ""), person=person, user=request.user)
        _require_same(token, record_type, corrects)
        if corrects is not None and not unbegun.is_begun(request, person, token, corrects):
            return unbegun.answer(request, person, token, corrects)
        draft = save(request, person, token, corrects=corrects)
    except TokenRefused as refused:
        log.record("records.form_refused", by=request.user, about=person, target=record_type.key)
        return _shown_again(
            request, person, record_type, corrects=corrects, refusal=str(refused), token=None
        )
    except ValidationError as wrong:
        return _shown_again(
            request, person, record_type, corrects=corrects, refusal=wrong.messages[0], token=token
        )
    note = copy_note(draft, token)
    refused_files = _file(request, draft)
    if (late := getattr(request, "late_file", None)) is not None:
        return desk.file_came_late(request, late, refused_files)
    if desk.wants_json(request):
        shown = desk_of(request, draft, quiet=True)
        return desk.files_as_json(request, person, shown, draft, refused=refused_files, note=note)
    if note:
        messages.warning(request, note)
    if "settle" in request.POST:
        _settle(request, draft)
        return redirect(f"{desk.edit_url(draft)}{'#unplaced' if len(draft.unplaced) > 1 else ''}")
    for button, done in (("take_off", filing.take_off), ("fill_from", filing.fill_in)):
        if button in request.POST:
            done(request, draft)
            return redirect(desk.edit_url(draft))
    act = request.POST.get("act", "")
    if refused_files or {"add_row", "remove_row", "by_paragraph"} & set(request.POST):
        shown = desk_of(
            request,
            draft,
            quiet=not refused_files,
            add_row=request.POST.get("add_row", ""),
            removed_row=request.POST.get("remove_row", ""),
            by_paragraph=request.POST.get("by_paragraph", ""),
            refused_files=refused_files,
        )
        return desk.show(request, person, shown)
    if act == "check" and writing.newer_than_read(draft) is not None:
        return redirect("records:compare-newest", person.key, draft.key)
    if act == "check":
        checked = desk_of(request, draft, quiet=False)
        if not checked.mistakes:
            return redirect("records:check-draft", person.key, draft.key)
        return desk.show(request, person, checked)
    if act == "guidance":
        return redirect(f"{reverse('records:ask-guidance', args=[person.key])}?draft={draft.key}")
    if act == "kind" and not draft.corrects_id:
        return redirect("records:draft-kind", person.key, draft.key)
    if act == "save":
        messages.success(request, "Draft saved. It is not a record until you sign it.")
        return redirect("records:drafts")
    if act == "alerts":
        unread = desk.unread_alerts(request.user, person, record_type)
        shown = set(request.POST.getlist("alert"))
        people_actions.read_alerts(
            person=person, alerts=[each for each in unread if each.key in shown], by=request.user
        )
        return redirect(desk.edit_url(draft))
    if act == "others" and corrects is None:
        return redirect("records:others-of-draft", draft.key)
    return redirect(desk.edit_url(draft))


def save(request: Any, person: Person, token: FormToken, *, corrects: Entry | None = None) -> Draft:
    """Keep what was posted. Raises ``ValidationError`` for what no database can keep."""
    return actions.save_draft(
        person=person,
        by=request.user,
        key=token.key,
        record_type=catalogue().get(token.type_key, token.type_version),
        typed=without_row(typed_of(request.POST), request.POST.get("remove_row", "")),
        version=version_said(request),
        corrects=corrects,
    )


def keep_for_manager(request: Any, user: User, person_key: str) -> bool:
    """Keep a form of somebody whose account has ended. Returns False if it is no draft of theirs.

    Nothing is asked of the record but whom it is about; nothing of it is shown.
    """
    return keep_sent(request, user, person_key, read=read_token, kind=_kind_of)


def keep_sent(
    request: Any,
    user: User,
    person_key: str,
    *,
    read: Callable[..., Any],
    kind: Callable[[Person, Any], dict[str, Any]],
) -> bool:
    """Do so with a form whose token ``read`` reads. ``kind`` says of what it is a draft."""
    person = Person.objects.filter(key=person_key).first()
    if person is None:
        return False
    try:
        token = read(request.POST.get("form_token", ""), person=person, user=user)
        actions.keep_for_manager(
            person=person,
            by=user,
            key=token.key,
            typed=typed_of(request.POST),
            version=version_said(request),
            **kind(person, token),
        )
    except (TokenRefused, ValidationError, PermissionDenied):
        return False
    return True


def _kind_of(person: Person, token: FormToken) -> dict[str, Any]:
    return {
        "record_type": catalogue().get(token.type_key, token.type_version),
        "corrects": Entry.objects.filter(person=person, key=token.corrects).first(),
    }


def version_said(request: Any) -> int:
    """Return the version of the draft that the page was made from; 0 if it does not say."""
    said = request.POST.get("draft_version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0


def copy_note(draft: Draft, token: FormToken) -> str:
    """Return what to say when the text was kept as a draft of its own."""
    if draft.key == token.key:
        return ""
    return (
        "This draft was changed, signed or thrown away somewhere else since this page was "
        "opened. What you typed here is kept as a separate draft, so that nothing is lost. You "
        "are now writing in that one; your drafts show the two side by side."
    )


def token_of(draft: Draft) -> FormToken:
    """Return the token of a draft that is there already."""
    return new_token(
        person=draft.person,
        record_type=catalogue().get(draft.type_key, draft.type_version),
        user=draft.author,
        draft=draft.key,
        corrects=draft.corrects,
    )


def form_of(
    draft: Draft,
    *,
    files: Any = None,
    quiet: bool = False,
    add_row: str = "",
    removed_row: str = "",
    by_paragraph: str = "",
) -> EntryForm:
    """Return the form of a draft, as it was typed."""
    kept = list(draft.attachments.filter(entry=None))
    if draft.corrects_id:
        kept += list(draft.corrects.attachments.filter(taken_off_at=None))
    return entry_form(
        catalogue().get(draft.type_key, draft.type_version),
        draft.person,
        draft.author,
        data=as_posted(draft.typed),
        files=files,
        attachments=kept,
        add_row=add_row,
        removed_row=removed_row,
        by_paragraph=by_paragraph,
        quiet=quiet,
        at=draft.corrects.signed_at if draft.corrects_id else None,
        corrects=draft.corrects,
        answers=answering(
            draft.author,
            draft.person,
            draft.type_key,
            (draft.typed.get("answers_request") or [""])[0],
        ),
    )


def answering(user: User, person: Person, type_key: str, key: str) -> Answering | None:
    """Return the question to a manager that a form answers, if it still waits for that."""
    asked = queries.to_answer(user, person, key[:16]) if type_key == GUIDANCE else None
    return Answering(asked, clock.now()) if asked is not None else None


def correction_of(draft: Draft, *, quiet: bool = False) -> CorrectionForm | None:
    """Return the reason typed in a draft that corrects a signed entry."""
    return CorrectionForm(as_posted(draft.typed), quiet=quiet) if draft.corrects_id else None


def refuse_changed_words(draft: Draft, form: EntryForm, correction: CorrectionForm | None) -> None:
    """Put it to a valid correction when somebody's own words differ and may not for its reason."""
    if correction is None or not correction.is_valid():
        return
    if not all(rows.is_valid() for rows in form.rows.values()):
        return
    signed = draft.corrects.versions.order_by("number").last()
    try:
        answered = form.answered()
        require_words_kept(signed, answered.values, answered.statements, correction.reason)
    except ValidationError as wrong:
        correction.add_error("kind", wrong.messages[0])


def desk_of(
    request: Any,
    draft: Draft,
    *,
    quiet: bool,
    add_row: str = "",
    removed_row: str = "",
    by_paragraph: str = "",
    refused_files: dict[str, list[str]] | None = None,
) -> Desk:
    """Return the desk of a draft; ``quiet`` says nothing of mistakes."""
    form = form_of(
        draft, quiet=quiet, add_row=add_row, removed_row=removed_row, by_paragraph=by_paragraph
    )
    form.file_problems = refused_files or {}
    correction = correction_of(draft, quiet=quiet)
    problems = []
    if not quiet:
        is_readable = form.is_valid()
        refuse_changed_words(draft, form, correction)
        # What would stop signing is said with it: nobody should have to mend by instalments.
        if not is_readable or draft.unplaced or (correction and correction.errors):
            problems = problems_of(draft, form, form.answered())
    return Desk(
        form,
        token_of(draft),
        action=desk.edit_url(draft),
        version=draft.version,
        saved_at=desk.saved_at(draft),
        about=(draft.typed.get("about_entry") or [""])[0],
        question=form.answers.question if form.answers else None,
        received=_received(request, draft.person, form.record_type, draft.typed),
        guidance=queries.guidance_in_draft(request.user, draft.key),
        correction=correction,
        newer=writing.newer_than_read(draft),
        colleagues=queries.corrections_begun(draft.author, draft.corrects) if correction else [],
        unfinished=list(_others_begun(draft)) if draft.corrects_id else [],
        problems=problems,
        unplaced=draft.unplaced,
        suggested=_suggested(request.user, draft),
    )


def _received(
    request: Any, person: Person, record_type: RecordType, typed: Mapping[str, list[str]]
) -> IncomingContact | None:
    """Return the contact that a form says it was begun from."""
    key = (typed.get("from_contact") or [""])[0][:16]
    came = received.received(request.user, person, record_type, key)
    return came.contact if came else None


def problems_of(draft: Draft, form: EntryForm, answered: Answered) -> list[Problem]:
    """Return what stands in the way of signing a draft."""
    named = files_named(answered.values)
    return readiness.problems(
        form.record_type,
        person=draft.person,
        values=answered.values,
        statements=answered.statements,
        actions=actions_of(draft, answered),
        at=draft.corrects.signed_at if draft.corrects_id else None,
        today=clock.today(),
        facts=None if draft.corrects_id else form.facts,
        files=[each for each in form.kept if each.entry_id is None and each.key in named],
        before=_whole_before(draft),
        by=draft.author,
    )


def _whole_before(draft: Draft) -> EntryVersion | None:
    """Return the version that a draft corrects; none for one that was signed to be finished."""
    entry = draft.corrects
    return None if entry is None or entry.finish_later else entry.versions.last()


def actions_of(draft: Draft, answered: Answered) -> list[dict[str, Any]]:
    """Return the actions of a draft, those that stand already marked as such."""
    if not draft.corrects_id:
        return answered.actions
    return with_standing(draft.corrects, answered.actions)


def _others_begun(draft: Draft) -> Iterable[Draft]:
    drafts = queries.drafts_about(draft.author, draft.person)
    return drafts.filter(corrects=draft.corrects).exclude(pk=draft.pk)


def _suggested(user: User, draft: Draft) -> list[RecordType]:
    """Return what a note that fits nowhere else looks like. Other kinds were chosen on purpose."""
    if draft.type_key != CATCH_ALL or draft.corrects_id:
        return []
    return suggesting.suggested(text_of(draft), user, but=draft.type_key)[:2]


def _require_same(token: FormToken, record_type: RecordType, corrects: Entry | None) -> None:
    if token.type_key != record_type.key or token.corrects != (corrects.key if corrects else ""):
        raise TokenRefused(
            "This form was opened as another kind of record, so nothing was saved. What you typed "
            "is still here: check the questions, then save it again"
        )


def _file(request: Any, draft: Draft) -> dict[str, list[str]]:
    """Keep the files that were sent and what was said of them; return what could not be."""
    filing.describe(request, form_of(draft))
    if request.FILES:
        return filing.take(request, draft, form_of(draft, files=request.FILES))
    return filing.take_out(request, draft) if "take_out" in request.POST else {}


def _settle(request: Any, draft: Draft) -> None:
    said = request.POST["settle"]
    if said.isascii() and said.isdecimal() and len(said) < 4 and int(said) < len(draft.unplaced):
        actions.settle_answer(draft=draft, by=request.user, **draft.unplaced[int(said)])


def text_of(draft: Draft) -> str:
    """Return everything typed in a draft as one text."""
    return " ".join(text for texts in draft.typed.values() for text in texts)


def _shown_again(
    request: Any,
    person: Person,
    record_type: RecordType,
    *,
    corrects: Entry | None,
    refusal: str,
    token: FormToken | None,
) -> Any:
    """Show what was typed, with why it was not taken. Nothing of it has been kept."""
    fresh = token or new_token(
        person=person, record_type=record_type, user=request.user, corrects=corrects
    )
    answers = answering(
        request.user, person, record_type.key, request.POST.get("answers_request", "")
    )
    form = entry_form(
        record_type, person, request.user, data=request.POST, quiet=True, answers=answers
    )
    shown = Desk(
        form,
        fresh,
        action=request.path,
        refusal=refusal,
        version=version_said(request) if token else 0,
        about=request.POST.get("about_entry", "")[:16],
        question=answers.question if answers else None,
        received=_received(request, person, record_type, dict(request.POST.lists())),
        correction=CorrectionForm(request.POST, quiet=True) if corrects else None,
    )
    return desk.show(request, person, shown, status=400)
