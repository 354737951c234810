"""Supervision: what is agreed, when it is due, and one session. The staff part stays here."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import Role
from audit import log
from oversight import actions
from oversight.forms import supervision as forms
from oversight.models import SupervisionAgreement, SupervisionSession
from oversight.queries import supervision as queries
from oversight.supervision import headings
from oversight.views import kept as keeping
from people.beforehand import know_beforehand
from ui import refusals

_BECAUSE = "Everybody sees their own supervision; managers see when that of their staff is due."
_BETWEEN = "Only the two whose supervision it is read it, and on request the manager above them."


@require_GET
@open_to_all_staff(because=_BECAUSE)
def supervision(request):
    """Show one's own supervision, whom one supervises, and when that of one's line is due."""
    user = request.user
    is_manager = user.has_role(Role.MANAGER)
    line = queries.stands_of(queries.supervisable(user)) if is_manager else []
    log.record("oversight.supervision_listed", by=user)
    context = {
        "own": list(queries.agreements_of(user).filter(worker=user)),
        "offered": list(
            queries.agreements_of(user)
            .filter(supervisor=user)
            .exclude(state__in=("AGREED", "ENDED"))
        ),
        "line": line,
        "late": sum(each.is_overdue for each in line),
        "is_manager": is_manager,
        "columns": ["Worker", "Supervisor", "At most every", "Last held", "Planned", "Due"],
        "rows": [_row(each, user) for each in line],
    }
    return render(request, "oversight/supervision/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.MANAGER, because="Managers supervise staff of their line.")
def offer(request):
    """Write how somebody is supervised, for them to agree."""
    form = forms.AgreementForm(
        request.POST if request.method == "POST" else None,
        staff=queries.supervisable(request.user),
        initial={"starts_on": clock.today(), "every_weeks": 4},
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            agreement = actions.offer_agreement(by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, f"{agreement.worker.name} has it on their home page.")
            return redirect("oversight:agreement", agreement.key)
    context = {"form": form, "kept": kept.shown()}
    status = 400 if form.errors else 200
    return render(request, "oversight/supervision/offer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_BETWEEN)
def agreement(request, agreement_key):
    """Show what was agreed and the sessions; the worker answers it, and either plans a session."""
    found = queries.agreement_for(request.user, agreement_key)
    if found is None:
        return _ask_to_read(request, agreement_key)
    log.record("oversight.agreement_opened", by=request.user, target=found)
    states = SupervisionAgreement.State
    is_of = queries.is_of(request.user, found)
    answers = found.state == states.OFFERED and request.user.pk == found.worker_id
    plans = found.state == states.AGREED and is_of
    made = forms.AnswerForm if answers else forms.PlanForm
    is_end = request.POST.get("form") == "end"
    form = made(request.POST if request.method == "POST" and not is_end else None)
    kept = keeping.of(request, form) if answers else None
    if kept is not None and kept.saves:
        return kept.save()
    ends = found.state in (states.AGREED, states.OFFERED) and queries.may_end(request.user, found)
    end = forms.EndForm(request.POST if is_end else None, prefix="end") if ends else None
    kept_end = keeping.of(request, end, "end") if end is not None else None
    if kept_end is not None and kept_end.saves:
        return kept_end.save()
    if (
        end is not None
        and end.is_valid()
        and refusals.is_done(end, actions.end_agreement, agreement=found, by=request.user)
    ):
        kept_end.sent()
        messages.success(request, "It has ended.")
        return redirect("oversight:agreement", found.key)
    if (answers or plans) and form.is_valid():
        try:
            if answers:
                actions.answer_agreement(agreement=found, by=request.user, **form.given)
                kept.sent()
                messages.success(request, "Your answer is kept.")
            else:
                session = actions.plan_session(
                    agreement=found, by=request.user, **form.cleaned_data
                )
                return redirect("oversight:session", session.key)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            return redirect("oversight:agreement", found.key)
    context = {
        "agreement": found,
        "sessions": [
            (each, queries.state_of(each)) for each in queries.sessions_of(request.user, found)
        ],
        "answers": answers,
        "plans": plans,
        "is_of": is_of,
        "readings": queries.readings_of(found),
        "form": form,
        "kept": kept.shown() if kept is not None else None,
        "end": end,
        "kept_end": kept_end.shown() if kept_end is not None else None,
        "wrong": end if is_end and end is not None else form,
        "stands": next(iter(queries.stands_of([found.worker])), None)
        if found.state == states.AGREED
        else None,
    }
    status = 400 if context["wrong"].errors else 200
    return render(request, "oversight/supervision/agreement.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_BETWEEN)
def session(request, session_key):
    """Show a session: its agenda, what was said, what was agreed; each signs in turn."""
    found = queries.session_for(request.user, session_key)
    if found is None:
        raise Http404
    know_beforehand(request.user)
    user, between = request.user, found.agreement
    is_open = found.state == SupervisionSession.State.PLANNED
    is_of, writes = queries.is_of(user, between), user.pk == between.supervisor_id
    agenda = queries.agenda_for(user, between.worker) if is_open else None
    discussed = queries.discussed_in(user, found)
    people = {each.case.person.key: each.case.person for each in discussed}
    if agenda is not None:
        people |= {each.person.key: each.person for each in agenda.cases}
    log.record("oversight.session_opened", by=user, subjects=people.values(), target=found)
    offered = {
        "agenda": is_open and bool(agenda.cases),
        "words": is_open and writes,
        "answer": found.state == SupervisionSession.State.HELD and user.pk == between.worker_id,
        "point": is_open and is_of,
        "action": is_of and found.state != SupervisionSession.State.NOT_HELD,
        "not_held": is_open,
    }
    shown = _forms(request, found, agenda, discussed, [each for each in offered if offered[each]])
    kept = {name: keeping.of(request, form, name) for name, form in shown.items()}
    for each in kept.values():
        if each.saves:
            return each.save()
    if is_open and "take-off" in request.POST:
        point = int(request.POST["take-off"][:9]) if request.POST["take-off"].isdecimal() else 0
        actions.take_point_off(session=found, by=user, point=point)
        return redirect("oversight:session", found.key)
    sent = request.POST.get("form") if request.method == "POST" else None
    form = shown.get(sent)
    if form is not None and form.is_valid():
        try:
            where = _act(request, found, sent, form)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept[sent].sent()
            return redirect("oversight:session", where.key)
    context = {
        "session": found,
        "agreement": between,
        "state": queries.state_of(found),
        "is_open": is_open,
        "is_of": is_of,
        "writes": writes,
        "agenda": agenda,
        "points": queries.points_of(found),
        "discussed": discussed,
        "said": [
            (each.title, found.words[each.key])
            for each in headings(found.headings)
            if each.key in found.words
        ],
        "agreed": list(found.actions.select_related("owner")),
        "shown": shown,
        "kept": {name: each.shown() for name, each in kept.items()},
        "wrong": form if form is not None and form.errors else None,
        "today": clock.today(),
        "note_within": queries.NOTE_WITHIN,
    }
    status = 400 if context["wrong"] else 200
    return render(request, "oversight/supervision/session.html", context, status=status)


def _ask_to_read(request, agreement_key):
    """Ask the supervisor's own manager why they read it. Nobody else finds it."""
    asked = queries.to_ask_for(request.user, agreement_key)
    if asked is None:
        raise Http404
    form = forms.ReadingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.ask_to_read(agreement=asked, by=request.user, **form.cleaned_data)
        return redirect("oversight:agreement", asked.key)
    context = {"agreement": asked, "form": form}
    status = 400 if form.errors else 200
    return render(request, "oversight/supervision/ask.html", context, status=status)


