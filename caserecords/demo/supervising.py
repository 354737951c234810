"""Supervision of the demonstration council: agreed, held once, and the next session planned."""

from datetime import datetime
from typing import Any

import clock
from caserecords.demo.council import Council
from oversight import actions


def supervise(council: Council, row: dict[str, Any], at: datetime) -> None:
    """Agree on supervision, hold a session that both sign, and agree an action in it."""
    by, worker = council.staff[row["by"]], council.staff[row["worker"]]
    day = clock.day_of(at)
    agreement = actions.offer_agreement(
        by=by,
        worker=worker,
        every_weeks=row["every_weeks"],
        covers=row["covers"],
        starts_on=day,
        at=at,
    )
    agreement = actions.answer_agreement(agreement=agreement, by=worker, agrees=True, at=at)
    session = actions.plan_session(agreement=agreement, by=by, planned_on=day, at=at)
    session = actions.sign_session(
        session=session,
        by=by,
        held_on=day,
        words=row["said"],
        next_on=clock.add_days(clock.today(), row["next_in_days"]),
        at=at,
    )
    actions.answer_session(session=session, by=worker, comment=row["comment"], at=at)
    actions.agree_in_session(
        session=session,
        by=by,
        text=row["action"],
        owner=worker,
        due_on=clock.add_days(clock.today(), row["next_in_days"]),
        at=at,
    )
