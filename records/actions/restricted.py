"""Keeping a restricted entry to named staff: its list, its owner, its reviews and its end."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.restrictions import put_on_list, require_may_be_listed, review_day
from people.saved import save
from records.models import Entry, EntryRestriction, EntryRestrictionReview
from records.queries.lists import LIST
from records.rules import restricted as rules
from records.signed.restricted import close_list


@transaction.atomic
def add_to_entry_list(
    *,
    entry: Entry,
    user: User,
    reason: str,
    by: User,
    until: date | None = None,
    at: datetime | None = None,
) -> None:
    """Let one more member of staff open a restricted entry, to a day or as long as it holds.

    The list opens the entry alone: the record opens to them as it did. Raises ``PermissionDenied``
    unless ``by`` keeps the list, and ``ValidationError`` for whom it would not help.
    """
    at = at or clock.now()
    entry = _holding(entry)
    decision = rules.may_keep(by, entry, at=at).require()
    if not reason.strip():
        raise ValidationError({"reason": "Enter why they need to open it"})
    if until is not None and until < clock.day_of(at):
        raise ValidationError({"until": "Enter a day that is today or later, or none"})
    if user.pk == by.pk:
        raise ValidationError({"user": "You can open this entry already"})
    require_may_be_listed(user, entry.person, at)
    save(rules.begun(entry))
    put_on_list(user, entry, LIST, by=by, reason=reason.strip(), until=until, at=at)
    log.record(
        "records.entry_list_added",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        shown=[user.staff_number, *([until.isoformat()] if until else [])],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def take_off_entry_list(
    *, entry: Entry, user: User, reason: str, by: User, at: datetime | None = None
) -> None:
    """Take a member of staff off the list of an entry: it is a stub for them from now on.

    Raises ``PermissionDenied`` unless ``by`` keeps the list, and ``ValidationError`` for its owner,
    or without a reason.
    """
    at = at or clock.now()
    entry = _holding(entry)
    decision = rules.may_keep(by, entry, at=at).require()
    if user.pk == rules.owner_of(entry).pk:
        raise ValidationError({"user": f"{user.name} owns the list. Name another first"})
    if not reason.strip():
        raise ValidationError({"reason": "Enter why they come off the list"})
    access.end_exception(about=entry, user=user, codename=LIST)
    log.record(
        "records.entry_list_taken_off",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        shown=[user.staff_number],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def name_entry_owner(
    *, entry: Entry, user: User, reason: str, by: User, at: datetime | None = None
) -> EntryRestriction:
    """Name who owns the list of an entry from now on, and put them on it.

    Raises ``PermissionDenied`` unless ``by`` keeps the list, and ``ValidationError``.
    """
    at = at or clock.now()
    entry = _holding(entry)
    decision = rules.may_keep(by, entry, at=at).require()
    if not reason.strip():
        raise ValidationError({"reason": "Enter why it changes hands"})
    require_may_be_listed(user, entry.person, at)
    row = rules.begun(entry)
    row.owner = user
    save(row)
    put_on_list(user, entry, LIST, by=by, reason=reason.strip(), at=at)
    log.record(
        "records.entry_owner_named",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        shown=[user.staff_number],
        detail={"reason": reason.strip()},
        at=at,
    )
    return row


@transaction.atomic
def review_entry_restriction(
    *, entry: Entry, words: str, by: User, at: datetime | None = None
) -> EntryRestrictionReview:
    """Say why an entry stays restricted: it is looked at again after the usual days.

    Raises ``PermissionDenied`` unless ``by`` keeps the list, ``ValidationError`` without words.
    """
    at = at or clock.now()
    entry = _holding(entry)
    decision = rules.may_keep(by, entry, at=at).require()
    row = rules.begun(entry)
    row.review_on = review_day(at)
    save(row)
    review = save(
        EntryRestrictionReview(
            restriction=row,
            words=words.strip(),
            reviewed_by=by,
            reviewed_at=at,
            review_on=row.review_on,
        )
    )
    log.record(
        "records.entry_restriction_reviewed",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        detail={"words": words.strip()},
        at=at,
    )
    return review


@transaction.atomic
def end_entry_restriction(
    *, entry: Entry, reason: str, by: User, on: date | None = None, at: datetime | None = None
) -> EntryRestriction:
    """Open a restricted entry again now, or when its last day is over.

    What was signed stays as it is. Raises ``PermissionDenied`` unless ``by`` manages the record,
    and ``ValidationError`` for a day gone by or no reason.
    """
    at = at or clock.now()
    entry = _holding(entry)
    decision = rules.may_end(by, entry, at=at).require()
    if not reason.strip():
        raise ValidationError({"reason": "Enter why it need not be restricted"})
    if on is not None and on < clock.day_of(at):
        raise ValidationError({"on": "Enter a day that is today or later, or none"})
    row = rules.begun(entry)
    row.ends_on, row.ends_because = on or clock.day_of(at), reason.strip()
    save(row)
    if on is None:
        _open(entry, at)
    log.record(
        "records.entry_end_set" if on else "records.entry_restriction_ended",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        shown=[row.ends_on.isoformat()],
        detail={"reason": reason.strip()},
        at=at,
    )
    return row


@transaction.atomic
def end_what_has_passed(*, by: log.Actor, at: datetime | None = None) -> int:
    """Open each entry whose last day as restricted is over, and return how many there were."""
    at, opened = at or clock.now(), 0
    rows = EntryRestriction.objects.filter(ended_at=None, ends_on__lt=clock.day_of(at))
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("entry__person")
    for row in locked:
        if not rules.holds(row.entry):
            continue
        _open(row.entry, at)
        log.record(
            "records.entry_restriction_ended",
            by=by,
            about=row.entry.person,
            target=row.entry,
            at=at,
        )
        opened += 1
    return opened


def _open(entry: Entry, at: datetime) -> None:
    entry.sensitivity = Entry.Sensitivity.NORMAL
    entry.save(update_fields=["sensitivity"])
    close_list(entry, at)


def _holding(entry: Entry) -> Entry:
    """Return it as it is now, locked. Raises ``ValidationError`` if it is not restricted."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related("person", "author")
    entry = rows.get(pk=entry.pk)
    if not rules.holds(entry):
        raise ValidationError("This entry is not restricted any more")
    return entry
