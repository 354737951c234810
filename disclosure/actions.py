"""Asking for a copy of a record, and taking it away. Each leaves its event."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from disclosure import jobs, queries
from disclosure.models import Export, Redaction, SubjectRequest
from disclosure.scope import Scope, as_known, scope_of
from disclosure.sharing.queries import decisions_to_share
from disclosure.stored import NotAsMade, read_as_made
from people import access
from people.access import Permission
from people.models import Person
from records import held
from records.models import Chronology, Entry

# Working days in which somebody arranges what the product cannot make.
ARRANGED_WITHIN = 5


class NotReady(Exception):
    """A copy cannot be taken away: unfinished, gone, damaged, or not for this reader."""


@transaction.atomic
def ask_for_copy(
    *,
    person: Person,
    by: User,
    submission: UUID,
    purpose: str,
    recipient: str,
    agreed: str = "",
    despite_because: str = "",
    decision: Entry | None = None,
    shared_because: str = "",
    includes_restricted: bool = False,
    restricted_because: str = "",
    includes_about_others: bool = False,
    about_others_because: str = "",
    chronology: Chronology | None = None,
    part: str = "",
    openers_list: str = "",
    scope: Scope = Scope(),  # noqa: B008 - frozen
    known_at: datetime | None = None,
    redaction: Redaction | None = None,
    request: SubjectRequest | None = None,
    format_needed: str = "",
    format_met_by: str = "",
    made_as: str = Export.MadeAs.PDF,
    is_locked: bool = False,
    with_files: bool = False,
    print_size: int = 0,
    is_arranged: bool = False,
    after_death: str = "",
    after_death_seen: str = "",
    at: datetime | None = None,
) -> Export:
    """Note that a copy of the record, or of one frozen chronology, is wanted, and start its job.

    ``scope``: some entries. ``known_at``: the entries alone, as known at that instant.
    ``request``: what it answers. Both in one transaction. A submission that was sent before gives
    the copy it asked for then.
    Raises ``PermissionDenied`` if ``by`` may not copy this record.
    """
    at = at or clock.now()
    allowed = access.decide(by, Permission.EXPORT, person, at=at).require()
    export = Export(
        submission=submission,
        person=person,
        asked_by=by,
        asked_at=at,
        moved_at=at,
        purpose=purpose,
        recipient=recipient,
        agreed=agreed,
        despite_because=despite_because,
        decision=decision,
        shared_because=shared_because,
        includes_restricted=includes_restricted,
        restricted_because=restricted_because,
        includes_about_others=includes_about_others,
        about_others_because=about_others_because,
        chronology=chronology,
        part=part,
        openers_list=openers_list,
        **scope.fields,
        known_at=known_at,
        redaction=redaction,
        request=request,
        format_needed=format_needed,
        format_met_by=format_met_by,
        made_as=made_as,
        is_locked=is_locked,
        with_files=with_files,
        print_size=print_size,
        arrange_by=clock.add_working_days(clock.day_of(at), ARRANGED_WITHIN)
        if is_arranged
        else None,
        after_death=after_death,
        after_death_seen=after_death_seen,
    )
    if person.has_died != bool(after_death):
        raise PermissionDenied(
            "A copy of the record of somebody who has died is made on a basis that was seen."
            if person.has_died
            else "This person is living. Open the page again."
        )
    if chronology and (chronology.person_id != person.pk or not chronology.frozen_at):
        raise PermissionDenied("A chronology is copied once it is frozen, with its own record.")
    if redaction and (
        redaction.person_id != person.pk or redaction.state != Redaction.State.AGREED
    ):
        raise PermissionDenied("A redacted copy is made once a second officer checked it.")
    if request and request.person_id != person.pk:
        raise PermissionDenied("A request is answered from the record that it is about.")
    if scope.entry and scope.entry.person_id != person.pk:
        raise PermissionDenied("An entry is copied from the record that it stands in.")
    if openers_list and not held.openers_lists(person, openers_list):
        raise PermissionDenied("A list of who opened the record is copied once it is released.")
    _ensure_may_be_shared(export)
    export.full_clean(validate_unique=False, validate_constraints=False)
    made = Export.objects.bulk_create([export], ignore_conflicts=True)
    stored = Export.objects.get(submission=submission)
    if stored.key != made[0].key:
        if (stored.person_id, stored.asked_by_id) != (person.pk, by.pk):
            raise PermissionDenied("This form was sent before, for another copy.")
        return stored
    log.record(
        "disclosure.export_asked",
        by=by,
        about=person,
        target=stored,
        because=allowed,
        shown=_what_was_asked(stored),
        detail={"recipient": recipient, "restricted_because": restricted_because}
        | ({"after_death_seen": after_death_seen} if after_death_seen else {})
        | ({"about_others_because": about_others_because} if about_others_because else {})
        | ({"agreed": agreed} if agreed else {})
        | ({"despite_because": despite_because} if despite_because else {})
        | ({"shared_because": shared_because} if shared_because else {}),
        at=at,
    )
    jobs.start(stored)
    return stored


@transaction.atomic
def say_arranged(*, export: Export, how: str, by: User, at: datetime | None = None) -> Export:
    """Say how a format was arranged that the product cannot make.

    Raises ``ValidationError`` if there is nothing to arrange, or somebody has said so already.
    """
    at = at or clock.now()
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if export.arrange_by is None or export.arranged_at is not None:
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    export.arranged_how, export.arranged_at, export.arranged_by = how, at, by
    export.save(update_fields=["arranged_how", "arranged_at", "arranged_by"])
    log.record(
        "disclosure.format_arranged",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        at=at,
    )
    return export


@transaction.atomic
def say_delivered(
    *, export: Export, on: date, how: str, by: User, at: datetime | None = None
) -> Export:
    """Say that somebody outside the council has a copy, since when, and how it reached them.

    Raises ``ValidationError`` if it is not made, somebody has said so, or ``on`` is to come.
    """
    at = at or clock.now()
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if export.awaits_second:
        raise ValidationError("Another officer has to agree first that restricted entries leave")
    if not export.may_be_delivered:
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    if not clock.day_of(export.asked_at) <= on <= clock.day_of(at):
        raise ValidationError("Enter a day from the one on which the copy was asked for to today")
    export.delivered_on, export.delivered_how, export.delivered_by = on, how, by
    export.save(update_fields=["delivered_on", "delivered_how", "delivered_by"])
    log.record(
        "disclosure.copy_delivered",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        shown=(f"sha256:{export.sha256}",),
        at=at,
    )
    return export


@transaction.atomic
def agree_to_restricted(
    *, export: Export, because: str, by: User, at: datetime | None = None
) -> Export:
    """Agree, as a second officer, that the restricted entries of a copy leave the council.

    Raises ``PermissionDenied`` if ``by`` may not copy this record, and ``ValidationError`` if they
    made the copy, may not open all of it, or somebody agreed before.
    """
    at = at or clock.now()
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if why_not := queries.why_not_agree(by, export):
        raise ValidationError(why_not)
    export.restricted_agreed_by, export.restricted_agreed_at = by, at
    export.restricted_agreed_because = because
    export.save(
        update_fields=["restricted_agreed_by", "restricted_agreed_at", "restricted_agreed_because"]
    )
    log.record(
        "disclosure.restricted_agreed",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        shown=(f"sha256:{export.sha256}", f"made-by:{export.asked_by.staff_number}"),
        detail={"because": because},
        at=at,
    )
    return export


@transaction.atomic
def try_again(*, export: Export, by: User, at: datetime | None = None) -> Export:
    """Start a new attempt at a copy that failed, or whose job has fallen silent.

    It stays the copy of whoever asked for it, who chose what is in it.
    Raises ``PermissionDenied`` if ``by`` may not copy this record. Does nothing to a copy that is
    ready or on its way.
    """
    at = at or clock.now()
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if export.state != Export.State.FAILED and not queries.is_stuck(export, at=at):
        return export
    export.state = Export.State.WAITING
    export.attempt += 1
    export.entries_done = 0
    export.step = export.failed_because = ""
    export.finished_at = None
    export.moved_at = at
    export.save()
    log.record(
        "disclosure.export_asked_again",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        shown=_what_was_asked(export),
        at=at,
    )
    jobs.start(export)
    return export


@transaction.atomic
def take_away(*, export: Export, by: User, at: datetime | None = None) -> bytes:
    """Return the file, with its event. The caller commits before a byte of it is sent.

    Raises ``PermissionDenied`` if ``by`` may not copy this record now, and ``NotReady`` if the
    copy is unfinished, gone, damaged, or holds restricted entries that are not for ``by``.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if why_not := queries.why_not_take_away(by, export):
        raise NotReady(why_not)
    try:
        content = read_as_made(export.stored_as, export.sha256, called="copy")
    except NotAsMade as why:
        raise NotReady(f"{why} Make a new one.") from why
    is_to_check = export.awaits_second or (export.awaits_check and by != export.asked_by)
    log.record(
        "disclosure.export_downloaded",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        shown=(f"sha256:{export.sha256}", *((queries.TO_CHECK,) if is_to_check else ())),
        detail={"recipient": export.recipient},
        at=at,
    )
    if beside := queries.named_in_copy(export):
        log.record("disclosure.copy_names", by=by, subjects=beside, target=export, at=at)
    return content


