"""Whether an entry stands out in the life of a person: set from its type, changed by hand."""

from datetime import datetime

from django.db import transaction

import clock
from accounts.models import User
from audit import log
from records.models import Entry
from records.rules.beside import locked_beside


@transaction.atomic
def mark_significant(
    *, entry: Entry, by: User, significant: bool, at: datetime | None = None
) -> None:
    """Mark an entry as significant, so that a chronology asks for it, or take the mark off.

    Nothing that was signed changes. Saying what already stands does nothing. Raises
    ``PermissionDenied``.
    """
    at = at or clock.now()
    entry, decision = locked_beside(entry, by, at)
    if entry.is_significant == significant:
        return
    entry.is_significant = significant
    entry.save(update_fields=["is_significant"])
    verb = "records.entry_marked_significant" if significant else "records.entry_mark_taken_off"
    log.record(verb, by=by, about=entry.person, target=entry, because=decision, at=at)
