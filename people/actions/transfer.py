"""An involvement that changes hands: offered, then accepted or sent back. Until then it stays."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import Team, User
from audit import log
from people import access, gate, steps
from people.access import Permission
from people.actions.allocation import allocate
from people.choosing import why_not
from people.models import Allocation, Involvement, Person, TransferOffer
from people.saved import save
from people.standing import grants_to

State = Involvement.State


@transaction.atomic
def offer_transfer(
    *,
    involvement: Involvement,
    team: Team,
    reason: str,
    by: User,
    worker: User | None = None,
    at: datetime | None = None,
) -> TransferOffer:
    """Offer an involvement to a team or a worker in it. The sender stays responsible.

    The manager who answers may read the record until they have, or a month after they should have.
    Raises ``ValidationError`` if they
    or the worker may not, and ``NotReady`` with what is neither done nor explained.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, involvement.person, at=at).require()
    involvement = steps.locked(involvement, State.ALLOCATED, State.ACTIVE)
    if involvement.transfers.filter(state=TransferOffer.State.OFFERED).exists():
        raise ValidationError("It is offered already. Withdraw that offer first")
    if team.lead is None:
        raise ValidationError({"team": "This team has no manager who could answer"})
    if refused := why_not(team.lead, involvement.person, at=at):
        raise ValidationError({"team": refused.replace("This worker", f"{team.lead.name}")})
    if worker is not None:
        _require_willing(worker, team, involvement, at)
    gate.require(involvement, gate.Purpose.OFFER, at=at)
    days = local.settings_value("allocation.transfer_answer_working_days")
    offer = save(
        TransferOffer(
            involvement=involvement,
            team=team,
            worker=worker,
            reason=reason,
            offered_by=by,
            offered_at=at,
            answer_by=clock.add_working_days(clock.day_of(at), days),
        )
    )
    reads = grants_to(team.lead, at, _TO_ANSWER).filter(content_object=involvement.person)
    manages = access.decide(team.lead, Permission.MANAGE, involvement.person, at=at).allowed
    if not manages and not reads.exists():
        access.give_grant(
            person=involvement.person,
            user=team.lead,
            codename=_TO_ANSWER,
            by=by,
            reason="Offered to their team",
            expires_at=clock.end_of_day(clock.add_months(offer.answer_by, 1)),
            at=at,
        )
    log.record(
        "people.transfer_offered",
        by=by,
        about=involvement.person,
        target=offer,
        because=decision,
        at=at,
    )
    return offer


@transaction.atomic
def accept_transfer(
    *,
    offer: TransferOffer,
    worker: User,
    workload_seen: str,
    conflict_asked: bool,
    by: User,
    answer: str = "",
    move_work: Callable[[], None] = lambda: None,
    at: datetime | None = None,
) -> Involvement:
    """Take an involvement over with a worker. Whoever had it can read it while they hand over.

    ``move_work`` gives what is open a new owner, once ``by`` manages it and before the gate asks.

    Raises ``PermissionDenied`` unless ``by`` manages the receiving team, ``NotReady`` while open
    actions would be left with nobody, and ``ValidationError`` if the worker may not.
    """
    at = at or clock.now()
    offer = _to_answer(offer)
    _require_receiver(by, offer, at)
    involvement = steps.locked(offer.involvement, State.ALLOCATED, State.ACTIVE)
    if not conflict_asked:
        raise ValidationError({"conflict_asked": "Ask the worker whether they know the person"})
    _require_willing(worker, offer.team, involvement, at)
    before = steps.end_allocations(involvement, leaving=Allocation.Role.HANDOVER, at=at)
    involvement.team, involvement.manager = offer.team, by
    given: dict[str, Any] = {
        "person": involvement.person,
        "involvement": involvement,
        "by": by,
        "at": at,
    }
    allocation = allocate(team=offer.team, worker=worker, reason=offer.reason, **given)
    allocation.manager, allocation.conflict_asked = by, True
    allocation.workload_seen = workload_seen
    save(allocation)
    last_day = clock.add_working_days(
        clock.day_of(at), local.settings_value("allocation.handover_working_days")
    )
    for each in before:
        if each.worker is None or each.worker_id == worker.pk:
            continue
        # Somebody who may no longer open the record, as for a conflict, hands over without it.
        if not why_not(each.worker, involvement.person, at=at):
            _let_hand_over(each, involvement, by=by, until=last_day, at=at)
    _answered(offer, TransferOffer.State.ACCEPTED, answer, by, at)
    steps.step(
        involvement,
        f"Transferred to {worker.name}, {offer.team.name}",
        became=State.ALLOCATED,
        reason=offer.reason,
        by=by,
        at=at,
    )
    move_work()
    gate.require(involvement, gate.Purpose.MOVE, at=at)
    log.record("people.transfer_accepted", by=by, about=involvement.person, target=offer, at=at)
    return involvement


