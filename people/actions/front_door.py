"""What reaches the council from outside: logged, matched to people, or ended with the reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import Team, User
from accounts.roles import permissions_of
from audit import log
from people import access, steps
from people.models import Allocation, ContactAbout, IncomingContact, Involvement, Person
from people.saved import save
from ui import formats

State = Involvement.State


@transaction.atomic
def log_contact(
    *, team: Team, by: User, at: datetime | None = None, **fields: object
) -> IncomingContact:
    """Log that somebody got in touch, as they said it, before it is known whom it is about."""
    at = at or clock.now()
    _require_writer(by)
    contact = save(
        IncomingContact(**{"received_at": at, **fields}, team=team, logged_by=by, logged_at=at)
    )
    log.record("people.contact_logged", by=by, target=contact, at=at)
    return contact


@transaction.atomic
def match_contact(
    *,
    contact: IncomingContact,
    person: Person,
    role: str,
    by: User,
    is_last: bool = True,
    at: datetime | None = None,
) -> Involvement:
    """Say whom a contact is about. It begins an involvement, or joins the one that is open.

    What is open has a worker, a manager or a team, who have it to read then.
    Needs no more than that the person may be found: opening their record asks why, as ever.
    ``is_last``: it is about nobody else. Raises ``PermissionDenied``, or ``ValidationError`` if it
    was matched or ended meanwhile.
    """
    at = at or clock.now()
    _require_writer(by)
    contact = _to_match(contact)
    _require_findable(by, person, at)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    open_one = person.involvements.filter(role=role).exclude(state=State.CLOSED).first()
    is_to_read = open_one is not None and not _works_there(by, open_one, at)
    reason = f"{contact.get_how_display()}, {contact.get_came_from_display().lower()}"
    if open_one is None:
        open_one = Involvement(
            person=person,
            role=role,
            team=contact.team,
            manager=contact.team.lead,
            urgency=contact.urgency,
            opened_at=contact.received_at,
        )
        steps.step(open_one, "Contact received", became=State.CONTACT, reason=reason, by=by, at=at)
        steps.give_to_team(open_one, contact.team, by=by, at=at)
    elif open_one.incoming_contacts.filter(contact=contact).exists():
        raise ValidationError("This contact is matched to them already")
    else:
        _raise_urgency(open_one, contact)
        steps.step(open_one, "Another contact", became=open_one.state, reason=reason, by=by, at=at)
    save(
        ContactAbout(
            contact=contact,
            involvement=open_one,
            matched_by=by,
            matched_at=at,
            is_to_read=is_to_read,
        )
    )
    if is_last:
        contact.all_matched_at = at
        save(contact)
    log.record("people.contact_matched", by=by, about=person, target=contact, at=at)
    return open_one


@transaction.atomic
def read_contact(
    *, about: ContactAbout, by: User, follows: str = "", at: datetime | None = None
) -> ContactAbout:
    """Say that a contact about somebody with open involvement was read, and what follows from it.

    Raises ``ValidationError`` if somebody else said so meanwhile.
    """
    at = at or clock.now()
    found = (
        ContactAbout.objects.select_for_update(of=("self",))
        .select_related("involvement__person", "contact")
        .get(pk=about.pk)
    )
    person = found.involvement.person
    decision = access.decide(by, access.Permission.WRITE, person, at=at).require()
    if not found.waits_to_be_read:
        raise ValidationError("Somebody else read this contact already")
    found.read_by, found.read_at, found.follows = by, at, follows.strip()
    save(found)
    if found.follows:
        steps.step(
            found.involvement,
            f"What follows from the contact of {formats.short_date(found.contact.received_at)}",
            became=found.involvement.state,
            reason=found.follows,
            by=by,
            at=at,
        )
    log.record(
        "people.contact_read", by=by, about=person, target=found.contact, because=decision, at=at
    )
    return found


@transaction.atomic
def end_contact(
    *,
    contact: IncomingContact,
    ended: str,
    why: str,
    by: User,
    at: datetime | None = None,
) -> IncomingContact:
    """End a contact that becomes nobody's record, with the reason; it stays on the report."""
    at = at or clock.now()
    _require_writer(by)
    contact = _to_match(contact)
    if contact.people.exists():
        contact.all_matched_at = at
    else:
        contact.ended, contact.ended_why = ended, why
        contact.ended_by, contact.ended_at = by, at
    save(contact)
    log.record("people.contact_ended", by=by, target=contact, at=at)
    return contact


def _works_there(by: User, open_one: Involvement, at: datetime) -> bool:
    """Say whether whoever matches a contact is the one who would have to read it."""
    return any(
        each.worker_id == by.pk and each.role != Allocation.Role.HANDOVER
        for each in steps.running(open_one, at)
    )


def _raise_urgency(open_one: Involvement, contact: IncomingContact) -> None:
    """Let what waits for triage be as urgent as the most urgent of its contacts."""
    order = list(Involvement.Urgency.values)
    if open_one.state == State.CONTACT and (
        not open_one.urgency or order.index(contact.urgency) < order.index(open_one.urgency)
    ):
        open_one.urgency = contact.urgency


def _require_writer(by: User) -> None:
    if "WRITE" not in permissions_of(by.roles):
        raise PermissionDenied("Your role does not do this.")


def _require_findable(by: User, person: Person, at: datetime) -> None:
    found = access.findable_people(by, at=at).filter(pk=person.pk)
    if not found.exclude(access.in_conflict(by, at=at)).exists():
        raise PermissionDenied("You may not do this for that record. Speak to your manager.")


def _to_match(contact: IncomingContact) -> IncomingContact:
    found = (
        IncomingContact.objects.select_for_update(of=("self",))
        .select_related("team__lead")
        .get(pk=contact.pk)
    )
    if not found.is_to_match:
        raise ValidationError(steps.CHANGED_MEANWHILE)
    return found
