"""What a worker says of the checklist, and a transfer accepted together with the open actions."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from oversight import gate
from oversight.models import GateAnswer
from people import access
from people import actions as people_actions
from people.access import Permission
from people.gate import Purpose
from people.models import Involvement, TransferOffer
from records import actions as record_actions
from records import queries as record_queries


@transaction.atomic
def explain(
    *,
    involvement: Involvement,
    purpose: Purpose,
    words: dict[str, str],
    by: User,
    at: datetime | None = None,
) -> list[GateAnswer]:
    """Keep what a worker says of lines of the checklist. What was said before stays too.

    Raises ``ValidationError`` for a line that is not on it.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, involvement.person, at=at).require()
    said = {item.key: item.words for item in gate.items_of(involvement, purpose, at=at)}
    if unknown := words.keys() - said.keys():
        raise ValidationError(f"{sorted(unknown)[0]} is not on the checklist")
    answers = [
        GateAnswer(
            involvement=involvement,
            purpose=purpose.value,
            item=key,
            words=text,
            answered_by=by,
            answered_at=at,
        )
        for key, text in words.items()
        if text.strip() and text != said[key]
    ]
    for answer in answers:
        answer.full_clean()
        answer.save()
    if answers:
        log.record(
            "oversight.checklist_answered",
            by=by,
            about=involvement.person,
            target=involvement,
            because=decision,
            shown=[answer.item for answer in answers],
            at=at,
        )
    return answers


@transaction.atomic
def accept_transfer(
    *,
    offer: TransferOffer,
    worker: User,
    workload_seen: str,
    conflict_asked: bool,
    owners: dict[str, User],
    by: User,
    answer: str = "",
    at: datetime | None = None,
) -> Involvement:
    """Take an involvement over, and give each open action of whoever had it its new owner.

    ``owners`` is keyed by the action's key. Interpreters that they were to book are for the worker
    to book. Raises as ``people.actions.accept_transfer`` does.
    """
    at = at or clock.now()
    workers_before = gate.workers_now(offer.involvement)

    def move_work() -> None:
        for action in gate.actions_to_move(offer.involvement, workers_before):
            if (owner := owners.get(action.key)) is not None:
                record_actions.hand_over_action(
                    action=action,
                    by=by,
                    owner=owner,
                    reason=f"Transferred to {offer.team.name}",
                    at=at,
                )
        for visit in record_queries.bookings_of(offer.involvement.person, workers_before):
            record_actions.hand_over_booking(visit=visit, owner=worker, by=by, at=at)

    involvement = people_actions.accept_transfer(
        offer=offer,
        worker=worker,
        workload_seen=workload_seen,
        conflict_asked=conflict_asked,
        answer=answer,
        move_work=move_work,
        by=by,
        at=at,
    )
    log.record(
        "oversight.work_moved", by=by, about=involvement.person, target=offer, shown=owners, at=at
    )
    return involvement
