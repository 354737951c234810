"""Redacting a copy: begin, decide entry by entry, have it checked, make the copy."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from disclosure.about import named_among
from disclosure.contents import ABOUT
from disclosure.formats import Needed, needed_by
from disclosure.models import Export, Redaction, SubjectRequest
from disclosure.queries import (
    ALL_OF_IT,
    anything_in,
    asks_decision,
    contents_of,
    frozen_chronologies,
)
from disclosure.redacting import actions, decided_files, queries, shown
from disclosure.redacting.against import Weighing, against_weighed
from disclosure.redacting.alike import decide_alike, undecided_by_words
from disclosure.redacting.forms import (
    AddMarkForm,
    AlikeForm,
    BeginForm,
    CheckForm,
    FileForm,
    MakeForm,
    MarkForm,
    SendForm,
    WholeForm,
)
from disclosure.redacting.reasons import reasons
from disclosure.requests.data import request_kinds
from disclosure.requests.queries import requests_about, untested_in
from disclosure.requests.views import answers_request, begun_with
from disclosure.sharing.queries import decisions_to_share
from disclosure.views import one_entry
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import held
from records.queries import name_of
from ui import refusals
from ui.formats import counted

_BECAUSE = "Records officers decide what may not leave in a copy, and a second one checks it."


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.redactions_listed", because=_BECAUSE)
def redactions(request, person):
    """List the redacted copies of a record that were begun, and begin one."""
    asked = answers_request(request, person)
    one = one_entry(request, person)
    form = _begin_form(request, person, asked, one) if asked else None
    if form and form.is_valid():
        try:
            begun = actions.begin_redaction(
                person=person, by=request.user, request=asked, **form.cleaned_data
            )
            return redirect("disclosure:redaction", person.key, begun.key)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        **person_page(request, person, tab="copies"),
        "form": form,
        "asked": asked,
        "may_answer": [
            each
            for each in requests_about(request.user, person)
            if each.is_open and each.kind.copies
        ],
        "one": one and name_of(one),
        "one_key": one and one.key,
        "redactions": [
            (each, shown.what_of_case(each)) for each in queries.redactions_of(request.user, person)
        ],
    }
    status = _status(form) if form else 200
    return render(request, "disclosure/redactions.html", context, status=status)


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.redaction_opened", because=_BECAUSE)
def redaction(request, person, redaction_key):
    """Show how far a redaction is, entry by entry; have it checked, answer, make the copy."""
    case = _case_or_404(request, person, redaction_key)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    check = CheckForm(request.POST if act in ("agree", "return") else None)
    send = SendForm(request.POST if act == "send" else None, because=case.no_reasons_because)
    make = MakeForm(
        request.POST if act == "make" else None,
        needed=needed_by(person) if case.purpose == Export.Purpose.PERSON else Needed(),
        asks_decision=asks_decision(case.purpose, case.request) and not person.has_died,
        decisions=decisions_to_share(request.user, person),
        recipient=case.recipient,
    )
    try:
        if done := _act_on_case(request, case, act, send, check, make):
            return done
    except (ValidationError, PermissionDenied) as refused:
        typed = {"send": send, "agree": check, "return": check, "make": make}.get(act)
        if typed is None:
            messages.error(request, refusals.words_of(refused)[0])
            return redirect("disclosure:redaction", person.key, case.key)
        typed.add_error(None, refusals.words_of(refused)[0])
    parts = queries.parts_of(request.user, case)
    progress = queries.progress_of(case, parts)
    for each in progress:
        each.row.address = shown.address_of(person, case, each.key)
    is_deciding = case.state == Redaction.State.DECIDING
    open_ones = [each for each in progress if not (each.is_done or each.row.is_withheld)]
    only_open = request.GET.get("show") == "undecided"
    new = queries.parts_not_in(case, parts)
    is_ours = queries.has_decided(request.user, case)
    people = queries.weighed_for(case)
    unweighed = queries.unweighed_in(person, people, parts, progress)
    against = against_weighed(person, people, parts, progress)
    named = [*unweighed, *(each.who for each in against)]
    request.beside = [each.other.record for each in named if each.other.record]
    context = {
        **person_page(request, person, tab="copies"),
        "case": case,
        "tag": shown.state_tag(case),
        "facts": shown.facts_of(case, Export.Purpose(case.purpose).label),
        "progress": open_ones if only_open else progress,
        "only_open": only_open,
        "total": len(progress),
        "done": len(progress) - len(open_ones),
        "new": len(new),
        "changed": sum(each.is_changed or (is_ours and each.is_gone) for each in progress),
        "untested": untested_in(case),
        "unweighed": unweighed,
        "against": [(each, shown.address_of(person, case, each.part.key)) for each in against],
        "unsaid": sum(each.is_unsaid for each in against),
        "missed": sum(each.mark is None for each in against),
        "why_not_send": queries.why_not_send(request.user, case) if is_deciding else "",
        "why_not_check": queries.why_not_check(request.user, case, progress),
        "send": send,
        "check": check,
        "make": make,
        "copies": case.exports.select_related("asked_by"),
    }
    return render(request, "disclosure/redaction.html", context, status=_status(send, check, make))


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.redaction_entry_opened", because=_BECAUSE)
def entry(request, person, redaction_key, entry_key):
    """Show an entry beside what the reader will see of it, and decide about each mark."""
    case = _case_or_404(request, person, redaction_key)
    parts = queries.parts_of(request.user, case, only=entry_key)
    part = next((each for each in parts if each.key == entry_key), None)
    row = queries.row_of(case, entry_key)
    if part is None or row is None:
        raise Http404
    request.shown = (f"entry:{entry_key}",)
    if entry_key == ABOUT:
        request.beside = named_among(person, (f"{each.label} {each.text}" for each in part.pieces))
    act = request.POST.get("act", "") if request.method == "POST" else ""
    texts, marks = shown.texts_of(part, row)
    weighing = Weighing(person, queries.weighed_for(case))
    against = list(weighing.against(part, row))
    shown.say_weighed(marks, weighing, against, case.request.reference if case.request else "")
    for each in marks:
        data = request.POST if act == "decide" else None
        each.form = MarkForm(data, prefix=each.mark.key, initial=each.begins_with)
    enclosed = decided_files.files_of(row, weighing)
    for each in enclosed:
        data = request.POST if act == "files" else None
        was = each.decided
        names = ("decision", "pages", "reason", "because")
        initial = {name: getattr(was, name) for name in names} if was else {}
        pages = each.file.pages or 1
        each.form = FileForm(data, prefix=each.file.key, initial=initial, number_of_pages=pages)
    numbered = [(text.number, text.piece) for text in texts]
    alike = _alike(request, case, marks, act)
    add = AddMarkForm(request.POST if act == "add" else None, pieces=numbered, prefix="add")
    whole = WholeForm(request.POST if act == "whole" else None, row=row, prefix="whole")
    asked = [each.form for each in (*marks, *enclosed, *([alike] if alike else []))]
    try:
        if _act_on_entry(request, row, act, marks, add, whole, enclosed, alike):
            if act == "done" and (after := queries.next_open(request.user, case, entry_key)):
                return redirect("disclosure:redact-entry", person.key, case.key, after)
            if act == "done":
                return redirect("disclosure:redaction", person.key, case.key)
            return redirect("disclosure:redact-entry", person.key, case.key, entry_key)
    except ValidationError as refused:
        typed = next((each for each in (*asked, add, whole) if each.is_bound), None)
        if typed is None:
            messages.error(request, refusals.words_of(refused)[0])
            return redirect("disclosure:redact-entry", person.key, case.key, entry_key)
        typed.add_error(None, refusals.words_of(refused)[0])
    forms = [each for each in asked if each.is_bound]
    # What somebody typed stands in its form, also once nothing can be decided any more.
    is_typed = bool(forms) or add.is_bound or whole.is_bound
    is_deciding = case.state == Redaction.State.DECIDING and part.digest == row.digest
    context = {
        **person_page(request, person, tab="copies"),
        "case": case,
        "row": row,
        "part": part,
        "texts": texts,
        "marks": marks,
        "against": against,
        "enclosed": enclosed,
        "alike": alike,
        "mark_forms": forms,
        "add": add,
        "whole": whole,
        "reason_whole": reasons().get(row.whole_reason),
        "reasons": reasons().values(),
        "proposed": reasons().get(row.proposed),
        "undecided": sum(each.mark.decision == "UNDECIDED" for each in marks),
        "undecided_files": sum(each.decided is None for each in enclosed),
        "is_changed": part.digest != row.digest,
        "is_deciding": is_deciding or is_typed,
        "asks_marks": act == "decide" or (is_deciding and marks and not row.is_withheld),
        "asks_files": act == "files" or (enclosed and not row.is_withheld),
    }
    status = _status(add, whole, *forms)
    return render(request, "disclosure/redact_entry.html", context, status=status)


@require_GET
@person_view(Permission.EXPORT, verb="disclosure.redaction_list_opened", because=_BECAUSE)
def removed(request, person, redaction_key):
    """Show everything that was decided: where, by whom, when and why."""
    case = _case_or_404(request, person, redaction_key)
    parts = queries.parts_of(request.user, case)
    rows = shown.list_rows(queries.decided(case, parts), parts)
    request.beside = named_among(person, (cell for row in rows for cell in row))
    context = {
        **person_page(request, person, tab="copies"),
        "case": case,
        "columns": shown.LIST_COLUMNS,
        "rows": rows,
    }
    return render(request, "disclosure/redaction_list.html", context)


def _begin_form(request, person, asked: SubjectRequest, one) -> BeginForm:
    contents = contents_of(request.user, person, one, all_of_it=True)
    return BeginForm(
        request.POST if request.method == "POST" else None,
        by_type=contents.by_type,
        by_statement=contents.by_statement,
        one=one,
        has_any=partial(anything_in, request.user, person, asked_for=ALL_OF_IT),
        purposes=request_kinds()[asked.kind].purposes,
        chronologies=frozen_chronologies(person),
        openers=held.openers_lists(person),
        initial=begun_with(asked),
    )


def _act_on_case(request, case, act: str, send: SendForm, check: CheckForm, make: MakeForm) -> Any:
    """Do what a button of the page says, and return where it leads; None if nothing was done."""
    by, person = request.user, case.person
    if act == "send" and send.is_valid():
        because = send.cleaned_data["says"].reason
        actions.send_to_check(redaction=case, by=by, no_reasons_because=because)
        messages.success(request, "A second officer can check it now.")
    elif act == "again":
        actions.look_again(redaction=case, by=by)
        messages.success(request, "What changed is marked anew. Decide about it.")
    elif act in ("agree", "return") and check.is_valid():
        comment = check.cleaned_data["comment"]
        if act == "return" and not comment:
            check.add_error("comment", "Enter what should be looked at again")
            return None
        actions.answer_check(redaction=case, by=by, agrees=act == "agree", comment=comment)
        words = (
            "The copy can be made now." if act == "agree" else "It went back, with your comment."
        )
        messages.success(request, words)
    elif act == "make" and make.is_valid():
        export = actions.make_redacted_copy(redaction=case, by=by, **make.cleaned_data)
        return redirect("disclosure:copy", person.key, export.key)
    else:
        return None
    return redirect("disclosure:redaction", person.key, case.key)


def _alike(request, case: Redaction, marks, act: str):
    """Count how often the words of each mark are undecided; return the one asked about, if any."""
    counted = undecided_by_words(request.user, case)
    for each in marks:
        each.alike = counted[each.mark.said]
    wanted = request.GET.get("same", "")
    is_asked = act == "alike"
    found = next(
        (each for each in marks if each.mark.key == wanted and (each.alike or is_asked)), None
    )
    if found is None:
        return None
    data = request.POST if is_asked else None
    initial = {"reason": found.mark.reason, "because": found.mark.because}
    return replace(found, form=AlikeForm(data, prefix="alike", initial=initial))


def _act_on_entry(
    request, row, act: str, marks, add: AddMarkForm, whole: WholeForm, enclosed, alike
) -> bool:
    """Do what a button of the page says; False if nothing was done."""
    by = request.user
    if act == "decide" and _all_valid(marks):
        answers = _answers({each.mark.key: each.form for each in marks})
        again = {each.mark.key for each in marks if each.is_unsaid}
        actions.decide_marks(row=row, by=by, answers=answers, again=again)
        messages.success(request, "Your decisions are kept.")
    elif act == "as-proposed":
        waiting = [each for each in marks if each.mark.decision == "UNDECIDED"]
        answers = {each.mark.key: each.proposed for each in waiting if not each.is_to_look_at}
        actions.decide_marks(row=row, by=by, answers=answers)
        left = len(waiting) - len(answers)
        said = f" {counted(left, 'mark is', 'marks are')} yours to look at." if left else ""
        messages.success(request, f"Everything is decided as it was proposed.{said}")
    elif act == "alike" and alike and alike.form.is_valid():
        given = alike.form.cleaned_data
        number = decide_alike(
            mark=alike.mark,
            by=by,
            answer=given["decision"],
            reason=given["reason"],
            because=given["because"],
        )
        messages.success(request, f"Your decision is kept in {counted(number, 'place')}.")
    elif act == "files" and _all_valid(enclosed):
        said = {each.file.key: each.form.cleaned_data for each in enclosed}
        decided = {
            key: decided_files.Answer(**each) for key, each in said.items() if each["decision"]
        }
        decided_files.decide_files(row=row, by=by, answers=decided)
        messages.success(request, "Your decisions about files are kept.")
    elif act == "add" and add.is_valid():
        try:
            number = actions.add_mark(row=row, by=by, **add.cleaned_data)
        except ValidationError as refused:
            add.add_error("words", refused.messages[0])
            return False
        words = "is" if number == 1 else "are"
        messages.success(
            request, f"{number} {words} removed. The same words elsewhere are proposed."
        )
    elif act == "whole" and whole.is_valid():
        actions.decide_whole(row=row, by=by, **whole.cleaned_data)
        messages.success(request, "Your decision about the whole entry is kept.")
    elif act == "done":
        actions.finish_entry(row=row, by=by)
        messages.success(request, "That entry is done.")
    else:
        return False
    return True


def _all_valid(asked) -> bool:
    """Look at each form, so that all that is wrong is said at once."""
    return not [each for each in asked if not each.form.is_valid()]


def _answers(forms) -> dict[str, tuple[str, str, str]]:
    """Return what was decided, of each that was: the answer, the reason, and why."""
    said = {key: form.cleaned_data for key, form in forms.items()}
    return {
        key: (each["decision"], each["reason"], each["because"])
        for key, each in said.items()
        if each["decision"]
    }


def _case_or_404(request, person, key: str) -> Redaction:
    case = queries.redaction_for(request.user, person, key)
    if case is None:
        raise Http404
    request.target = case
    return case


def _status(*forms) -> int:
    return 400 if any(form.is_bound and form.errors for form in forms) else 200
