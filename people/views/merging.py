"""Making two records of one person one: found, compared, asked, agreed by another, undone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from audit import log
from people import access, actions, queries
from people.access import Outcome, Permission
from people.finding import duplicates
from people.forms.merging import AnswerForm, FindOtherForm, MergeForm
from people.guards import person_view
from people.merging import details, preview, rules
from people.merging.references import counts
from people.models import Merge, Person
from people.page import person_page
from ui import refusals

_TWO = "Two records of one person are made one when two people say so."


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.merge_opened", shown=("look-alikes",), because=_TWO)
def choose(request, person):
    """Show who looks like this person, and find the other record."""
    _require_role(request)
    form = FindOtherForm(request.POST if "find" in request.POST else None)
    if "apart" in request.POST:
        return _told_apart(request, person)
    found = duplicates.like(request.user, person)
    cards = queries.cards_of(request.user, [each.person.pk for each in found.shown])
    alike = {card.pk: card for card in cards}
    words = form.cleaned_data["q"] if form.is_valid() else ""
    others = _found(request, words, person)
    if alike:
        log.record("people.lookalikes_shown", by=request.user, subjects=cards)
    merges = _seen(request.user, rules.merges_of(person))
    listed = {each.pk for each in [*cards, *others]}
    both = {each.pk: each for row in merges for each in (row.kept, row.gone)}
    request.beside = [each for pk, each in both.items() if pk not in listed]
    context = {
        **person_page(request, person, tab="about"),
        "form": form,
        "words": words,
        "others": others,
        "alike": [
            {"card": alike[each.person.pk], "compared": each.compared}
            for each in found.shown
            if each.person.pk in alike
        ],
        "merges": merges,
    }
    return render(request, "people/merge_choose.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.merge_opened", shown=("comparison",), because=_TWO)
def compare(request, person, other_key):
    """Show both records side by side, ask what stays where they differ, and ask for the merge."""
    _require_role(request)
    other = queries.findable_by_key(request.user, other_key)
    if other is None or other.pk == person.pk:
        raise Http404
    context = {**person_page(request, person, tab="about"), "other": other}
    decision = access.decide(request.user, Permission.WRITE, other)
    if not decision.allowed:
        asks = decision.outcome is Outcome.NEEDS_REASON
        verb = "people.reason_asked" if asks else "people.record_refused"
        log.record(verb, by=request.user, about=other, because=decision)
        context |= {"because": decision.because, "asks_reason": asks}
        return render(request, "people/merge_closed.html", context)
    log.record("people.merge_opened", by=request.user, about=other, because=decision)
    form = MergeForm(
        request.POST if request.method == "POST" else None,
        differences=details.differences(person, other),
        names_differ=details.names_differ(person, other),
    )
    if form.is_valid():
        try:
            asked = actions.ask_to_merge(
                kept=person,
                gone=other,
                choices=form.choices(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            messages.success(request, "Asked. A second person now agrees or refuses.")
            return redirect("people:merged", person.key, asked.key)
    context |= {
        "form": form,
        "in_the_way": rules.in_the_way(person, other),
        "to_weigh": rules.to_weigh(person, other),
        "goes": counts(other),
        "goes_by_name": preview.listed(request.user, other),
        "stands": counts(person),
    }
    return render(request, "people/merge_compare.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="people.merge_opened", shown=("request",), because=_TWO)
def merge(request, person, merge_key):
    """Show what was asked and done; agree, refuse or undo."""
    asked = next((row for row in rules.merges_of(person) if row.key == merge_key), None)
    if asked is None or not _seen(request.user, [asked]):
        raise Http404
    request.target = asked
    request.beside = [asked.kept, asked.gone]
    forms = {
        "refuse": AnswerForm(
            request.POST if "refuse" in request.POST else None,
            label="If they stay apart, why?",
            missing="Enter why they stay apart",
            prefix="refuse",
        ),
        "undo": AnswerForm(
            request.POST if "undo" in request.POST else None,
            label="How do you know that they are two people?",
            missing="Enter how you know that they are two people",
            prefix="undo",
        ),
    }
    problems: list[str] = []
    if request.method == "POST":
        try:
            if (done := _answered(request, asked, forms)) is not None:
                return done
        except (ValidationError, PermissionDenied) as wrong:
            problems = refusals.words_of(wrong)
            asked.refresh_from_db()
    return render(
        request,
        "people/merge.html",
        _shown(request, person, asked) | forms | {"problems": problems},
    )


def _answered(request, asked: Merge, forms: dict[str, AnswerForm]):
    """Do what was pressed and lead on; nothing if a reason is missing."""
    if "refuse" in request.POST:
        if not forms["refuse"].is_valid():
            return None
        reason = forms["refuse"].cleaned_data["reason"]
        actions.refuse_merge(merge=asked, reason=reason, by=request.user)
        messages.success(request, "The two records stay as they are.")
    elif "undo" in request.POST:
        if not forms["undo"].is_valid():
            return None
        reason = forms["undo"].cleaned_data["reason"]
        left = actions.undo_merge(merge=asked, reason=reason, by=request.user)
        messages.success(request, "There are two records again, each with what it had.")
        if left:
            words = ", ".join(sorted({step.field.replace("_", " ") for step in left}))
            messages.warning(request, f"Changed since, and left as they are now: {words}.")
    else:
        actions.agree_to_merge(merge=asked, by=request.user)
        messages.success(request, "The two records are one. Old addresses and numbers lead here.")
    return redirect("people:merged", asked.kept.key, asked.key)


def _shown(request, person: Person, asked: Merge) -> dict[str, Any]:
    waits = asked.state == Merge.State.ASKED
    decision = rules.may_answer(request.user, asked) if waits else None
    return {
        **person_page(request, person, tab="about"),
        "asked": asked,
        "waits": waits,
        "may_answer": decision is not None and decision.allowed,
        "may_refuse": waits and rules.may_ask(request.user, asked.kept, asked.gone).allowed,
        "because": decision.because if decision is not None else "",
        "in_the_way": rules.in_the_way(asked.kept, asked.gone) if waits else [],
        "to_weigh": rules.to_weigh(asked.kept, asked.gone) if waits else [],
        "goes": counts(asked.gone) if waits else [],
        "goes_by_name": preview.listed(request.user, asked.gone) if waits else [],
        "chosen": _all_chosen(asked) if waits else [],
        "may_undo": asked.state == Merge.State.DONE
        and person.pk == asked.kept_id
        and rules.may_undo(request.user, asked).allowed,
    }


def _all_chosen(asked: Merge) -> list[tuple[str, str]]:
    found = [
        (each.label, _chosen(each, asked.choices.get(each.name, details.KEPT)))
        for each in details.differences(asked.kept, asked.gone)
    ]
    if details.names_differ(asked.kept, asked.gone):
        becomes = asked.choices.get(details.LEAVING, details.FORMER)
        found.append(("The name that does not stay", details.LEAVING_WORDS[becomes]))
    return found


def _chosen(each: details.Difference, choice: str) -> str:
    return each.gone if choice == details.GONE else each.kept


def _seen(user, merges: list[Merge]) -> list[Merge]:
    """Return the requests that may be read: by whoever may find both, or the one that is left."""
    if not merges:
        return []
    people = {
        row.key: {row.kept_id} | ({row.gone_id} if row.gone.merged_into_id is None else set())
        for row in merges
    }
    found = access.findable_people(user).exclude(access.in_conflict(user))
    known = set(found.filter(pk__in=set().union(*people.values())).values_list("pk", flat=True))
    return [row for row in merges if people[row.key] <= known]


def _told_apart(request, person: Person):
    other = queries.findable_by_key(request.user, request.POST["apart"])
    if other is None:
        raise Http404
    try:
        actions.tell_apart(
            person=person, other=other, reason=request.POST.get("reason", ""), by=request.user
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, "Kept. The two are not offered again.")
    return redirect("people:merge", person.key)


def _found(request, words: str, person: Person) -> list[queries.Card]:
    if not words:
        return []
    cards, _ = queries.find_people(request.user, words)
    others = [card for card in cards if card.pk != person.pk]
    # Words that found nobody go with nobody's record, and would stay: they are not kept.
    detail = {"words": words} if others else None
    log.record("people.people_searched", by=request.user, subjects=others, detail=detail)
    return others


def _require_role(request) -> None:
    if not request.user.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        raise PermissionDenied("A manager or a records officer does this.")
