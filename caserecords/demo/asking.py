"""Requests about records in the demonstration council, worked on step by step."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

import clock
from accounts.models import User
from caserecords.demo.council import Council
from caserecords.demo.history import Step, working_days_ago
from disclosure.models import SubjectRequest
from disclosure.redacting.actions import begin_redaction
from disclosure.requests import actions, weighing
from people import access, referrals
from people.access import Outcome, Permission
from people.actions import give_reason
from people.live_tasks import live_tasks
from people.models import Person

Row = dict[str, Any]


def steps_of(council: Council, rows: list[Row], now: datetime) -> list[Step]:
    """Return that each request came, and each step that was taken, reckoned from ``now``."""
    found = []
    for row in rows:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{row['person']}/{row['words']}")
        at = working_days_ago(row, now)
        found.append(Step(at, partial(_register, council, row, key, at)))
        for each in row.get("step", ()):
            at = working_days_ago(each, now)
            found.append(Step(at, partial(_take, council, each, key, at)))
        if "redacted" in row:
            at = working_days_ago(row["redacted"], now)
            found.append(Step(at, partial(_redact, council, row["redacted"], key, at)))
    return found


def _register(council: Council, row: Row, key: uuid.UUID, at: datetime) -> None:
    person = Person.objects.get(council_reference=row["person"])
    by = council.staff[row["by"]]
    have_reason(by, person, at)
    actions.register_request(
        person=person,
        by=by,
        submission=key,
        kind=row["kind"],
        received_on=clock.day_of(at),
        made_by=row["made_by"],
        asker=row.get("asker", ""),
        how=row["how"],
        words=row["words"],
        reach=row.get("reach", ""),
        at=at,
    )


def _take(council: Council, row: Row, key: uuid.UUID, at: datetime) -> None:
    asked, by = _opened(council, row, key, at)
    said = {name: row[name] for name in ("choice", "outcome", "about", "months") if name in row}
    if "whom" in row:
        (said["whom"],) = [
            each.key for each in weighing.others_of(asked.person) if each.name == row["whom"]
        ]
        said["about"] = row["whom"]
    actions.take_step(
        asked, kind=row["kind"], by=by, words=row["words"], on=clock.day_of(at), at=at, **said
    )


def _redact(council: Council, row: Row, key: uuid.UUID, at: datetime) -> None:
    asked, by = _opened(council, row, key, at)
    begin_redaction(
        person=asked.person,
        by=by,
        submission=uuid.uuid5(key, "redacted"),
        purpose="PERSON",
        recipient=row["recipient"],
        request=asked,
        at=at,
    )


def _opened(
    council: Council, row: Row, key: uuid.UUID, at: datetime
) -> tuple[SubjectRequest, User]:
    """Return a request, and who works on it, with a reason to open the record."""
    asked = SubjectRequest.objects.select_related("person").get(submission=key)
    by = council.staff[row["by"]]
    have_reason(by, asked.person, at)
    return asked, by


def have_reason(by: User, person: Person, at: datetime) -> None:
    """Have somebody say why they open a record, where they have no other basis."""
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if decision.outcome is Outcome.NEEDS_REASON:
        tasks = live_tasks(by, person)
        give_reason(
            person=person,
            by=by,
            basis=referrals.LIVE if tasks else referrals.TYPED,
            words="Answering what they asked about their record.",
            reference=tasks[0].reference if tasks else "Records log, as written there that day",
            at=at,
        )
