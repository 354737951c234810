"""A case file audit of the demonstration council: drawn, and some of its files graded."""

from datetime import datetime
from typing import Any

import clock
from caserecords.demo.council import Council
from oversight import actions
from oversight.audit_tool import tool
from oversight.models import AuditFile, AuditRating, AuditRound
from oversight.queries import auditing as queries
from people.models import Allocation

Row = dict[str, Any]


def audit(council: Council, row: Row, at: datetime) -> None:
    """Draw a sample, grade what the row says of its files, settle and follow up."""
    by, day = council.staff[row["by"]], clock.day_of(at)
    drawn = actions.begin_audit(
        by=by,
        title=row["title"],
        why=row["why"],
        team=None,
        population=row["population"],
        sampling=row["sampling"],
        size=row["size"],
        since=clock.add_months(day, -row["months"]),
        until=day,
        ends_on=clock.add_days(day, row["days"]),
        auditors=[council.staff[each] for each in row["of"]],
        seed=row["seed"],
        at=at,
    )
    for file in AuditFile.objects.filter(round=drawn)[: row["graded"]]:
        for rating in file.ratings.all():
            _grade(rating, row["low"], at)
        _settle(file, row, at)
    section = tool(drawn.tool).sections[0]
    answers = {each.number: _answer(each.number, {}) for each in section.questions}
    for file in AuditFile.objects.filter(round=drawn)[row["graded"] :][:1]:
        begun = file.ratings.get(order=1)
        actions.grade_questions(rating=begun, by=begun.auditor, answers=answers, at=at)


def _grade(rating: AuditRating, low: list[Row], at: datetime) -> None:
    """Grade every question Good, but for those that the row finds low in this file."""
    found = {each["question"]: each for each in low if each["file"] == rating.file.number}
    if rating.order > 1:
        found = {}
    answers = {number: _answer(number, found) for number in tool().questions}
    actions.grade_questions(rating=rating, by=rating.auditor, answers=answers, at=at)
    strengths = "The person comes first in each entry, and somebody could take over tomorrow."
    actions.submit_rating(rating=rating, by=rating.auditor, strengths=strengths, at=at)


def _answer(number: int, found: dict[int, Row]) -> dict[str, str]:
    row = found.get(number, {"grade": "GOOD", "words": "", "evidence": ""})
    return {part: row[part] for part in ("grade", "words", "evidence")}


def _settle(file: AuditFile, row: Row, at: datetime) -> None:
    """Settle what two see differently, tell the worker, and agree what follows."""
    audit: AuditRound = file.round
    file = queries.with_findings(AuditFile.objects.filter(pk=file.pk)).get()
    if queries.stands(file).is_to_be_moderated:
        if "settles" not in row or file.moderator is None:
            return
        overall = next(iter(file.ratings.all())).overall
        apart = dict.fromkeys(queries.stands(file).differ, "GOOD")
        actions.moderate_file(
            file=file,
            by=file.moderator,
            answers=apart,
            overall=overall,
            reason=row["settles"],
            at=at,
        )
    worker = Allocation.objects.filter(person=file.person, worker__isnull=False).first()
    if worker is None or file.number not in row["told"]:
        return
    actions.give_feedback(
        file=file,
        by=audit.asked_by,
        told=worker.worker,
        told_on=clock.day_of(at),
        response=row["response"],
        theme=row["theme"],
        at=at,
    )
    if "action" in row:
        actions.agree_action(
            file=file,
            by=audit.asked_by,
            text=row["action"],
            owner=worker.worker,
            due_on=clock.add_days(clock.day_of(at), 21),
            at=at,
        )
