"""What becomes of a letter that was finished: it goes, is taken back, or is kept and says why."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from disclosure import jobs
from disclosure.letters import printing
from disclosure.letters.checking import why_not_now
from disclosure.letters.models import Letter
from disclosure.letters.outcome import put_on_record, what_it_is
from disclosure.letters.signing import type_of
from disclosure.stored import read_as_made
from people import access
from people.access import Permission
from people.models import Person
from records import files
from records.models import Entry
from records.rules.authorship import require_author

TAKEN_BACK_WITHIN = 30  # seconds
State = Letter.State
_CHANGED = "This letter was sent, taken back or changed meanwhile. Look at how it stands"
_AGAINST = "It may not go as it is now: read below what the record says since it was written"


def finish_letter(
    *,
    person: Person,
    by: User,
    submission: UUID,
    named: Iterable[Person] = (),
    decision: Entry | None = None,
    at: datetime | None = None,
    **said: Any,
) -> Letter:
    """Keep a letter as it is sent. An e-mail goes once the time to take it back is over.

    ``said`` are the other fields of ``Letter``, ``named`` whom else with a record it names. The
    same submission sent again gives the same letter. Raises ``PermissionDenied`` if ``by`` may
    not write on this record, ``NotPrinted`` if it could not be laid out.
    """
    at = at or clock.now()
    access.decide(by, Permission.ADD, person, at=at).require()
    if (before := _sent_before(submission, person, by)) is not None:
        return before
    letter = Letter(
        submission=submission,
        person=person,
        written_by=by,
        written_at=at,
        moved_at=at,
        decision=decision,
        **said,
    )
    require_author(by, type_of(letter))
    # Before the transaction: to lay out a page takes time, and holds no lock.
    pdf = printing.print_letter(letter, on=clock.day_of(at))
    letter.sha256 = sha256(pdf).hexdigest()
    letter.stored_as = files.store(pdf, folder=printing.FOLDER)
    try:
        return _keep(letter, named=named, at=at)
    except BaseException:
        files.remove(letter.stored_as)
        raise


@transaction.atomic
def _keep(letter: Letter, *, named: Iterable[Person], at: datetime) -> Letter:
    allowed = access.decide(letter.written_by, Permission.ADD, letter.person, at=at).require()
    letter.state = State.WAITING if letter.is_email else State.TO_PRINT
    if letter.is_email:
        letter.goes_at = clock.add_seconds(at, TAKEN_BACK_WITHIN)
    letter.full_clean(
        exclude=["person", "written_by", "decision"],
        validate_unique=False,
        validate_constraints=False,
    )
    letter.save()
    log.record(
        "disclosure.letter_finished",
        by=letter.written_by,
        about=letter.person,
        target=letter,
        because=allowed,
        shown=what_it_is(letter),
        detail={"to": f"{letter.to_described} {letter.address}".strip()}
        | ({"despite_because": letter.despite_because} if letter.despite_because else {}),
        at=at,
    )
    if beside := list(named):
        log.record(
            "disclosure.letter_names", by=letter.written_by, subjects=beside, target=letter, at=at
        )
    if letter.is_email:
        jobs.send_soon(letter)
    return letter


@transaction.atomic
def take_back(letter: Letter, *, by: User, at: datetime | None = None) -> Letter:
    """Take a letter back before it has gone. Raises ``ValidationError`` if it is too late."""
    waiting = (State.WAITING, State.TO_PRINT, State.FAILED)
    return _change(letter, by=by, was=waiting, became=State.TAKEN_BACK, at=at)


@transaction.atomic
def try_again(letter: Letter, *, by: User, at: datetime | None = None) -> Letter:
    """Send an e-mail again that did not go, once the time to take it back is over.

    Raises ``ValidationError`` of one against which the record speaks now.
    """
    at = at or clock.now()
    goes_at = clock.add_seconds(at, TAKEN_BACK_WITHIN)
    letter = _change(letter, by=by, was=(State.FAILED,), became=State.WAITING, at=at)
    if why_not_now(letter):
        raise ValidationError(_AGAINST)
    letter.attempt, letter.goes_at, letter.failed_because = letter.attempt + 1, goes_at, ""
    letter.save(update_fields=["attempt", "goes_at", "failed_because"])
    jobs.send_soon(letter)
    return letter


@transaction.atomic
def say_sent(
    letter: Letter,
    *,
    by: User,
    posted_how: str = "",
    went_before: bool = False,
    at: datetime | None = None,
) -> Letter:
    """Say that a letter went: one on paper, or an e-mail of which nobody knew. It is signed now.

    Raises ``ValidationError`` of one on paper against which the record speaks now, unless it
    ``went_before``.
    """
    at = at or clock.now()
    was = (State.UNSURE, State.SENDING) if letter.is_email else (State.TO_PRINT,)
    letter = _mine(letter, by=by, was=was)
    if not letter.is_email and not posted_how:
        raise ValidationError({"posted_how": "Select how it was sent"})
    against = "" if letter.is_email else why_not_now(letter)
    if against and not went_before:
        raise ValidationError(_AGAINST)
    letter.posted_how = posted_how
    put_on_record(letter, against=against, at=at)
    return letter


@transaction.atomic
def say_not_sent(letter: Letter, *, by: User, at: datetime | None = None) -> Letter:
    """Say that an e-mail of which nobody knew did not go, so that it may be sent again."""
    was = (State.UNSURE, State.SENDING)
    letter = _change(letter, by=by, was=was, became=State.FAILED, at=at)
    letter.failed_because = "You found out that it did not reach them."
    letter.save(update_fields=["failed_because"])
    return letter


@transaction.atomic
def take_pdf(letter: Letter, *, by: User, at: datetime | None = None) -> bytes:
    """Return the letter as it was made, with its event.

    Raises ``PermissionDenied`` if ``by`` may not read this record, ``NotAsMade`` if the file is
    gone, or is another, ``ValidationError`` if it is to be printed and the record speaks against.
    """
    at = at or clock.now()
    allowed = access.decide(by, Permission.VIEW, letter.person, at=at).require()
    if letter.state == State.TO_PRINT and why_not_now(letter):
        raise ValidationError(_AGAINST)
    pdf = read_as_made(letter.stored_as, letter.sha256, called="letter")
    log.record(
        "disclosure.letter_downloaded",
        by=by,
        about=letter.person,
        target=letter,
        because=allowed,
        shown=(f"sha256:{letter.sha256}",),
        at=at,
    )
    return pdf


def _change(
    letter: Letter, *, by: User, was: Iterable[State], became: State, at: datetime | None
) -> Letter:
    at = at or clock.now()
    letter = _mine(letter, by=by, was=was)
    letter.state, letter.moved_at = became, at
    letter.save(update_fields=["state", "moved_at"])
    log.record(
        "disclosure.letter_changed",
        by=by,
        about=letter.person,
        target=letter,
        shown=(became,),
        at=at,
    )
    return letter


def _mine(letter: Letter, *, by: User, was: Iterable[State]) -> Letter:
    """Return the letter as it stands, and let no job or second press change it meanwhile."""
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("person", "written_by", "decision")
        .get(pk=letter.pk)
    )
    if letter.written_by_id != by.pk:
        raise PermissionDenied("Whoever wrote a letter sends it, or takes it back.")
    if letter.state not in was:
        raise ValidationError(_CHANGED)
    return letter


def _sent_before(submission: UUID, person: Person, by: User) -> Letter | None:
    letter = Letter.objects.filter(submission=submission).first()
    if letter is not None and (letter.person_id, letter.written_by_id) != (person.pk, by.pk):
        raise PermissionDenied("This form was sent before, for another letter.")
    return letter
