"""The last look before signing, and what may stand beside a signed entry."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.catalogue import Problem, catalogue
from records.drafting import earlier, known_beside, writing
from records.drafting.earlier import Source
from records.files.late import waiting_correction
from records.forms.beside import AdditionForm
from records.forms.checking import CheckForm, reasons_to_keep, reasons_typed
from records.forms.coaching import Coaching
from records.forms.entry import EntryForm
from records.forms.typed import as_posted
from records.models import Addition, Draft, EntryLink, EntryVersion
from records.quality import Context
from records.rules import authority, coached, events, readiness, remedies, second_look
from records.rules.guidance import GUIDANCE
from records.rules.times import times_of
from records.shown import anchored, changes, presentation, procedures
from records.shown.comments import comment_in
from records.signed.corrected_actions import corrects_actions
from records.views import desk, keeping, receiving
from records.views.writing import after_signing, open_entry

_LATE = (
    "A file was added after you checked. It is kept below: say why you correct the entry, check "
    "and sign, and it stands with it. If it is not needed, throw this draft away."
)
_GONE = "This draft was signed or thrown away somewhere else. What you typed here is not kept"
_CHANGED = "Your draft is changed. Look through it again, then sign."
_NOT_CHANGED = (
    "Nothing was changed: the draft is not as it was when you checked it. Look through it again."
)
_WRITERS = "Those who work with a person write on their record."


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="records.draft_checked", shown=("draft",), because=_WRITERS)
def check_draft(request, person, draft_key):
    """Show what would be signed and what is missing; sign it."""
    draft = writing.draft_of(request.user, person, draft_key)
    if request.method == "POST" and "keep" in request.GET:
        return _keep(request, draft)
    if draft is None:
        return after_signing(request, person, draft_key)
    if writing.newer_than_read(draft) is not None:
        return redirect("records:compare-newest", person.key, draft.key)
    form = receiving.form_of(draft)
    correction = receiving.correction_of(draft)
    if form.is_valid():
        receiving.refuse_changed_words(draft, form, correction)
    if not form.is_valid() or (correction is not None and not correction.is_valid()):
        return redirect(f"{desk.edit_url(draft)}?checked")
    if draft.unplaced:
        return redirect(f"{desk.edit_url(draft)}?checked#unplaced")
    request.target = draft
    signs = request.method == "POST"
    if signs:
        with suppress(ValidationError):  # what cannot be kept is on the page, with its mistake
            actions.keep_reasons(draft=draft, by=request.user, typed=reasons_to_keep(request.POST))
    pressed = request.POST.get("put_right", "")
    signs = signs and not pressed
    if pressed in second_look.REMEDIES:
        typed = second_look.put_right(draft.typed, pressed, writer=draft.author)
        form = _put_right(request, draft, typed)
    answered = form.answered()
    problems = receiving.problems_of(draft, form, answered)
    problems += second_look.second_look(
        answered.values,
        answered.statements,
        receiving.actions_of(draft, answered),
        writer=draft.author,
        corrects=draft.corrects,
        today=clock.today(),
        adds_actions=_adds_actions(draft),
    )
    problems += _about_times(draft, answered)
    problems += authority.unevidenced(
        person,
        answered.values,
        answered.statements,
        by=request.user,
        about_money=authority.is_about_money(draft.type_key, answered.values),
    )
    if draft.event is not None:
        others = queries.people_of_event(request.user, draft.event)
        problems += events.warnings(
            answered.values,
            answered.statements,
            answered.actions,
            people=[each for each in others if each.pk != person.pk],
        )
    sources = earlier.sources(
        request.user,
        person,
        form.record_type,
        answered.values,
        answered.statements,
        leaving=draft.corrects,
        event=draft.event,
    )
    context = known_beside.context_of(
        request.user, draft, known=form.known, sources=sources, values=answered.values
    )
    before = draft.corrects.versions.last() if draft.corrects_id else None
    given = before.gaps if before is not None else {}
    check = CheckForm(
        [
            (form.summary.named(each), form.summary.target_of(each))
            for each in form.summary.in_page_order(problems)
        ],
        coaching=_coaching(
            form, answered, draft, before, request.POST if signs else None, sources, context
        ),
        data=request.POST if signs else None,
        gaps=given | reasons_typed(as_posted(draft.before_signing)) | reasons_typed(request.POST),
        may_finish_later=correction is None,
        is_unfinished=correction is not None and draft.corrects.finish_later,
    )
    finding = check.coaching.finding_of(pressed)
    if finding is not None:
        typed = remedies.put_right(draft.typed, finding, writer=draft.author)
        _put_right(request, draft, typed)
        return redirect(request.path)
    if pressed and pressed not in second_look.REMEDIES:
        messages.warning(request, _NOT_CHANGED)
    refusal = ""
    if signs and check.is_valid():
        if receiving.version_said(request) != draft.version:
            refusal = (
                "This draft was changed after you checked it. Look through it again, then sign"
            )
        else:
            try:
                return _sign(request, draft, form, answered, check, correction, context)
            except ValidationError as wrong:
                check.refuse(wrong)
    request.shown = ("draft", *check.coaching.texts_shown)
    return _check_page(request, person, draft, form, answered, check, correction, refusal, given)


def _about_times(draft: Draft, answered: Any) -> list[Problem]:
    """Return what a first signature is asked about time limits; a correction is not."""
    if draft.corrects_id:
        return []
    happened = readiness.event_of(answered.values)
    event = clock.day_of(happened[0]) if happened is not None else None
    record_type = catalogue().get(draft.type_key, draft.type_version)
    times = times_of(record_type, draft.person, answered.values, event=event)
    return times.problems(answered.values, event=event, at=clock.now())


def _put_right(request: Any, draft: Draft, typed: dict[str, list[str]]) -> EntryForm:
    """Do with one press what the page advises, in the draft; return its form as it is then."""
    if receiving.version_said(request) != draft.version or typed == draft.typed:
        messages.warning(request, _NOT_CHANGED)
    else:
        saved = actions.save_draft(
            person=draft.person,
            by=request.user,
            key=draft.key,
            record_type=catalogue().get(draft.type_key, draft.type_version),
            typed=typed,
            version=draft.version,
            corrects=draft.corrects,
        )
        draft.typed, draft.version = saved.typed, saved.version
        messages.success(request, _CHANGED)
    form = receiving.form_of(draft)
    form.is_valid()
    return form


def _sign(
    request: Any,
    draft: Draft,
    form: EntryForm,
    answered: Any,
    check: CheckForm,
    correction: Any,
    context: Context,
) -> Any:
    person = draft.person
    with transaction.atomic():
        if correction is not None:
            actions.correct_entry(
                entry=draft.corrects,
                by=request.user,
                submission=draft.key,
                values=answered.values,
                statements=answered.statements,
                actions=answered.actions if corrects_actions(draft) else None,
                gaps=check.gaps,
                answers=check.coaching.answers,
                known=form.known,
                context=context,
                reason=correction.reason,
                read_version=writing.newest_and_read(draft)[1],
            )
            entry = draft.corrects
        else:
            about = queries.entry_for(
                request.user, person, (draft.typed.get("about_entry") or [""])[0]
            )
            entry = actions.sign_entry(
                person=person,
                by=request.user,
                record_type=catalogue().get(draft.type_key, draft.type_version),
                submission=draft.key,
                values=answered.values,
                statements=answered.statements,
                actions=answered.actions,
                gaps=check.gaps,
                answers=check.coaching.answers,
                known=form.known,
                context=context,
                finish_later=check.finish_later,
            )
            asked = queries.to_answer(
                request.user, person, (draft.typed.get("answers_request") or [""])[0][:16]
            )
            if asked is not None and entry.type_key == GUIDANCE:
                actions.answer_guidance(asked=asked, entry=entry, by=request.user)
            if about is not None and not entry.links_out.filter(target=about).exists():
                actions.link_entries(
                    source=entry, target=about, kind=EntryLink.Kind.BELONGS_WITH, by=request.user
                )
    words = "Correction signed." if correction else "Entry signed. It is now part of the record."
    messages.success(request, words)
    if (late := waiting_correction(draft.key, request.user)) is not None:
        messages.warning(request, _LATE)
        return redirect(desk.edit_url(late))
    if entry.event is not None and queries.drafts_of(request.user).filter(event=entry.event):
        return redirect("records:drafts")
    return redirect("records:entry", person.key, entry.key)


def _check_page(
    request: Any,
    person: Any,
    draft: Draft,
    form: Any,
    answered: Any,
    check: CheckForm,
    correction: Any,
    refusal: str,
    signed_gaps: dict[str, Any],
) -> Any:
    named = queries.keys_named(form.record_type, answered.values) | {
        each["entry"]
        for row in answered.statements
        for each in queries.references_in(row["details"])
    }
    grounds = queries.entries_named(draft.author, person, named - {""})
    sections = presentation.answers_to_check(
        form.record_type,
        person=person,
        grounds=grounds,
        values=answered.values,
        statements=answered.statements,
        actions=answered.actions,
        files=form.kept,
        gaps=signed_gaps,
    )
    changed = []
    if draft.corrects_id:
        changed = changes.changes_to(
            draft.corrects, sections, actions=corrects_actions(draft), grounds=grounds
        )
    context = {
        **person_page(request, person, tab="record"),
        "draft": draft,
        "listed": writing.listed(draft),
        "record_type": form.record_type,
        "procedures": procedures.beside(form.record_type),
        "form": check.sign,
        "check": check,
        "refusal": refusal,
        "correction": correction,
        "changes": changed,
        "sections": sections,
        "coaching": check.coaching,
        "asked": {*form.fields, *form.rows, *form.file_forms},
        "edit_url": desk.edit_url(draft),
        "saved_at": desk.saved_at(draft),
    }
    return render(request, "records/write/check.html", context)


def _coaching(
    form: EntryForm,
    answered: Any,
    draft: Draft,
    before: EntryVersion | None,
    data: Any,
    sources: list[Source],
    context: Context,
) -> Coaching:
    """Return what the coach says of the words, each with what was answered to it."""
    found = coached.coached(
        form.record_type,
        known=form.known,
        values=answered.values,
        statements=answered.statements,
        actions=answered.actions,
        context=context,
    )
    whole = None if draft.corrects_id and draft.corrects.finish_later else before
    return Coaching(
        found,
        target_of=form.summary.target_of,
        answers=coached.with_answers_before(found, {}, before),
        kept=draft.before_signing,
        data=data,
        stood=coached.signed_before(whole, form.record_type, form.known),
        sources=sources,
        adds_actions=_adds_actions(draft),
    )


def _adds_actions(draft: Draft) -> bool:
    """Say whether an action may be added: a correction that asks for none leaves them alone."""
    return not draft.corrects_id or corrects_actions(draft)


def _keep(request: Any, draft: Draft | None) -> JsonResponse:
    """Keep the reasons that are being typed, and answer the script as a draft's page does."""
    request.looks_again = True  # nothing is shown
    if draft is None:
        return JsonResponse({"saved": False, "message": _GONE}, status=409)
    try:
        actions.keep_reasons(draft=draft, by=request.user, typed=reasons_to_keep(request.POST))
    except ValidationError as wrong:
        return JsonResponse({"saved": False, "message": wrong.messages[0]}, status=422)
    return JsonResponse(
        {
            "saved": True,
            # Of the text that this page shows: whoever changed it meanwhile looks through it again.
            "version": receiving.version_said(request),
            "at": desk.saved_at(draft),
            "message": "",
            "save_url": request.get_full_path(),
            "edit_url": request.path,
        }
    )


