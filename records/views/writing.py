"""Writing on a record: choosing a type, the desk, drafts and files."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import open_to_all_staff
from accounts.roles import Role
from audit import log
from people import access
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, ending, queries
from records.catalogue import catalogue
from records.drafting import interpreted, phoned_in, received, suggesting, typed_words, writing
from records.forms.beside import CorrectionForm
from records.forms.entry import entry_form
from records.forms.token import TokenRefused, new_token, read_token
from records.models import Entry
from records.rules import authorship
from records.rules.formats import format_beforehand
from records.rules.times import next_look_beforehand
from records.views import desk, receiving, unbegun
from records.views.desk import Desk

_WRITERS = "Those who work with a person write on their record."


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="records.writing_opened", shown=("types",), because=_WRITERS)
def choose_type(request, person):
    """Choose what to write: the common kinds first, then all, or those that fit some words."""
    given = request.POST if request.method == "POST" else request.GET
    words = " ".join(given.get("q", "").replace("\x00", "").split())[:300]
    offered = writing.types_for(request.user, words)
    is_sentence = len(words.split()) > 3
    suggested = suggesting.suggested(words, request.user, fill=is_sentence)
    context = {
        **person_page(request, person, tab="record"),
        "words": words,
        "suggested": suggested,
        # Every kind shares some word with a sentence: then what it looks like is answer enough.
        "is_sentence": bool(suggested) and is_sentence,
        "offered": offered,
        "about": given.get("about", ""),
        "drafts": queries.drafts_about(request.user, person),
    }
    return render(request, "records/write/choose.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="records.form_opened", shown=("form",), because=_WRITERS)
def write(request, person, type_key):
    """Begin a record of one kind: a form that saves itself as a draft."""
    record_type = catalogue().get(type_key)
    if record_type is None:
        raise Http404
    if not authorship.may_author(request.user, record_type):
        return not_theirs(request, record_type)
    if request.method == "POST":
        return receiving.receive(request, person, record_type)
    about = queries.entry_for(request.user, person, request.GET.get("about", "")[:16])
    by = phoned_in.colleague(request.user, request.GET.get("from", "")[:20])
    preset = format_beforehand(record_type, person) | next_look_beforehand(record_type, person)
    if by is not None:
        preset |= phoned_in.begins_with(by)
    preset |= writing.outcomes_begun(request.user, person, record_type)
    if about is not None:
        preset |= writing.naming(record_type, about)
    came = received.received(request.user, person, record_type, request.GET.get("contact", "")[:16])
    preset |= interpreted.begins_with(request.user, record_type, person)
    if came is not None:
        preset |= came.answers
        request.target = came.contact
    answers = receiving.answering(request.user, person, type_key, request.GET.get("answers", ""))
    form = entry_form(record_type, person, request.user, preset=preset, answers=answers)
    token = new_token(person=person, record_type=record_type, user=request.user)
    same = queries.drafts_about(request.user, person).filter(type_key=type_key, corrects=None)
    question = answers.question if answers else None
    return desk.show(
        request,
        person,
        Desk(
            form,
            token,
            action=request.path,
            about=about.key if about else "",
            question=question,
            received=came.contact if came else None,
            unfinished=[
                draft for draft in same if _answers(draft) == (question.key if question else "")
            ],
        ),
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.form_opened", shown=("form",), because=_WRITERS)
def correct_entry(request, person, entry_key):
    """Correct a signed entry on the form it was written on."""
    entry = open_entry(request.user, person, entry_key)
    record_type = catalogue().get(entry.type_key, entry.type_version)
    if not authorship.may_author(request.user, record_type):
        return not_theirs(request, record_type)
    if request.method == "POST":
        return receiving.receive(request, person, record_type, corrects=entry)
    request.target = entry
    if begun := list(queries.drafts_about(request.user, person).filter(corrects=entry)):
        context = {
            **person_page(request, person, tab="record"),
            "drafts": begun,
            "begun": queries.corrections_begun(request.user, entry),
            "entry": entry,
            "name": writing.name_of(entry),
        }
        return render(request, "records/write/correction_begun.html", context)
    form = entry_form(
        record_type,
        person,
        request.user,
        initial=writing.signed_as_initial(entry),
        attachments=entry.attachments.filter(taken_off_at=None),
        at=entry.signed_at,
        corrects=entry,
    )
    token = new_token(person=person, record_type=record_type, user=request.user, corrects=entry)
    return desk.show(
        request,
        person,
        Desk(
            form,
            token,
            action=request.path,
            correction=CorrectionForm(),
            colleagues=queries.corrections_begun(request.user, entry),
        ),
    )


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="records.draft_opened", shown=("draft",), because=_WRITERS)
def edit_draft(request, person, draft_key):
    """Go on with a draft, as it was typed."""
    draft = writing.draft_of(request.user, person, draft_key)
    if draft is None:
        return after_signing(request, person, draft_key)
    record_type = catalogue().get(draft.type_key, draft.type_version)
    if request.method == "POST":
        return receiving.receive(request, person, record_type, corrects=draft.corrects)
    request.target = draft
    checked = "checked" in request.GET
    return desk.show(request, person, receiving.desk_of(request, draft, quiet=not checked))


@require_POST
@person_view(Permission.ADD, verb=None, because=_WRITERS)
def save_draft(request, person, draft_key):
    """Keep what is being typed. Answers in JSON; the page says it in words."""
    try:
        token = read_token(request.POST.get("form_token", ""), person=person, user=request.user)
        corrects = open_entry(request.user, person, token.corrects) if token.corrects else None
        if corrects is not None and not unbegun.is_begun(request, person, token, corrects):
            return JsonResponse(unbegun.as_json(person, token, corrects))
        draft = receiving.save(request, person, token, corrects=corrects)
    except TokenRefused as refused:
        return JsonResponse({"saved": False, "message": str(refused)}, status=409)
    except ValidationError as wrong:
        return JsonResponse({"saved": False, "message": wrong.messages[0]}, status=422)
    note = receiving.copy_note(draft, token)
    return JsonResponse(desk.kept(draft, receiving.token_of(draft), note))


@require_http_methods(["GET", "POST"])
@person_view(Permission.ADD, verb="records.draft_opened", shown=("draft",), because=_WRITERS)
def throw_away(request, person, draft_key):
    """Ask, then throw a draft away."""
    draft = writing.draft_of(request.user, person, draft_key)
    if draft is None:
        if request.method == "POST" and queries.threw_away(request.user, person, draft_key):
            return redirect("records:drafts")  # sent twice
        return after_signing(request, person, draft_key)
    request.target = draft
    if request.method == "POST":
        aside = actions.throw_away_draft(draft=draft, by=request.user)
        done = f"{ending.HELD}, so your draft is set aside and not destroyed."
        messages.success(request, done if aside else "Draft thrown away.")
        if draft.corrects_id and "again" in request.GET:
            return redirect("records:correct-entry", person.key, draft.corrects.key)
        return redirect("records:drafts")
    (asked,) = typed_words.questions(draft.record_type, draft.typed)
    context = {
        **person_page(request, person, tab="record"),
        "draft": writing.listed(draft),
        "questions": asked.values(),
        "files": draft.attachments.filter(entry=None),
        "is_held": ending.is_held(person),
    }
    return render(request, "records/write/throw_away.html", context)


@require_GET
@open_to_all_staff(because="Staff see what they have begun themselves.")
def drafts(request):
    """List the viewer's own drafts, newest first."""
    rows = [writing.listed(draft) for draft in queries.begun_by(request.user)]
    open_to_viewer = set(
        access.visible_people(request.user)
        .filter(pk__in={row.draft.person_id for row in rows})
        .values_list("pk", flat=True)
    )
    closed = queries.beside_closed(request.user, [row.draft for row in rows])
    shown = [
        row for row in rows if row.draft.person_id in open_to_viewer and row.draft.pk not in closed
    ]
    texts = queries.texts_of(request.user, [row.draft.event for row in shown])
    if shown:
        people = {row.draft.person.key: row.draft.person for row in shown}
        people |= {each.person.key: each.person for some in texts.values() for each in some}
        log.record("records.drafts_listed", by=request.user, subjects=people.values())
    context = {
        "rows": [
            replace(row, texts=writing.other_texts(row.draft, texts))
            for row in shown
            if row.draft.page is None
        ],
        "unsent": [row for row in shown if row.draft.page is not None],
        "closed": len(rows) - len(shown),
        "unfinished": sum(row.age.is_unfinished for row in shown),
        "manages": request.user.has_role(Role.MANAGER),
    }
    return render(request, "records/write/drafts.html", context)


