"""Requests about a record: the register, putting one on it, and working on it step by step."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from accounts.roles import Role
from audit import log
from disclosure import pdf
from disclosure.about import named_among
from disclosure.actions import NotReady
from disclosure.models import SubjectRequest
from disclosure.requests import actions, queries, standing, weighing
from disclosure.requests.data import request_kinds, step_kinds
from disclosure.requests.forms import RegisterChoice, RegisterForm, StepForm
from people import access
from people.access import Outcome, Permission
from people.guards import person_view
from people.models import Person
from people.page import person_page

_BECAUSE = "Records officers answer what is asked about a record."
_KEEPS = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER)


@require_GET
@open_to_roles(*_KEEPS, because="Information governance keeps the register of requests.")
def register(request):
    """List the requests that are open, or answered, and a year of them in numbers."""
    chosen = RegisterChoice(request.GET).chosen()
    closed = bool(chosen.get("answered"))
    page = queries.page_of(request.user, closed=closed, after=chosen.get("after") or 0)
    log.record(
        "disclosure.requests_listed",
        by=request.user,
        subjects={each.request.person for each in page.rows},
    )
    context = {
        "rows": page.rows,
        "more": page.more,
        "closed": closed,
        "figures": queries.figures(),
        "complaints": queries.complaint_figures(),
        "may_open": request.user.has_role(Role.RECORDS_OFFICER),
    }
    return render(request, "disclosure/requests/register.html", context)


@require_GET
@open_to_all_staff(because="Whoever looks at a complaint, and managers, know which are open.")
def complaints(request):
    """List the open complaints that the viewer looks at, or that are about their people."""
    rows = queries.told(queries.complaints_for(request.user))
    to_do = list(queries.to_do(request.user, below=True))
    log.record(
        "disclosure.complaints_listed",
        by=request.user,
        subjects={each.request.person for each in [*rows, *to_do]},
    )
    context = {
        "to_do": to_do,
        "today": clock.today(),
        "own": [each for each in rows if each.request.looker == request.user.pk],
        "others": [each for each in rows if each.request.looker != request.user.pk],
        "keeps_register": request.user.has_role(*_KEEPS),
    }
    return render(request, "disclosure/requests/complaints.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="disclosure.request_form_opened",
    because="Anybody in the council can be asked, and puts it on the register the same day.",
    or_else=access.decide_to_register,
)
def begin(request, person):
    """Take a request as it came in, and say by when it is answered."""
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        name=person.name,
        has_died=person.has_died,
    )
    if form.is_valid():
        try:
            asked = actions.register_request(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(
                request, f"{asked.reference} is on the register. Records officers see it now."
            )
            # Whom the record opens to on a reason is asked for it there, and comes to the request.
            decision = access.decide(request.user, Permission.EXPORT, person)
            if decision.outcome in (Outcome.ALLOWED, Outcome.NEEDS_REASON):
                return redirect("disclosure:request", person.key, asked.key)
            return redirect("records:timeline", person.key)
    opens = request.access.basis != "REGISTER"
    context = {
        **(person_page(request, person) if opens else {"person": person}),
        "frame": "base_person.html" if opens else "base.html",
        "form": form,
        "kinds": [
            each for each in request_kinds().values() if each.is_of(has_died=person.has_died)
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "disclosure/requests/begin.html", context, status=status)


@require_GET
@person_view(Permission.EXPORT, verb="disclosure.request_opened", because=_BECAUSE)
def one(request, person, request_key):
    """Show a request: its time, what it still lacks, what was made for it, and what was done."""
    asked = _asked_or_404(request, person, request_key)
    dossier = queries.dossier_of(asked, viewer=request.user)
    stands = dossier.stands
    request.beside = named_among(person, _texts(stands))
    _name_beside(request, dossier)
    lacks = dossier.lacks
    kinds = [
        kind for kind in step_kinds().values() if standing.may_take(request.user, dossier, kind)
    ]
    may_take, next_ones = {kind.key for kind in kinds}, {each.step for each in lacks}
    context = {
        **person_page(request, person, tab="copies"),
        "asked": asked,
        "dossier": dossier,
        "stands": stands,
        "copies": [
            (each, standing.what_keeps(each, dossier, request.user)) for each in dossier.copies
        ],
        "lacks": [(each.words, each.step if each.step in may_take else "") for each in lacks],
        "steps": [kind for kind in kinds if kind.key not in next_ones],
    }
    return render(request, "disclosure/requests/request.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.request_opened", because=_BECAUSE)
def step(request, person, request_key, kind):
    """Take one step about a request."""
    asked = _asked_or_404(request, person, request_key)
    dossier = queries.dossier_of(asked, viewer=request.user)
    wanted = step_kinds().get(kind.upper())
    if wanted is None or not standing.is_step_of(dossier.stands, wanted):
        raise Http404
    why_not = standing.why_not_take(request.user, dossier, wanted)
    if why_not and request.method == "GET":
        messages.error(request, why_not)
        return redirect("disclosure:request", person.key, asked.key)
    checks, weighs = wanted.key == "CHECK", wanted.key == weighing.THIRD
    form = StepForm(
        request.POST if request.method == "POST" else None,
        kind=wanted,
        entries=queries.entries_open_to(request.user, person) if "entry" in wanted.needs else (),
        copies=standing.copies_to_check(request.user, dossier) if checks else dossier.may_leave,
        colleagues=staff_found() if wanted.who else (),
        to_do=dossier.stands.to_do if "to_do" in wanted.needs else (),
        recipients=dossier.to_tell if "recipient" in wanted.needs else (),
        weighed=dossier.weighed if weighs else (),
        initial={"whom": request.GET.getlist("whom")},
    )
    if why_not:
        form.add_error(None, why_not)
    if form.is_valid():
        try:
            if wanted.key == "LETTER":
                actions.make_letter(asked, by=request.user, **form.answer())
            elif weighs:
                actions.weigh(asked, by=request.user, **{"whom": ()} | form.answer())
            else:
                actions.take_step(asked, kind=wanted.key, by=request.user, **form.answer())
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except (pdf.NotPrinted, PermissionDenied) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"{wanted.title}: kept.")
            return redirect("disclosure:request", person.key, asked.key)
    if weighs:
        _name_beside(request, dossier)
    context = {
        **person_page(request, person, tab="copies"),
        "asked": asked,
        "kind": wanted,
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "disclosure/requests/step.html", context, status=status)


@require_GET
@person_view(Permission.EXPORT, verb=None, because=_BECAUSE)
def letter(request, person, request_key, number):
    """Send a letter as it was made. Its event is committed before a byte is sent."""
    asked = _asked_or_404(request, person, request_key)
    made = queries.letter_for(asked, number)
    if made is None:
        raise Http404
    try:
        content = actions.take_letter(made, by=request.user)
    except NotReady as why:
        messages.error(request, str(why))
        return redirect("disclosure:request", person.key, asked.key)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="letter-{asked.reference}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def answers_request(request, person: Person) -> SubjectRequest | None:
    """Return the request that a page is to answer, as its address says; None if it names none."""
    key = request.GET.get("request", "")
    return _asked_or_404(request, person, key) if key else None


def begun_with(asked: SubjectRequest | None) -> dict[str, Any]:
    """Return what a form for a copy begins with, where it answers a request."""
    if asked is None:
        return {}
    own = {"PERSON", "ESTATE"} & set(request_kinds()[asked.kind].purposes)
    return {
        "purpose": next(iter(own), None),
        "recipient": asked.asker or asked.person.name,
    }


def _name_beside(request, dossier: standing.Dossier) -> None:
    """Note in the log whom else with a record a page names, of those who are weighed."""
    named = [each.other.record for each in dossier.weighed if each.other.record]
    request.beside = list({each.pk: each for each in (*named, *request.beside)}.values())


def _asked_or_404(request, person: Person, key: str) -> SubjectRequest:
    asked = queries.request_for(request.user, person, key)
    if asked is None:
        raise Http404
    request.target = asked
    request.beside = ()
    return asked


def _texts(stands: standing.Stands) -> list[str]:
    texts = [stands.request.words, stands.request.asker, stands.request.reach]
    return texts + [text for each in stands.steps for text in (each.about, each.words)]
