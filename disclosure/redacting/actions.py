"""Deciding what may not leave, and having it checked by a second officer. Each leaves its event."""

from collections.abc import Container
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from disclosure import actions as copy_actions
from disclosure.formats import needed_by
from disclosure.forms import LONGEST_REASON
from disclosure.models import (
    Export,
    RedactedEntry,
    Redaction,
    RedactionMark,
    SubjectRequest,
)
from disclosure.redacting import decided_files, queries
from disclosure.redacting.against import Against, against_weighed
from disclosure.redacting.applying import standing
from disclosure.redacting.first_pass import (
    LONGEST_LABEL,
    propose_elsewhere,
    take_in,
    take_in_more,
    words_by_hand,
)
from disclosure.redacting.opening import CHANGED, as_it_was, note, note_case, opened
from disclosure.redacting.pieces import digest_of_words
from disclosure.redacting.proposing import (
    places_of,
)
from disclosure.redacting.reasons import reasons
from disclosure.requests.data import request_kinds
from disclosure.requests.queries import stands_of, untested_in
from disclosure.requests.weighing import names_in_words
from disclosure.scope import Scope, as_known, scope_of
from people import access
from people.access import Permission
from people.models import Person
from records import held
from records.models import Attachment, Chronology, Entry
from ui.formats import counted

_UNDECIDED = RedactionMark.Decision.UNDECIDED


