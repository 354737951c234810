"""The provider of information answers for an entry that a colleague wrote from what they told."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from records import queries
from records.models import Confirmation, Entry


@transaction.atomic
def answer_as_provider(
    *,
    entry: Entry,
    by: User,
    version_number: int,
    answer: str,
    text: str = "",
    at: datetime | None = None,
) -> Confirmation:
    """Confirm an entry, or say what should be put right in it. The answer is never changed.

    The same answer sent twice is one. Raises ``PermissionDenied`` unless the entry was written from
    what ``by`` told, and ``ValidationError`` if a newer version stands there than the one read, or
    it was answered otherwise already.
    """
    at = at or clock.now()
    decision = queries.as_provider(by, entry.person, entry_key=entry.key).require()
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    if entry.information_provider_id != by.pk or not queries.may_open(by, entry, at=at):
        raise PermissionDenied("This entry is not yours to confirm.")
    text = text.strip() and text if answer == Confirmation.Answer.CORRECTED else ""
    before = entry.confirmations.filter(version_number=version_number).first()
    if before is not None and (before.answer, before.text) == (answer, text):
        return before
    if before is not None:
        raise ValidationError("You answered this already. To add to it, speak with the writer")
    if version_number != entry.versions.count():
        raise ValidationError(
            "This entry was corrected after you opened it. Read it again, then answer"
        )
    if answer == Confirmation.Answer.CORRECTED and not text:
        raise ValidationError("Enter what should be put right")
    said = Confirmation(
        entry=entry,
        version_number=version_number,
        provider=by,
        answer=answer,
        text=text,
        answered_at=at,
    )
    said.full_clean()
    said.save()
    log.record(
        _VERBS[Confirmation.Answer(answer)],
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        at=at,
    )
    return said


_VERBS = {
    Confirmation.Answer.CONFIRMED: "records.entry_confirmed",
    Confirmation.Answer.CORRECTED: "records.entry_to_put_right",
}
