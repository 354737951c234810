"""Offering a record that is due to an archive, before anything else becomes of it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people.access import Decision
from people.keeping import lock
from people.models import Person
from people.saved import save
from retention import rules
from retention.models import ArchiveOffer

State = ArchiveOffer.State


@transaction.atomic
def offer_to_archive(
    *,
    person: Person,
    archive: str,
    reason: str,
    offered_on: date,
    by: User,
    at: datetime | None = None,
) -> ArchiveOffer:
    """Keep that a record was offered to an archive: it waits for the answer.

    Raises ``PermissionDenied``, or ``ValidationError`` if it may not be offered now, or for a day
    to come.
    """
    at = at or clock.now()
    decision = rules.may_decide(by, person, at=at).require()
    lock(person)
    if problems := rules.why_not_offered(person, at=at):
        raise ValidationError(problems)
    if offered_on > clock.day_of(at):
        raise ValidationError({"offered_on": "The day must be today or in the past"})
    offer = save(
        ArchiveOffer(
            person=person,
            archive=archive.strip(),
            reason=reason.strip(),
            offered_on=offered_on,
            offered_by=by,
            offered_at=at,
        )
    )
    return _kept("retention.archive_offered", offer, by, decision, at)


@transaction.atomic
def keep_answer_of_archive(
    offer: ArchiveOffer | None,
    *,
    says: str,
    answer: str,
    answered_on: date,
    by: User,
    at: datetime | None = None,
) -> ArchiveOffer:
    """Keep what the archive said: it takes the record, or declines it.

    Raises ``PermissionDenied``, or ``ValidationError`` for a day before the offer or to come.
    """
    at = at or clock.now()
    offer, decision = _locked(offer, State.OFFERED, by=by, at=at)
    _not_before("answered_on", answered_on, offer.offered_on, "it was offered", at)
    offer.state = State(says)
    offer.answer, offer.answered_on = answer.strip(), answered_on
    offer.answer_kept_by, offer.answer_kept_at = by, at
    save(offer)
    return _kept("retention.archive_answered", offer, by, decision, at)


@transaction.atomic
def keep_handing_over(
    offer: ArchiveOffer | None,
    *,
    handed_over: str,
    receipt: str,
    handed_over_on: date,
    by: User,
    at: datetime | None = None,
) -> ArchiveOffer:
    """Keep that the archive has its copy, and the number that it gave it.

    Raises ``PermissionDenied``, or ``ValidationError`` for a day before the answer or to come.
    """
    at = at or clock.now()
    offer, decision = _locked(offer, State.ACCEPTED, by=by, at=at)
    assert offer.answered_on is not None
    _not_before("handed_over_on", handed_over_on, offer.answered_on, "the archive took it", at)
    offer.state = State.HANDED_OVER
    offer.handed_over, offer.receipt = handed_over.strip(), receipt.strip()
    offer.handed_over_on, offer.handed_over_by, offer.handed_over_at = handed_over_on, by, at
    save(offer)
    return _kept("retention.archive_given", offer, by, decision, at)


@transaction.atomic
def take_offer_back(
    offer: ArchiveOffer | None, *, reason: str, by: User, at: datetime | None = None
) -> ArchiveOffer:
    """Take an offer back before anything was handed over. Raises ``PermissionDenied``."""
    at = at or clock.now()
    offer, decision = _locked(offer, *ArchiveOffer.OPEN, by=by, at=at)
    offer.state, offer.ended_because = State.WITHDRAWN, reason.strip()
    offer.ended_by, offer.ended_at = by, at
    save(offer)
    return _kept("retention.archive_offer_taken_back", offer, by, decision, at)


def _locked(
    offer: ArchiveOffer | None, *states: str, by: User, at: datetime
) -> tuple[ArchiveOffer, Decision]:
    """Return the offer as it stands, its record locked, and why ``by`` may answer for it."""
    if offer is None:
        raise ValidationError("Somebody has seen to this already")
    decision = rules.may_decide(by, offer.person, at=at).require()
    Person.objects.select_for_update().get(pk=offer.person_id)
    offer = ArchiveOffer.objects.select_related("person").get(pk=offer.pk)
    if offer.state not in states:
        raise ValidationError("Somebody has seen to this already")
    return offer, decision


def _not_before(field: str, day: date, first: date, what: str, at: datetime) -> None:
    if not first <= day <= clock.day_of(at):
        raise ValidationError({field: f"Enter a day from the one on which {what} until today"})


def _kept(
    verb: str, offer: ArchiveOffer, by: User, decision: Decision, at: datetime
) -> ArchiveOffer:
    log.record(verb, by=by, about=offer.person, target=offer, because=decision, at=at)
    return offer