@transaction.atomic
def show_password(*, export: Export, by: User, at: datetime | None = None) -> str:
    """Return the password of a locked copy, once: after that nobody has it but who was told.

    Raises ``PermissionDenied`` if ``by`` may not copy this record now, and ``NotReady`` if it was
    shown before, or the copy is not for ``by``.
    """
    at = at or clock.now()
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    decision = access.decide(by, Permission.EXPORT, export.person, at=at).require()
    if why_not := queries.why_not_take_away(by, export):
        raise NotReady(why_not)
    if not export.password:
        raise NotReady("The password was shown before, and is not kept. Make a new copy.")
    password = export.password
    export.password = ""
    export.password_shown_by, export.password_shown_at = by, at
    export.save(update_fields=["password", "password_shown_by", "password_shown_at"])
    log.record(
        "disclosure.password_shown",
        by=by,
        about=export.person,
        target=export,
        because=decision,
        at=at,
    )
    return password


def _ensure_may_be_shared(export: Export) -> None:
    """Make sure that a copy for the person answers a request, or says why it answers none.

    One for others rests on a decision to share, or says on what else.
    """
    if export.decision is not None:
        able = decisions_to_share(export.asked_by, export.person)
        decided = next((each for each in able if each.entry == export.decision), None)
        if decided is None or not decided.lets_share:
            raise PermissionDenied("This decision does not let anything be shared.")
        if why_not := decided.why_not_with(export.recipient):
            raise ValidationError({"decision": why_not})
    elif (
        queries.asks_decision(export.purpose, export.request if export.redaction else None)
        and not export.shared_because
        and not export.after_death
    ):
        raise ValidationError({"decision": "Say by which decision, or on what basis, it is shared"})
    elif (
        export.purpose == Export.Purpose.PERSON
        and export.request is None
        and not export.shared_because
    ):
        raise ValidationError({"answers": "Say which request it answers, or why it answers none"})


def _what_was_asked(export: Export) -> tuple[str, ...]:
    restricted = "restricted:included" if export.includes_restricted else "restricted:left-out"
    others = ("about-others:included",) if export.includes_about_others else ()
    basis = (f"after-death:{export.after_death}",) if export.after_death else ()
    what = (f"chronology:{export.chronology.key}",) if export.chronology else ()
    part = (f"part:{export.part}",) if export.part else ()
    openers = (f"openers:{export.openers_list}",) if export.openers_list else ()
    against = ("sharing:not-agreed",) if export.despite_because else ()
    redacted = (f"redaction:{export.redaction.key}",) if export.redaction else ()
    asked = (f"request:{export.request.key}",) if export.request else ()
    decided = (f"decision:{export.decision.key}",) if export.decision else ()
    files = ("files:as-pages",) if export.with_files else ()
    some = scope_of(export).asked
    of = (
        *what,
        *some,
        *files,
        *redacted,
        *asked,
        *decided,
        *part,
        *as_known(export.known_at),
        *openers,
    )
    made_as = () if export.made_as == Export.MadeAs.PDF else (f"format:{export.made_as}",)
    return (f"purpose:{export.purpose}", restricted, *others, *made_as, *basis, *of, *against)
