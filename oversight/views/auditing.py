"""Case file audits: rounds, the questions of a file, and what follows from what was found."""

from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from accounts.roles import Role
from audit import log
from oversight import actions
from oversight.audit_tool import NEWEST, tool
from oversight.forms import auditing as forms
from oversight.models import Grade
from oversight.queries import audit_tools
from oversight.queries import auditing as queries
from oversight.queries.grades import grades_over_time
from oversight.views import kept as keeping
from oversight.views.grades import over_time
from oversight.views.numbers import number_cell
from ui import refusals

_BECAUSE = "Case files are audited by whoever did not work on them, for managers to learn from."

_STAR = {True: " ★", False: ""}
_COUNTED = {
    "twice": (queries.is_rated_twice, "Graded by two"),
    "drawn": (queries.is_drawn, "Drawn to be settled by a second person"),
    "moderated": (queries.is_moderated, "Settled by a second person"),
    "changed": (queries.is_changed, "Overall grade changed by a second person"),
    "to-settle": (attrgetter("is_to_be_moderated"), "Still to be settled"),
}


@require_GET
@open_to_roles(*queries.SEES_AUDITS, because=_BECAUSE)
def audits(request):
    """List the audits that the viewer asked for or grades in, and the files that wait for them."""
    to_grade = list(queries.ratings_for(request.user))
    asked = {name: tool(name) for name in {each.file.round.tool for each in to_grade}}
    log.record("oversight.audits_opened", by=request.user)
    asks = request.user.has_role(*queries.ASKS_FOR_AUDITS)
    context = {
        "rounds": list(queries.rounds_of(request.user)[:50]),
        "to_grade": [(each, asked[each.file.round.tool]) for each in to_grade],
        "asks": asks,
        "grades": request.user.has_role(Role.AUDITOR),
        "over_time": over_time(grades_over_time(request.user)) if asks else None,
    }
    return render(request, "oversight/audits/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(*queries.ASKS_FOR_AUDITS, because=_BECAUSE)
def begin(request):
    """Draw a sample and ask auditors to grade it."""
    quarter = clock.add_months(clock.today(), -3)
    form = forms.AuditForm(
        request.POST if request.method == "POST" else None,
        auditors=queries.auditors(but=request.user),
        tools=audit_tools.to_choose(),
        initial={
            "since": quarter,
            "until": clock.today(),
            "ends_on": _month_on(),
            "asks": NEWEST,
        },
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            audit = actions.begin_audit(by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, "Drawn. The auditors see their files on their home page.")
            return redirect("oversight:audit", audit.key)
    status = 400 if form.errors else 200
    context = {"form": form, "kept": kept.shown()}
    return render(request, "oversight/audits/begin.html", context, status=status)


@require_GET
@open_to_roles(*queries.SEES_AUDITS, because=_BECAUSE)
def audit(request, audit_key):
    """Show a round: how far each file is, what was found, and how the sample is drawn again."""
    found = round_of(request.user, audit_key)
    report = queries.report_of(request.user, found)
    again = set(queries.drawn_again(found))
    files, counted = _counted(request, report)
    told = queries.by_reference(request.user, [each.file for each in files])
    log.record("oversight.audit_opened", by=request.user, subjects=told.values(), target=found)
    context = {
        "audit": found,
        "report": report,
        "files": files,
        "by_reference": told,
        "counted": counted,
        "settled_label": f"of {len(report.files)} settled",
        "same_again": all(each.file.person.key in again for each in report.files),
        "could_be_drawn": len(found.frame),
        "drawn": sum(queries.is_drawn(each) for each in report.files),
        "columns": ["Question", *({"label": each, "numeric": True} for each in Grade.labels)],
        "rows": [
            [
                f"{each.question.number}. {each.question.text}{_STAR[each.question.starred]}",
                *(_count_in(each, grade) for grade in Grade.values),
            ]
            for each in report.questions
        ],
        "overall": [
            (Grade(grade).label, f"?grade={grade}#files", count)
            for grade, count in report.overall.items()
        ],
    }
    return render(request, "oversight/audits/round.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.AUDITOR, because=_BECAUSE)
def rating(request, rating_key):
    """Show the auditor how far a file is; send it once every question is graded."""
    mine = asked_of(request, rating_key)
    asked = tool(mine.file.round.tool)
    grades = {int(number): row["grade"] for number, row in mine.answers.items()}
    whole = len(grades) == len(asked.questions)
    suggested = asked.suggested(grades) if whole else ""
    form = forms.SubmitForm(
        request.POST if request.method == "POST" else None, initial={"overall": suggested}
    )
    kept = keeping.of(request, form)
    _opened(request, mine, form["strengths"].value(), form["reason"].value())
    if kept.saves:
        return kept.save()
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_rating(rating=mine, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, "Sent. The record is closed to you again.")
            return redirect("oversight:audits")
    context = {
        "rating": mine,
        "sections": [
            (each, sum(row.number in grades for row in each.questions)) for each in asked.sections
        ],
        "graded": len(grades),
        "asked": len(asked.questions),
        "suggested": Grade(suggested).label if suggested else "",
        "form": form,
        "kept": kept.shown(),
    }
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/rating.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.AUDITOR, because=_BECAUSE)
def section(request, rating_key, section_key):
    """Grade the questions of one section."""
    mine = asked_of(request, rating_key)
    asked = tool(mine.file.round.tool)
    shown = asked.section(section_key)
    if shown is None or mine.submitted_at is not None:
        raise Http404
    form = forms.SectionForm(
        request.POST if request.method == "POST" else None,
        questions=shown.questions,
        kept=mine.answers,
    )
    kept = keeping.of(request, form)
    _opened(request, mine, *(each.value() for row in form.rows() for each in row[1:]))
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.grade_questions(rating=mine, by=request.user, answers=form.given)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            later = asked.sections[asked.sections.index(shown) + 1 :]
            if "on" in request.POST and later:
                return redirect("oversight:audit-section", mine.key, later[0].key)
            return redirect("oversight:rating", mine.key)
    context = {
        "rating": mine,
        "section": shown,
        "form": form,
        "kept": kept.shown(),
        "is_last": shown == asked.sections[-1],
    }
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/section.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Whoever asked, graded or works with the person learns what was found.")
def outcome(request, file_key):
    """Show what was found in a file; settle it, talk about it, agree what is done."""
    stands = queries.outcome_for(request.user, file_key)
    if stands is None:
        return _not_yet(request, file_key)
    file = stands.file
    ratings = list(file.ratings.all())
    told = queries.by_reference(request.user, [file])
    about = file.person if told or any(each.strengths for each in ratings) else None
    log.record("oversight.audit_outcome_opened", by=request.user, about=about, target=file)
    asked = tool(file.round.tool)
    staff = list(staff_found())
    waits = stands.state == queries.TO_BE_MODERATED
    follows = queries.may_follow_up(request.user, file)
    offered = {
        "moderate": waits and queries.may_moderate(request.user, file),
        "feedback": follows and stands.state == "Feedback to give",
        "action": follows and stands.is_settled,
    }
    made = {
        "moderate": lambda data: forms.ModerateForm(
            data,
            questions=asked.questions.values(),
            apart=stands.differ,
            initial={"overall": ratings[0].overall},
        ),
        "feedback": lambda data: forms.FeedbackForm(data, staff=staff, themes=asked.themes),
        "action": lambda data: forms.ActionForm(data, staff=staff),
    }
    sent = request.POST.get("form") if request.method == "POST" else None
    shown = {
        name: made[name](request.POST if name == sent else None)
        for name, is_offered in offered.items()
        if is_offered
    }
    kept = {name: keeping.of(request, form, name) for name, form in shown.items()}
    for each in kept.values():
        if each.saves:
            return each.save()
    form = shown.get(sent)
    if form is not None and form.is_valid():
        try:
            _follow(request, file, sent, form)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept[sent].sent()
            return redirect("oversight:audit-outcome", file.key)
    context = {
        "file": file,
        "by_reference": told,
        "stands": stands,
        "asked": asked,
        "ratings": ratings,
        "rows": _rows(asked, ratings, file),
        "moderation": getattr(file, "moderation", None),
        "agreed": list(file.actions.all()),
        "shown": shown,
        "kept": {name: each.shown() for name, each in kept.items()},
        "sees_audits": request.user.has_role(*queries.SEES_AUDITS),
        "replaces": stands.is_to_be_graded and queries.may_replace(request.user, file),
        "wrong": form if form is not None and form.errors else None,
        "today": clock.today(),
        "waits": waits,
    }
    status = 400 if context["wrong"] else 200
    return render(request, "oversight/audits/outcome.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.AUDITOR, because=_BECAUSE)
def safety(request, rating_key):
    """Say a serious finding about safety to the manager today, before the form is done."""
    mine = asked_of(request, rating_key)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["is_safety"] = "on"
    above = queries.managers_of_work(mine.file.person)
    form = forms.ActionForm(
        data,
        staff=above or staff_found(role=Role.MANAGER),
        initial={"owner": next(iter(above), None)},
    )
    kept = keeping.of(request, form)
    _opened(request, mine, form["text"].value())
    if kept.saves:
        return kept.save()
    if form.is_valid():
        actions.agree_action(file=mine.file, by=request.user, **form.cleaned_data)
        kept.sent()
        name = form.cleaned_data["owner"].name
        messages.success(request, f"{name} has it on their home page, for today.")
        return redirect("oversight:rating", mine.key)
    context = {"rating": mine, "form": form, "kept": kept.shown()}
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/safety.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_roles(*queries.ASKS_FOR_AUDITS, because=_BECAUSE)
def replace(request, rating_key):
    """Ask another auditor to grade a file, in the place of one who has not."""
    asked = queries.rating_to_replace(request.user, rating_key)
    if asked is None:
        raise Http404
    form = forms.ReplaceForm(
        request.POST if request.method == "POST" else None,
        auditors=queries.others_to_ask(asked, by=request.user),
        initial={"ends_on": max(asked.file.round.ends_on, _month_on())},
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid() and refusals.is_done(
        form, actions.replace_auditor, rating=asked, by=request.user
    ):
        kept.sent()
        name = form.cleaned_data["auditor"].name
        messages.success(request, f"{name} has it on their home page. It is closed to the other.")
        return redirect("oversight:audit", asked.file.round.key)
    log.record("oversight.replacing_opened", by=request.user, target=asked.file)
    context = {"rating": asked, "form": form, "kept": kept.shown()}
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/replace.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Whoever does an action, or agreed it, says what became of it.")
def agreed(request, action_key):
    """Say what became of an action that was agreed."""
    action = queries.agreed_action_for(request.user, action_key)
    if action is None:
        raise Http404
    log.record("oversight.agreed_action_opened", by=request.user, about=action.about, target=action)
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.close_agreed_action(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, "What became of it is kept.")
            return redirect("home")
    status = 400 if form.errors else 200
    context = {
        "action": action,
        "by_reference": queries.told_of(request.user, action),
        "form": form,
        "kept": kept.shown(),
        "today": clock.today(),
    }
    return render(request, "oversight/audits/action.html", context, status=status)


def _not_yet(request, file_key):
    """Say why somebody who sees the round sees no grade of one of its files yet."""
    file = queries.waiting_for(request.user, file_key)
    if file is None:
        raise Http404
    told = queries.by_reference(request.user, [file])
    log.record("oversight.audit_opened", by=request.user, subjects=told.values(), target=file.round)
    stands = queries.stands(file)
    context = {
        "file": file,
        "by_reference": told,
        "stands": stands,
        "replaces": stands.is_to_be_graded and queries.may_replace(request.user, file),
    }
    return render(request, "oversight/audits/not_yet.html", context)


def round_of(user, key):
    """Return a round that somebody may see; none is found for anybody else."""
    found = queries.rounds_of(user).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def asked_of(request, key):
    """Return a file that the viewer is asked to grade, and has nothing to do with otherwise."""
    mine = queries.rating_for(request.user, key)
    if mine is None:
        raise Http404
    if not queries.is_independent(request.user, mine.file.person):
        raise PermissionDenied("You worked with this person. Tell whoever asked for the audit.")
    return mine


def _opened(request, mine, *words):
    """Log that an auditor opened a file by its number, and of whom it shows what they typed."""
    about = mine.file.person if any(words) else None
    log.record("oversight.audit_file_opened", by=request.user, about=about, target=mine.file)


def _follow(request, file, sent, form):
    if sent == "moderate":
        actions.moderate_file(file=file, by=request.user, **form.given)
        messages.success(request, "Settled. The grades of the auditors stay beside yours.")
    elif sent == "feedback":
        actions.give_feedback(file=file, by=request.user, **form.cleaned_data)
        messages.success(request, "The conversation is kept.")
    else:
        action = actions.agree_action(file=file, by=request.user, **form.cleaned_data)
        messages.success(request, f"{action.owner.name} has it on their home page.")


def _rows(asked, ratings, file):
    """Return each question with what each auditor said, and the grade that stands."""
    settled = queries.settled_answers(file) if all(each.submitted_at for each in ratings) else {}
    moderation = getattr(file, "moderation", None)
    return [
        {
            "question": question,
            "said": [
                {
                    "by": each.auditor.name,
                    "grade": Grade(answer["grade"]).label,
                    "words": answer["words"],
                    "evidence": answer["evidence"],
                }
                for each in ratings
                if (answer := each.answers.get(str(number)))
            ],
            "stands": Grade(settled[number]).label if number in settled else "",
            "is_moderated": moderation is not None and str(number) in moderation.answers,
        }
        for number, question in asked.questions.items()
    ]


def _counted(request, report):
    """Return the files that a number of the page counts, and which it is; or all, and nothing."""
    theme, grade = request.GET.get("theme"), request.GET.get("grade")
    if theme in dict(report.themes):
        return report.behind(queries.has_theme(theme)), f"To be learnt: {theme.lower()}"
    for asked, (counts, words) in _COUNTED.items():
        if asked in request.GET:
            return report.behind(counts), words
    if grade not in ("", *Grade.values):
        return report.files, ""
    words = Grade(grade).label if grade else "Settled"
    number = request.GET.get("question", "")
    for question in report.tool.questions.values():
        if str(question.number) == number:
            heading = f"{question.number}. {question.text}: {words}"
            return report.behind(queries.has_grade(grade, question.number)), heading
    return report.behind(queries.has_grade(grade)), words


def _count_in(found, grade):
    number = found.question.number
    return number_cell(found.counts[grade], f"?question={number}&grade={grade}#files")


def _month_on():
    return clock.add_months(clock.today(), 1)