def _begun_by(request, entry):
    """Return what the form of an addition begins with, by what led to it."""
    key = request.GET.get("answers", "")
    comments = (each for each in entry.additions.all() if each.kind == Addition.Kind.PERSON_COMMENT)
    if any(each.key == key for each in comments):
        return {"kind": Addition.Kind.REPLY, "answers": key}
    if request.GET.get("kind") == Addition.Kind.READ_BACK:
        return {"kind": Addition.Kind.READ_BACK, "said_by": entry.person.name}
    return {}


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.entry_opened", shown=("entry",), because=_WRITERS)
def add_to_entry(request, person, entry_key):
    """Put something beside a signed entry."""
    entry = open_entry(request.user, person, entry_key, whole=True)
    newest = presentation.present(list(entry.versions.all())[-1])
    form = AdditionForm(
        request.POST if request.method == "POST" else None,
        entry=entry,
        sentences=anchored.sentences_of(newest),
        records=[
            comment_in(version, version.statements.all()) for version in queries.comments_on(entry)
        ],
        initial=_begun_by(request, entry),
    )
    kept = keeping.of(request, person, form, "Addition to an entry", beside=entry)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        actions.add_to_entry(entry=entry, by=request.user, **form.added)
        kept.sent()
        messages.success(request, "Your addition stands beside the entry.")
        return redirect("records:entry", person.key, entry.key)
    request.target = entry
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
        "form": form,
        "kept": kept.shown(),
    }
    return render(request, "records/write/add.html", context)