@require_GET
@open_to_all_staff(because="Leads to the viewer's own draft; the page it leads to decides.")
def draft(request, draft_key):
    """Lead to a draft of the viewer's own."""
    own = get_object_or_404(queries.begun_by(request.user), key=draft_key)
    return redirect(desk.edit_url(own))


@require_GET
@open_to_all_staff(because="A page that stays open all day asks for a fresh token; shows no data.")
def csrf(request):
    """Give a fresh token to a page that has been open since before the last sign-in."""
    return JsonResponse({"csrf": get_token(request)})


def _answers(draft) -> str:
    return (draft.typed.get("answers_request") or [""])[0]


def not_theirs(request, record_type):
    """Say who writes a type, to somebody who does not."""
    log.record("accounts.page_refused", by=request.user, target=record_type.key)
    context = {
        "because": authorship.refusal(record_type),
        "ask": "your manager",
    }
    return render(request, "403.html", context, status=403)


def open_entry(user, person, key, *, whole: bool = False) -> Entry:
    """Return an entry that ``user`` may open, all of it if it is shown, or answer 404."""
    read = queries.whole_entry if whole else queries.entry_for
    entry = read(user, person, key)
    if entry is None:
        raise Http404
    return entry


def after_signing(request, person, draft_key):
    """Lead from the address of a draft that is gone to the entry that it became, if it did."""
    entry = Entry.objects.filter(submission=draft_key, author=request.user, person=person).first()
    if entry is None:
        raise Http404
    return redirect("records:entry", person.key, entry.key)
