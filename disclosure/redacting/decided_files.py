"""Which files of an entry may go into a redacted copy, whole or in part: each is decided about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from disclosure.annex import why_no_pages
from disclosure.models import RedactedEntry, RedactedFile
from disclosure.redacting.against import Weighing
from disclosure.redacting.opening import as_it_was, note, opened
from disclosure.redacting.page_numbers import in_words, page_numbers
from disclosure.redacting.reasons import reasons
from records.models import Attachment

_GIVE, _SOME = RedactedFile.Decision.GIVE, RedactedFile.Decision.SOME


class Answer(NamedTuple):
    """What is decided about a file: whether it may go, why not, a note, and which pages alone."""

    decision: str
    reason: str = ""
    because: str = ""
    pages: str = ""


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

    @property
    def pages_in_words(self) -> str:
        """Which of its pages alone may go; blank if that was not decided."""
        pages = self.decided.page_numbers if self.decided else ()
        return f"{in_words(pages).capitalize()} of {self.file.pages}" if pages else ""


def files_of(row: RedactedEntry, weighing: Weighing) -> list[FileShown]:
    """Return the files of an entry, each with what was decided about it.

    ``weighing``: of those who may be named in their words.

    Asks nothing about access: for callers that have shown the entry.
    """
    found = _standing(row)
    if not found:
        return []
    decided = {each.attachment_id: each for each in row.files.select_related("decided_by")}
    return [
        FileShown(
            file, decided.get(file.pk), why_no_pages(file), len(weighing.terms.find(file.text))
        )
        for file in found
    ]


@transaction.atomic
def decide_files(
    *,
    row: RedactedEntry,
    by: User,
    answers: Mapping[str, Answer],
    at: datetime | None = None,
) -> None:
    """Decide about files of one entry, by the key of each."""
    _, decision, at = opened(row.redaction, by, at)
    as_it_was(row, by, at)
    found = {file.key: file for file in _standing(row)}
    for key, answer in answers.items():
        file = found.get(key)
        if file is None:
            raise ValidationError("This file is not with the entry any more. Look again")
        made = _decided(file, answer)
        made.of, made.decided_by, made.decided_at = row, by, at
        made.full_clean(validate_unique=False, validate_constraints=False)
        RedactedFile.objects.update_or_create(
            of=row,
            attachment=file,
            defaults={
                name: getattr(made, name)
                for name in ("decision", "pages", "reason", "because", "decided_by", "decided_at")
            },
        )
    note("disclosure.redaction_decided", row, by, decision, at, f"files:{len(answers)}")


def anything_undecided(row: RedactedEntry) -> bool:
    """Say whether nobody decided yet about a file of an entry."""
    decided = set(row.files.values_list("attachment", flat=True))
    return any(file.pk not in decided for file in _standing(row))


def _decided(file: Attachment, answer: Answer) -> RedactedFile:
    """Return what becomes of a file. Raises ``ValidationError`` of what cannot become of it."""
    goes_whole = answer.decision == _GIVE
    if answer.decision in (_GIVE, _SOME) and file.is_held_back:
        raise ValidationError("Leave it out: nobody can look at it until it was scanned")
    if not goes_whole and answer.reason not in reasons():
        raise ValidationError("Select why the file, or some of it, is left out")
    pages: tuple[int, ...] = ()
    if answer.decision == _SOME:
        try:
            pages = page_numbers(answer.pages, of=file.pages or 0)
        except ValueError:
            has = f"It has {file.pages}" if file.pages else "It has none: leave it out, or give it"
            raise ValidationError(f"Enter its pages, such as 1-3, 5. {has}") from None
    return RedactedFile(
        attachment=file,
        decision=answer.decision,
        pages=",".join(str(each) for each in pages),
        reason="" if goes_whole else answer.reason,
        because=answer.because.strip(),
    )


def _standing(row: RedactedEntry) -> list[Attachment]:
    if row.entry is None or row.redaction.chronology_id:
        return []
    return list(Attachment.objects.filter(entry=row.entry, taken_off_at=None))
