"""How each action on a redaction begins and ends: it is locked, and what was done is noted."""

from datetime import datetime

from django.core.exceptions import ValidationError

import clock
from accounts.models import User
from audit import log
from disclosure.contents import ABOUT
from disclosure.models import RedactedEntry, Redaction
from disclosure.redacting import queries
from disclosure.redacting.queries import Part
from people import access
from people.access import Decision, Permission

CHANGED = "This changed while it was decided. Look at it again first"


def opened(
    redaction: Redaction,
    by: User,
    at: datetime | None,
    *,
    state: str = Redaction.State.DECIDING,
    whatever_state: bool = False,
) -> tuple[Redaction, Decision, datetime]:
    """Lock a redaction that is in ``state``, and say why ``by`` may do something with it."""
    at = at or clock.now()
    rows = Redaction.objects.select_for_update(of=("self",)).select_related("person")
    redaction = rows.get(pk=redaction.pk)
    decision = access.decide(by, Permission.EXPORT, redaction.person, at=at).require()
    if not whatever_state and redaction.state != state:
        raise ValidationError("Somebody else changed this while you were reading. Look again")
    return redaction, decision, at


def as_it_was(row: RedactedEntry, by: User, at: datetime) -> Part:
    """Return the part as it is now. Raises ``ValidationError`` if it was another when marked."""
    key = row.entry.key if row.entry else ABOUT
    parts = queries.parts_of(by, row.redaction, at=at, only=key)
    part = next((each for each in parts if each.key == key), None)
    if part is None or part.digest != row.digest:
        raise ValidationError(CHANGED)
    return part


def note(
    verb: str, row: RedactedEntry, by: User, decision: Decision, at: datetime, *shown: str
) -> None:
    """Note what was done about one part of a redaction."""
    what = f"entry:{row.entry.key}" if row.entry else "beside the entries"
    log.record(
        verb,
        by=by,
        about=row.redaction.person,
        target=row.redaction,
        because=decision,
        shown=(what, *shown),
        at=at,
    )


def note_case(
    verb: str, redaction: Redaction, by: User, decision: Decision, at: datetime, comment: str = ""
) -> None:
    """Note what became of a redaction."""
    log.record(
        verb,
        by=by,
        about=redaction.person,
        target=redaction,
        because=decision,
        detail={"comment": comment} if comment else None,
        at=at,
    )
