"""Which files of an entry may go into a redacted copy: left out unless somebody decides so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from disclosure.annex import why_no_pages
from disclosure.models import RedactedEntry, RedactedFile
from disclosure.redacting.opening import as_it_was, note, opened
from disclosure.redacting.reasons import reasons
from disclosure.redacting.terms import terms_of
from records.models import Attachment

_GIVE, _LEAVE_OUT = RedactedFile.Decision.GIVE, RedactedFile.Decision.LEAVE_OUT


@dataclass
class FileShown:
    """One file as the page asks about it. ``named``: how often its words name or reach others."""

    file: Attachment
    decided: RedactedFile | None
    why_no_pages: str
    named: int
    form: Any = None

    @property
    def why_left_out(self) -> str:
        """Return the reason that was decided, in a word; blank if it may go."""
        code = self.decided.reason if self.decided else ""
        return reasons()[code].short.capitalize() if code else ""


def files_of(row: RedactedEntry) -> list[FileShown]:
    """Return the files of an entry, each with what was decided about it.

    Asks nothing about access: for callers that have shown the entry.
    """
    found = _standing(row)
    if not found:
        return []
    decided = {each.attachment_id: each for each in row.files.select_related("decided_by")}
    terms = terms_of(row.redaction.person)
    return [
        FileShown(file, decided.get(file.pk), why_no_pages(file), len(terms.find(file.text)))
        for file in found
    ]


@transaction.atomic
def decide_files(
    *,
    row: RedactedEntry,
    by: User,
    answers: Mapping[str, tuple[str, str, str]],
    at: datetime | None = None,
) -> None:
    """Decide about files of one entry: by key, whether it may go, the reason if not, and why."""
    _, decision, at = opened(row.redaction, by, at)
    as_it_was(row, by, at)
    found = {file.key: file for file in _standing(row)}
    for key, (answer, reason, because) in answers.items():
        file = found.get(key)
        if file is None:
            raise ValidationError("This file is not with the entry any more. Look again")
        if answer == _GIVE and file.is_held_back:
            raise ValidationError("Leave it out: nobody can look at it until it was scanned")
        if answer == _LEAVE_OUT and reason not in reasons():
            raise ValidationError("Select why the file is left out")
        made = RedactedFile(
            of=row,
            attachment=file,
            decision=answer,
            reason=reason if answer == _LEAVE_OUT else "",
            because=because.strip(),
            decided_by=by,
            decided_at=at,
        )
        made.full_clean(validate_unique=False, validate_constraints=False)
        RedactedFile.objects.update_or_create(
            of=row,
            attachment=file,
            defaults={
                name: getattr(made, name)
                for name in ("decision", "reason", "because", "decided_by", "decided_at")
            },
        )
    note("disclosure.redaction_decided", row, by, decision, at, f"files:{len(answers)}")


def _standing(row: RedactedEntry) -> list[Attachment]:
    if row.entry is None:
        return []
    return list(Attachment.objects.filter(entry=row.entry, taken_off_at=None))
