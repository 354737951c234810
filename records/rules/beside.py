"""Who may put something beside a signed entry, and from when on somebody may comment on it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError

import clock
from accounts.models import User
from people import access
from people.access import Decision, Permission
from records import queries
from records.models import Addition, Entry, EntryLink
from ui import formats


def may_write_beside(entry: Entry, by: User, at: datetime) -> Decision:
    """Return why ``by`` may put something beside an entry. Raises ``PermissionDenied`` if not."""
    decision = access.decide(by, Permission.WRITE, entry.person, at=at).require()
    if not queries.may_open(by, entry, at=at):
        raise PermissionDenied("You may not open this entry.")
    return decision


def locked_beside(entry: Entry, by: User, at: datetime) -> tuple[Entry, Decision]:
    """Return the entry as it stands now, locked, and why ``by`` may put something beside it.

    Asked after the lock: an entry that was moved or removed meanwhile takes nothing any more.
    Part of an action. Raises ``PermissionDenied``.
    """
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    return entry, may_write_beside(entry, by, at)


def require_possible_day(
    entry: Entry, received_on: date, *, today: date, was_shown: bool = False
) -> None:
    """Raise ``ValidationError`` if a comment on ``entry`` cannot have come on that day.

    Nobody comments on what has not happened, or on a record that was not there to be read. Words
    may be read back before they are signed: ``was_shown``.
    """
    happened, signed = clock.day_of(entry.event_at), clock.day_of(entry.signed_at)
    if was_shown:
        if happened <= received_on <= today:
            return
        raise ValidationError(
            "It was shown to them between the day it is about, "
            f"{formats.long_date(happened)}, and today"
        )
    if received_on > today:
        raise ValidationError("The date the comment came must not be in the future")
    if received_on < happened:
        raise ValidationError(
            "The comment cannot have come before what the entry is about, which happened on "
            f"{formats.long_date(happened)}"
        )
    if received_on < signed:
        raise ValidationError(
            "The comment cannot have come before there was an entry to comment on: it was signed "
            f"on {formats.long_date(signed)}"
        )


def require_comment_on(entry: Entry, answered: Addition) -> None:
    """Raise ``ValidationError`` unless what a reply answers is a comment beside the same entry."""
    if answered.entry_id != entry.pk or answered.kind != Addition.Kind.PERSON_COMMENT:
        raise ValidationError("Choose a comment that stands beside this entry")


def require_record_on(entry: Entry, comment: Entry, by: User, at: datetime) -> None:
    """Raise ``ValidationError`` unless a record that ``by`` may open is a comment on the entry."""
    links = entry.links_in.that_hold().filter(source=comment, kind=EntryLink.Kind.COMMENTS_ON)
    if not links.exists() or not queries.may_open(by, comment, at=at):
        raise ValidationError("Choose a comment that stands beside this entry")
