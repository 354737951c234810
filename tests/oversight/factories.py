"""Audits for tests: the least that is valid."""

from typing import Any

import clock
from accounts.models import User
from accounts.roles import Role
from oversight import actions
from oversight.audit_tool import tool
from oversight.models import (
    AuditRating,
    AuditRound,
    LocalGuidance,
    SupervisionAgreement,
    SupervisionSession,
)
from tests.accounts.factories import make_staff


def make_audit(
    *, by: User | None = None, auditors: Any = (), is_drawn: bool = False, **fields: Any
) -> AuditRound:
    """An audit of everything that was signed in the last month, by one auditor unless told.

    No file is drawn to be settled by a second person, whatever its grades, unless told.
    """
    given = {
        "title": "Visits, autumn",
        "why": "Two complaints about late records",
        "team": None,
        "population": "WRITTEN",
        "sampling": "RANDOM",
        "size": 5,
        "since": clock.add_days(clock.today(), -31),
        "until": clock.today(),
        "ends_on": clock.add_days(clock.today(), 14),
    }
    audit = actions.begin_audit(
        by=by or make_staff(Role.MANAGER),
        auditors=auditors or [make_staff(Role.AUDITOR)],
        **given | fields,
    )
    if not is_drawn:
        audit.files.update(moderated_because="")
    return audit


def answers(grade: str = "GOOD", **other: str) -> dict[int, dict[str, str]]:
    """The same grade for every question, but for those named: ``q9="INADEQUATE"``."""
    graded = {number: other.get(f"q{number}", grade) for number in tool().questions}
    return {
        number: {"grade": each, "words": "Seen twice", "evidence": "Visit, 2 March"}
        for number, each in graded.items()
    }


def send(rating: AuditRating, grade: str = "GOOD", **other: str) -> AuditRating:
    """An auditor grades every question of a file and sends it."""
    by = rating.auditor
    actions.grade_questions(rating=rating, by=by, answers=answers(grade, **other))
    return actions.submit_rating(rating=rating, by=by, strengths="Warm and clear")


def make_agreement(*, supervisor: User, worker: User, **fields: Any) -> SupervisionAgreement:
    """An agreement on supervision every four weeks, to which both agreed."""
    given = {"every_weeks": 4, "covers": "An hour each time", "starts_on": clock.today()}
    agreement = actions.offer_agreement(by=supervisor, worker=worker, **given | fields)
    return actions.answer_agreement(agreement=agreement, by=worker, agrees=True)


def make_session(agreement: SupervisionAgreement, *, days: int = 0) -> SupervisionSession:
    """A session planned for today, or some days from now."""
    day = clock.add_days(clock.today(), days)
    return actions.plan_session(agreement=agreement, by=agreement.supervisor, planned_on=day)


def make_guidance(page: str, *, by: User | None = None, **fields: Any) -> LocalGuidance:
    """What the council says on a page of the library, in the words of an administrator."""
    given = {
        "text": "Ring the duty desk.",
        "review_on": clock.add_days(clock.today(), 90),
        "reason": "Agreed in March",
        "seen": LocalGuidance.objects.filter(page=page).count(),
    }
    given["owner"] = fields.pop("owner", None) or make_staff()
    by = by or make_staff(Role.SYSTEM_ADMINISTRATOR)
    return actions.change_guidance(page=page, by=by, **given | fields)
