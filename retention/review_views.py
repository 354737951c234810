"""At the end of its time: the list of records that are due, the decision, and the certificates."""

import json
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from people.pages_of_results import page_number
from retention import actions, answering, certificates, queries, reach, rules
from retention.forms import (
    AnswerOfArchiveForm,
    FindCertificateForm,
    HandOverForm,
    KeepLongerForm,
    LengthenForm,
    OfferForm,
    ProposeForm,
    TakeLengtheningBackForm,
    TakeOfferBackForm,
    WhoseCertificateForm,
)

_BECAUSE = "Records officers decide what becomes of a record whose time has come."
_PROOF = "Whoever asks whether a record was destroyed is answered from the certificates."


_LISTS = {"": "Due", "soon": "In the next 90 days", "undated": "Without a day"}


@require_GET
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def due(request):
    """List what is due, what will be, what has no day, and the destructions under way."""
    today, page = clock.today(), page_number(request, most=queries.MOST_PAGES)
    show = request.GET.get("show", "")
    listed = {"soon": queries.due_soon, "undated": queries.without_day}.get(show, queries.due)
    found, is_due = listed(request.user, on=today), listed is queries.due
    until = queries.notice_until(today) if show == "soon" else None
    rows, more = queries.page_of(found, page=page, on=today, until=until)
    plans = queries.plans(request.user) if is_due else []
    under_seal = queries.under_seal(request.user) if is_due and page == 1 else []
    offers = queries.open_offers(request.user) if is_due and page == 1 else []
    people = {each.person.key: each.person for each in [*rows, *plans, *offers]}
    people |= {each.entry.person.key: each.entry.person for each in under_seal}
    if people:
        log.record("retention.due_listed", by=request.user, subjects=people.values())
    context = {
        "rows": rows,
        "plans": plans,
        "offers": offers,
        "under_seal": under_seal,
        "show": "" if is_due else show,
        "tabs": [
            {"label": label, "url": f"?show={key}" if key else "?", "current": key == show}
            for key, label in _LISTS.items()
        ],
        "by_class": queries.counted_by_class(found) if show == "soon" else [],
        "until": until,
        "next": page + 1 if more else None,
        "today": today,
    }
    return render(request, "retention/due.html", context)


_SAID = {
    "keep": "The record is kept for longer.",
    "lengthen": "It is recorded. The record is kept until that day at least.",
    "shorten": "It is taken back. The record is kept as its entries say.",
    "propose": "A second records officer is asked to agree.",
    "agree": "It is agreed. Until the day comes, either of you can take it back.",
    "refuse": "The record is kept.",
    "withdraw": "It is taken back. The record is kept.",
    "offer": "It waits for the archive. Until it has answered, nothing is destroyed.",
    "archive": "The answer of the archive is kept.",
    "hand": "The archive has it. Decide now what becomes of the record here.",
    "unoffer": "The offer is taken back.",
}
_FORMS = {
    "keep": KeepLongerForm,
    "lengthen": LengthenForm,
    "propose": ProposeForm,
    "offer": OfferForm,
    "archive": AnswerOfArchiveForm,
    "hand": HandOverForm,
    "unoffer": TakeOfferBackForm,
}


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.EXPORT,
    verb="retention.review_opened",
    shown=("what would be destroyed",),
    because=_BECAUSE,
)
def review(request, person):
    """Show what would go with a record, and decide: keep it, offer it, propose, agree, refuse."""
    plan = queries.standing_plan(person)
    offer, offers = queries.offers_of(person)
    longer, longer_before = queries.lengthenings_of(person)
    request.target = plan or offer
    given, sent, is_done = answering.take(
        request,
        plan,
        begins=_FORMS | {"shorten": partial(TakeLengtheningBackForm, rows=longer)},
        acts={
            "keep": partial(actions.keep_longer, person=person),
            "lengthen": partial(actions.lengthen, person=person),
            "shorten": partial(actions.take_lengthening_back, person=person),
            "propose": partial(actions.propose_destruction, person=person),
            "offer": partial(actions.offer_to_archive, person=person),
            "archive": partial(actions.keep_answer_of_archive, offer),
            "hand": partial(actions.keep_handing_over, offer),
            "unoffer": partial(actions.take_offer_back, offer),
        },
    )
    if is_done:
        messages.success(request, _SAID[sent])
        return redirect("retention:review", person.key)
    may_answer = plan is not None and rules.may_answer(request.user, plan)
    reckoned = None if plan else rules.reckoned_of(person)
    context = {
        **person_page(request, person),
        **given,
        # By name, as "offer" is what was offered.
        "forms": given,
        "form": given[sent or "propose"],
        "plan": plan,
        "offer": offer,
        "may_offer": not plan and not rules.why_not_offered(person, reckoned=reckoned),
        "offers": offers,
        "longer": longer,
        "longer_before": longer_before,
        "may_decide": rules.may_decide(request.user, person),
        "may_answer": may_answer,
        "kept": queries.kept_of(request.user, person),
        "in_the_way": (
            rules.in_the_way_of(plan) if plan else rules.in_the_way(person, reckoned=reckoned)
        ),
        "goes": reach.in_words(reach.reached(person)),
        "before": queries.decided_before(person),
        "ended": queries.ended_plans(person),
        "under_seal": queries.under_seal(request.user, person),
    }
    return render(request, "retention/review.html", context, status=400 if sent else 200)


@require_http_methods(["GET", "POST"])
@open_to_roles(
    Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN, because=_PROOF
)
def all_certificates(request):
    """List the certificates of destruction, the newest first, or those of one record.

    Whose name and date of birth was asked for stands in no address, and in no log: there it would
    be again after all else of them was destroyed.
    """
    page = page_number(request, most=queries.MOST_PAGES)
    form = FindCertificateForm(request.GET)
    whose = WhoseCertificateForm(request.POST if request.method == "POST" else None)
    words = form.chosen()
    if whose.is_valid():
        rows, undated = queries.certificates_of(**whose.cleaned_data)
        more = False
    else:
        rows, more = queries.page_of_certificates(page=page, words=words)
        undated = []
    log.record(
        "retention.certificates_listed",
        by=request.user,
        shown=["by name and date of birth" if whose.is_valid() else f"page {page}"],
        detail={"words": words} if words else None,
    )
    context = {
        "form": form,
        "whose": whose,
        "words": words,
        "rows": [_certified(row) for row in rows],
        "undated": [_certified(row) for row in undated],
        "next": page + 1 if more else None,
    }
    status = 400 if whose.errors else 200
    return render(request, "retention/certificates.html", context, status=status)


def _certified(row):
    return {"row": row, "said": json.loads(row.body)}


@require_GET
@open_to_roles(
    Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN, because=_PROOF
)
def certificate(request, certificate_key):
    """Show what was destroyed, on what authority, and by which two people."""
    row = queries.certificate(certificate_key)
    if row is None:
        raise Http404
    log.record("retention.certificate_opened", by=request.user, target=row)
    said = json.loads(row.body)
    days = [said["entries_from"], said["entries_until"]]
    first, last = [date.fromisoformat(day) if day else None for day in days]
    proposed_at = said.get("proposed_by", {}).get("at")
    context = {
        "row": row,
        "said": said,
        "proposed_at": datetime.fromisoformat(proposed_at) if proposed_at else None,
        "first": first,
        "last": last,
        "is_whole": certificates.digest_of(row.body) == row.digest,
    }
    return render(request, "retention/certificate.html", context)
