"""Keeping what is typed in a form that is about no record, until it is sent."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from oversight.models import KeptWords
from people.saved import save


@transaction.atomic
def keep_words(
    *,
    by: User,
    place: str,
    key: uuid.UUID,
    typed: dict[str, list[str]],
    version: int,
    at: datetime | None = None,
) -> KeptWords:
    """Keep what is typed. A save that names an older version is kept apart, so nothing is lost."""
    at = at or clock.now()
    row = KeptWords.objects.select_for_update().filter(key=key).first()
    if row is not None and (row.user_id != by.pk or row.place != place):
        raise PermissionDenied("These words belong to another form.")
    if row is not None and row.typed == typed:
        return row
    if row is not None and row.version == version:
        row.typed, row.version, row.saved_at = typed, row.version + 1, at
    elif row is None and version == 0:
        row = KeptWords(key=key, user=by, place=place, typed=typed, saved_at=at)
    else:
        row = KeptWords(user=by, place=place, typed=typed, saved_at=at)
    save(row)
    log.record("oversight.words_kept", by=by, target=row, at=at)
    return row


@transaction.atomic
def let_words_go(*, by: User, words: KeptWords, at: datetime | None = None) -> None:
    """Take away what was kept: it was sent, or its writer deletes it."""
    if words.user_id != by.pk:
        raise PermissionDenied("These words are somebody else's.")
    log.record("oversight.words_let_go", by=by, target=words, at=at)
    words.delete()