def _forms(request, found, agenda, discussed, names):
    sent = request.POST.get("form") if request.method == "POST" else None
    between = found.agreement
    next_on = clock.add_days(clock.today(), 7 * between.every_weeks)
    on_it = [each.case.person.key for each in discussed]
    made = {
        "agenda": lambda data: forms.AgendaForm(
            data, prefix="agenda", cases=agenda.cases, initial={"people": on_it}
        ),
        "words": lambda data: forms.SessionForm(
            data,
            prefix="words",
            headings=headings(found.headings),
            initial={"held_on": min(found.planned_on, clock.today()), "next_on": next_on},
        ),
        "point": lambda data: forms.PointForm(data, prefix="point"),
        "answer": lambda data: forms.CommentForm(data, prefix="answer"),
        "action": lambda data: forms.SessionActionForm(
            data, prefix="action", two=[between.worker, between.supervisor]
        ),
        "not_held": lambda data: forms.NotHeldForm(
            data, prefix="not_held", initial={"planned_on": next_on}
        ),
    }
    forms_shown = {name: made[name](request.POST if name == sent else None) for name in names}
    if between.state != SupervisionAgreement.State.AGREED:
        for name, asked in (("words", "next_on"), ("not_held", "planned_on")):
            if name in forms_shown:
                del forms_shown[name].fields[asked]
    return forms_shown


def _act(request, found, sent, form):
    """Do what one of the forms asks; return the session to show then."""
    by, given = request.user, form.cleaned_data
    if sent == "agenda":
        actions.put_on_agenda(session=found, by=by, **given)
        messages.success(request, "The agenda is kept.")
    elif sent == "point":
        actions.add_point(session=found, by=by, **given)
        messages.success(request, "It is on the agenda.")
    elif sent == "words":
        actions.sign_session(session=found, by=by, **form.given)
        name = found.agreement.worker.name
        messages.success(request, f"Signed. {name} has it on their home page to sign.")
    elif sent == "answer":
        actions.answer_session(session=found, by=by, **given)
        messages.success(request, "Signed by both of you.")
    elif sent == "action":
        action = actions.agree_in_session(session=found, by=by, **given)
        messages.success(request, f"{action.owner.name} has it on their home page.")
    else:
        following = actions.say_not_held(
            session=found, by=by, because=given["because"], planned_on=given.get("planned_on")
        )
        is_next = following.pk != found.pk
        messages.success(request, "Kept. This is the next one." if is_next else "Kept.")
        return following
    return found


def _row(stands, viewer):
    """Return one line of the team: days, and what is overdue."""
    agreed = stands.agreement
    name = {"text": stands.worker.name, "note": stands.worker.job_title}
    if agreed is None:
        return [name, {"text": "No agreement yet", "tone": "warn", "mark": "▲"}, "", "", "", ""]
    if viewer.pk in (agreed.supervisor_id, agreed.supervisor.line_manager_id):
        name["url"] = reverse("oversight:agreement", args=[agreed.key])
    due = {"text": _day(stands.due_on)}
    if stands.is_overdue:
        due |= {"text": f"Overdue since {_day(stands.due_on)}", "tone": "danger", "mark": "▲"}
    weeks = agreed.every_weeks
    return [
        name,
        agreed.supervisor.name,
        f"{weeks} week{'' if weeks == 1 else 's'}",
        _day(stands.last_on) or "Not yet",
        _day(stands.planned_on) or "Nothing planned",
        due,
    ]


def _day(day):
    return f"{day.day} {day:%b %Y}" if day else ""