@transaction.atomic
def send_back_transfer(
    *, offer: TransferOffer, reason: str, by: User, at: datetime | None = None
) -> TransferOffer:
    """Say why an involvement is not taken over. Nothing has moved."""
    at = at or clock.now()
    offer = _to_answer(offer)
    _require_receiver(by, offer, at)
    _answered(offer, TransferOffer.State.SENT_BACK, reason, by, at)
    steps.step(
        offer.involvement,
        f"Sent back by {offer.team.name}",
        became=offer.involvement.state,
        reason=reason,
        by=by,
        at=at,
    )
    log.record(
        "people.transfer_sent_back", by=by, about=offer.involvement.person, target=offer, at=at
    )
    return offer


@transaction.atomic
def withdraw_transfer(
    *, offer: TransferOffer, reason: str, by: User, at: datetime | None = None
) -> TransferOffer:
    """Take an offer back before it is answered."""
    at = at or clock.now()
    person = offer.involvement.person
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    offer = _to_answer(offer)
    _answered(offer, TransferOffer.State.WITHDRAWN, reason, by, at)
    log.record(
        "people.transfer_withdrawn", by=by, about=person, target=offer, because=decision, at=at
    )
    return offer


_TO_ANSWER = "open_record"


def _to_answer(offer: TransferOffer) -> TransferOffer:
    found = (
        TransferOffer.objects.select_for_update(of=("self",))
        .select_related("team__lead", "worker", "involvement__person", "involvement__team")
        .get(pk=offer.pk)
    )
    if found.state != TransferOffer.State.OFFERED:
        raise ValidationError(steps.CHANGED_MEANWHILE)
    return found


def _require_receiver(by: User, offer: TransferOffer, at: datetime) -> None:
    leads = offer.team.lead_id == by.pk or offer.team_id in access.line_below(by).teams
    if not leads or not by.has_role("MANAGER"):
        raise PermissionDenied(f"The manager of {offer.team.name} answers this.")
    access.decide(by, Permission.VIEW, offer.involvement.person, at=at).require()


def _require_willing(worker: User, team: Team, involvement: Involvement, at: datetime) -> None:
    if refused := why_not(worker, involvement.person, at=at):
        raise ValidationError({"worker": refused})
    if worker.team_id != team.pk:
        raise ValidationError({"worker": f"{worker.name} is not in {team.name}"})
    if any(
        each.worker_id == worker.pk and each.role == Allocation.Role.WORKER
        for each in steps.running(involvement, at)
    ):
        raise ValidationError({"worker": f"{worker.name} is their worker already"})


def _let_hand_over(
    before: Allocation, involvement: Involvement, *, by: User, until: date, at: datetime
) -> None:
    allocate(
        person=involvement.person,
        involvement=involvement,
        team=before.team,
        worker=before.worker,
        role=Allocation.Role.HANDOVER,
        ends_on=until,
        reason="Handing over",
        by=by,
        at=at,
    )


def _answered(offer: TransferOffer, state: str, answer: str, by: User, at: datetime) -> None:
    offer.state, offer.answer = state, answer
    offer.answered_by, offer.answered_at = by, at
    save(offer)
    _end_reading(offer.involvement.person, offer.team.lead)


def _end_reading(person: Person, lead: User | None) -> None:
    """End what was granted for the answer; a grant given for another reason stays."""
    if lead is not None and access.granted_because(person, lead, "Offered to their team"):
        access.end_grant(person=person, user=lead, codename=_TO_ANSWER)