@transaction.atomic
def begin_redaction(
    *,
    person: Person,
    by: User,
    submission: UUID,
    purpose: str,
    recipient: str,
    request: SubjectRequest,
    chronology: Chronology | None = None,
    openers_list: str = "",
    scope: Scope = Scope(),  # noqa: B008 - frozen
    known_at: datetime | None = None,
    at: datetime | None = None,
) -> Redaction:
    """Begin a redacted copy, with the first pass done: what structure and names tell.

    ``request``: what it answers, where other people are weighed and exemptions tested. ``scope``:
    of some entries. ``known_at``: of the entries alone, as known at that instant. ``chronology``:
    of a frozen one instead. ``openers_list``: with who opened the record.
    Raises ``PermissionDenied`` if ``by`` may not copy this record, ``ValidationError`` of a purpose
    for which such a request asks no copy.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    kind = request_kinds()[request.kind]
    if purpose not in kind.purposes or not kind.is_of(has_died=person.has_died):
        raise ValidationError("Select why it is made: this request asks for no such copy")
    sent = Redaction.objects.filter(submission=submission).first()
    if sent is not None:
        if (sent.person_id, sent.begun_by_id) != (person.pk, by.pk):
            raise PermissionDenied("This form was sent before, for another copy.")
        return sent
    if request.person_id != person.pk:
        raise PermissionDenied("A request is answered from the record that it is about.")
    if scope.entry and scope.entry.person_id != person.pk:
        raise PermissionDenied("An entry is copied from the record that it stands in.")
    if chronology and (chronology.person_id != person.pk or not chronology.frozen_at):
        raise PermissionDenied("A chronology is copied once it is frozen, with its own record.")
    if openers_list and not held.openers_lists(person, openers_list):
        raise PermissionDenied("A list of who opened the record is copied once it is released.")
    redaction = Redaction(
        submission=submission,
        person=person,
        request=request,
        purpose=purpose,
        recipient=recipient,
        chronology=chronology,
        openers_list=openers_list,
        **scope.fields,
        known_at=known_at,
        begun_by=by,
        begun_at=at,
    )
    redaction.full_clean(validate_unique=False, validate_constraints=False)
    redaction.save()
    parts = queries.parts_of(by, redaction, at=at)
    terms = queries.terms_for(person, queries.weighed_for(redaction))
    take_in(redaction, parts, terms, at)
    log.record(
        "disclosure.redaction_begun",
        by=by,
        about=person,
        target=redaction,
        because=decision,
        shown=(
            f"purpose:{purpose}",
            f"parts:{len(parts)}",
            *((f"chronology:{chronology.key}",) if chronology else ()),
            *((f"openers:{openers_list}",) if openers_list else ()),
            *scope.asked,
            *as_known(known_at),
        ),
        detail={"recipient": recipient},
        at=at,
    )
    return redaction


@transaction.atomic
def look_again(*, redaction: Redaction, by: User, at: datetime | None = None) -> Redaction:
    """Take in what came or changed since: its marks are proposed anew and decided again.

    In the rest, what is found only now: a name that an entry has since, or that was weighed since.
    Words that were removed by hand are looked for in all of it.
    """
    redaction, decision, at = opened(redaction, by, at, whatever_state=True)
    parts = queries.parts_of(by, redaction, at=at)
    progress = queries.progress_of(redaction, parts)
    changed = [each for each in progress if each.is_changed]
    gone = [each for each in progress if each.is_gone] if queries.has_decided(by, redaction) else []
    for each in gone:
        each.row.whole = RedactedEntry.Whole.WITHHOLD
        each.row.whole_reason = "RESTRICTED"
        each.row.whole_because = "Taken off the record since, or not open any more."
        each.row.whole_by, each.row.whole_at = by, at
        each.row.save()
    by_key = {part.key: part for part in parts}
    by_hand = words_by_hand(parts, {each.key: each.row for each in progress})
    before: dict[str, list[RedactionMark]] = {}
    for each in changed:
        before[each.key] = standing(each.row)
        each.row.marks.filter(replaced_at=None).update(replaced_at=at)
    new = [by_key[each.key] for each in changed] + queries.parts_not_in(redaction, parts)
    keys = {part.key for part in new}
    terms = queries.terms_for(redaction.person, queries.weighed_for(redaction))
    rest = [part for part in parts if part.key not in keys]
    take_in_more(redaction, rest, terms, at, by_hand=by_hand)
    take_in(redaction, new, terms, at, before=before, by_hand=by_hand)
    if redaction.state != Redaction.State.DECIDING:
        redaction.state = Redaction.State.DECIDING
        redaction.save(update_fields=["state"])
    log.record(
        "disclosure.redaction_looked_again",
        by=by,
        about=redaction.person,
        target=redaction,
        because=decision,
        shown=(f"changed:{len(changed)}", f"gone:{len(gone)}"),
        at=at,
    )
    return redaction


@transaction.atomic
def decide_marks(
    *,
    row: RedactedEntry,
    by: User,
    answers: dict[str, tuple[str, str, str]],
    again: Container[str] = (),
    at: datetime | None = None,
) -> None:
    """Decide about marks of one entry: by key, what becomes of it, the reason, why it is kept.

    ``again``: the keys of those that are decided anew, also where the answer is what stands.
    """
    _, decision, at = opened(row.redaction, by, at)
    as_it_was(row, by, at)
    keep_answers(row, by, answers, decision, at, again=again)


def keep_answers(
    row: RedactedEntry,
    by: User,
    answers: dict[str, tuple[str, str, str]],
    decision: access.Decision,
    at: datetime,
    *,
    again: Container[str] = (),
) -> None:
    """Keep what was decided about marks, of an entry that is locked and as it was."""
    marks = {mark.key: mark for mark in standing(row)}
    for key, (answer, reason, because) in answers.items():
        mark = marks.get(key)
        if mark is None:
            raise ValidationError(CHANGED)
        if answer == RedactionMark.Decision.KEEP and not because.strip():
            raise ValidationError("Enter why the words are kept")
        if reason not in reasons():
            raise ValidationError("Select why the words are removed")
        before = (mark.decision, mark.reason, mark.because)
        if before == (answer, reason, because) and key not in again:
            continue
        mark.decision, mark.reason, mark.because = answer, reason, because.strip()
        mark.decided_by, mark.decided_at = by, at
        mark.full_clean(validate_unique=False, validate_constraints=False)
        mark.save()
    note("disclosure.redaction_decided", row, by, decision, at, f"marks:{len(answers)}")


@transaction.atomic
def add_mark(
    *,
    row: RedactedEntry,
    by: User,
    path: str,
    words: str,
    reason: str,
    which: int = 1,
    whole: bool = False,
    at: datetime | None = None,
) -> int:
    """Remove words that no rule found: one place of them, or a whole text. Says how many marks.

    The same words elsewhere in the copy are proposed, so that they are not forgotten in a title,
    a correction or another entry.
    """
    redaction, decision, at = opened(row.redaction, by, at)
    part = as_it_was(row, by, at)
    piece = next((each for each in part.pieces if each.path == path), None)
    if piece is None:
        raise ValidationError("Select the text in which the words stand")
    if reason not in reasons():
        raise ValidationError("Select why the words are removed")
    places = []
    if whole:
        inside = piece.statement or piece.path
        for each in part.pieces:
            same = piece.statement and each.statement == inside and not each.is_of_form
            if each.path == piece.path or same:
                places.append((each, 0, len(each.text)))
    else:
        found = places_of(words, piece.text) if words.strip() else []
        if not found:
            raise ValidationError("Enter words as they stand in the text")
        if not 1 <= which <= len(found):
            raise ValidationError(f"These words stand there {len(found)} times. Enter which")
        places.append((piece, *found[which - 1]))
    for where, start, end in places:
        RedactionMark.objects.create(
            of=row,
            path=where.path,
            label=where.label[:LONGEST_LABEL],
            start=start,
            end=end,
            said=digest_of_words(where.text[start:end]),
            version=row.version,
            reason=reason,
            proposed_by=by,
            proposed_at=at,
            decision=RedactionMark.Decision.REMOVE,
            decided_by=by,
            decided_at=at,
        )
    texts = [where.text[start:end] for where, start, end in places]
    propose_elsewhere(redaction, by, texts if not whole else [piece.text], reason, at)
    note("disclosure.redaction_marked", row, by, decision, at, f"marks:{len(places)}")
    return len(places)


@transaction.atomic
def decide_whole(
    *,
    row: RedactedEntry,
    by: User,
    whole: str,
    reason: str = "",
    because: str = "",
    at: datetime | None = None,
) -> None:
    """Say whether an entry goes into the copy or is withheld whole, and why."""
    redaction, decision, at = opened(row.redaction, by, at)
    as_it_was(row, by, at)
    withheld = whole == RedactedEntry.Whole.WITHHOLD
    if withheld and (
        row.entry_id is None or reason not in reasons() or not reasons()[reason].whole
    ):
        raise ValidationError("Select why the entry is withheld")
    if not because.strip() and (withheld or row.proposed):
        raise ValidationError("Enter why, in your words")
    row.whole, row.whole_reason = whole, reason if withheld else ""
    row.whole_because, row.whole_by, row.whole_at = because.strip(), by, at
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    # What was asked or planned about it may stand beside the entries.
    redaction.entries.filter(entry=None).update(done_by=None, done_at=None)
    note("disclosure.redaction_decided", row, by, decision, at, f"whole:{whole}")


@transaction.atomic
def finish_entry(*, row: RedactedEntry, by: User, at: datetime | None = None) -> None:
    """Say that an entry was read through, and that every mark of it is decided."""
    _, decision, at = opened(row.redaction, by, at)
    as_it_was(row, by, at)
    waits = any(mark.decision == _UNDECIDED for mark in standing(row))
    if not row.is_withheld and (waits or (row.proposed and not row.whole)):
        raise ValidationError("Decide every mark of it first")
    if not row.is_withheld and decided_files.anything_undecided(row):
        raise ValidationError("Decide about every file of it first")
    row.done_by, row.done_at = by, at
    row.save(update_fields=["done_by", "done_at"])
    note("disclosure.redaction_entry_done", row, by, decision, at)


@transaction.atomic
def send_to_check(
    *, redaction: Redaction, by: User, no_reasons_because: str = "", at: datetime | None = None
) -> None:
    """Have a second officer check it. Every part must have been read and decided.

    ``no_reasons_because``: why the copy says only that something was left out; blank if it says
    for which reasons.
    Raises ``ValidationError`` too while the request that it answers does not say that an exemption
    was tested for which something is left out, or where ``by`` may not open all that it is of.
    """
    redaction, decision, at = opened(redaction, by, at)
    parts = queries.parts_of(by, redaction, at=at)
    _all_open_and_done(redaction, parts, by)
    redaction.state, redaction.sent_by, redaction.sent_at = Redaction.State.CHECKING, by, at
    redaction.answered_by = redaction.answered_at = None
    redaction.no_reasons_because = no_reasons_because.strip()
    redaction.save()
    verb, because = "disclosure.redaction_sent_to_check", redaction.no_reasons_because
    note_case(verb, redaction, by, decision, at, comment=because)


@transaction.atomic
def answer_check(
    *, redaction: Redaction, by: User, agrees: bool, comment: str = "", at: datetime | None = None
) -> None:
    """Agree what was decided, or send it back with a comment.

    Where somebody decided otherwise than was weighed, agreeing needs a comment that says why.
    Raises ``PermissionDenied`` if ``by`` decided any of it, or may not open all that leaves.
    """
    redaction, decision, at = opened(redaction, by, at, state=Redaction.State.CHECKING)
    parts = queries.parts_of(by, redaction, at=at)
    progress = queries.progress_of(redaction, parts)
    if why_not := queries.why_not_check(by, redaction, progress):
        raise PermissionDenied(why_not)
    if agrees:
        if _all_done(redaction, parts, progress) and not comment.strip():
            raise ValidationError("Enter why it is right to decide otherwise than was weighed")
    elif not comment.strip():
        raise ValidationError("Enter what should be looked at again")
    redaction.state = Redaction.State.AGREED if agrees else Redaction.State.DECIDING
    redaction.answered_by, redaction.answered_at = by, at
    redaction.comment = comment.strip()
    redaction.full_clean(validate_unique=False, validate_constraints=False)
    redaction.save()
    verb = "disclosure.redaction_agreed" if agrees else "disclosure.redaction_sent_back"
    note_case(verb, redaction, by, decision, at, comment=redaction.comment)


@transaction.atomic
def make_redacted_copy(
    *,
    redaction: Redaction,
    by: User,
    submission: UUID,
    made_as: str = "",
    is_locked: bool = False,
    print_size: int | None = None,
    decision: Entry | None = None,
    shared_because: str = "",
    at: datetime | None = None,
) -> Export:
    """Ask for the copy, once it was checked and nothing changed since.

    For others it rests on a ``decision`` to share, or on another basis, as every copy does. Without
    a ``print_size`` it has the one that the person needs, if it is for them.
    """
    redaction, _, at = opened(redaction, by, at, state=Redaction.State.AGREED)
    parts = queries.parts_of(by, redaction, at=at)
    _all_open_and_done(redaction, parts, by)
    restricted = RedactedEntry.objects.filter(
        redaction=redaction, proposed__gt="", whole=RedactedEntry.Whole.GIVE
    ).exists()
    needed = needed_by(redaction.person)
    because = "Each was decided one by one, and checked by a second officer."
    for_them = redaction.purpose == Export.Purpose.PERSON
    arranged = needed.is_arranged and for_them
    made_as = made_as or Export.MadeAs.PDF
    if print_size is None:
        print_size = needed.print_size if for_them and made_as in Export.PAGED else 0
    given = redaction.entries.exclude(whole=RedactedEntry.Whole.WITHHOLD).values("entry")
    ground = redaction.request and stands_of(redaction.request).ground
    has_files = (
        redaction.chronology is None
        and Attachment.objects.filter(entry__in=given, taken_off_at=None).exists()
    )
    return copy_actions.ask_for_copy(
        person=redaction.person,
        by=by,
        submission=submission,
        purpose=redaction.purpose,
        recipient=redaction.recipient,
        includes_restricted=restricted,
        restricted_because=because if restricted else "",
        redaction=redaction,
        chronology=redaction.chronology,
        openers_list=redaction.openers_list,
        scope=scope_of(redaction),
        known_at=redaction.known_at,
        request=redaction.request,
        decision=decision,
        shared_because=shared_because,
        after_death=ground.choice if ground else "",
        after_death_seen=ground.words[:LONGEST_REASON] if ground else "",
        made_as=made_as,
        with_files=has_files and made_as in Export.PAGED,
        is_locked=is_locked,
        print_size=print_size,
        format_needed=needed.words if arranged else "",
        format_met_by="To be arranged" if arranged else "",
        is_arranged=arranged,
        at=at,
    )


def _all_open_and_done(redaction: Redaction, parts: list[queries.Part], by: User) -> None:
    """Refuse what is not decided and weighed, or is closed to ``by`` without a decision."""
    _all_done(redaction, parts, queries.progress_of(redaction, parts))
    if why_not := queries.why_not_send(by, redaction):
        raise ValidationError(why_not)


def _all_done(
    redaction: Redaction, parts: list[queries.Part], progress: list[queries.Progress]
) -> list[Against]:
    """Refuse what is not decided and weighed; return what is decided otherwise than weighed."""
    if any(each.is_changed or each.is_gone for each in progress) or queries.parts_not_in(
        redaction, parts
    ):
        raise ValidationError("The record changed since. Look again at what changed")
    if not all(each.row.is_withheld or each.is_done for each in progress):
        raise ValidationError("Decide every mark and file, and say of each entry that it is done")
    if redaction.request is None:
        raise ValidationError("It answers no request. Begin one from a request on the register")
    people = queries.weighed_for(redaction)
    if waiting := queries.unweighed_in(redaction.person, people, parts, progress):
        raise ValidationError(
            f"Weigh first, on the request {redaction.request.reference}, what it says of "
            f"{names_in_words(waiting)}"
        )
    against = against_weighed(redaction.person, people, parts, progress)
    if unsaid := [each for each in against if each.is_unsaid]:
        words = counted(len(unsaid), "place")
        raise ValidationError(f"Say first in {words} why words stay that were weighed as withheld")
    if missing := untested_in(redaction):
        words = "; ".join(each.words for each in missing)
        raise ValidationError(f"Record first on the request {redaction.request.reference}: {words}")
    return against
