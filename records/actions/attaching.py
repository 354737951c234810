"""Putting files with a draft, and taking them off again."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from records import ending, files
from records.catalogue import RecordType
from records.files import accepted as accepted_files
from records.files import email_answers, examining, scanning
from records.files.accepted import FileRefused
from records.files.late import correction_for_files, signed_from
from records.files.of_drafts import destroy, keep_file_aside, require_own
from records.models import Attachment, Draft

MOST_IN_A_DAY = 200
DESCRIBED = {
    *("title", "source", "dated_on"),
    *("has_handwriting", "is_legible", "is_signed_and_dated", "text"),
}


def attach_file(
    *,
    draft: Draft,
    by: User,
    field: str,
    content: bytes,
    filename: str,
    title: str = "",
    source: str = "",
    dated_on: date | None = None,
    at: datetime | None = None,
) -> Attachment:
    """Put a file with a draft: told by its content, made safe, scanned, encrypted.

    The same file sent twice is kept once. If the draft is signed meanwhile, the file is kept in a
    correction of what it became. Raises ``FileRefused`` with words for the reader if it is not a
    kind that can be kept, or the draft is gone.
    """
    at = at or clock.now()
    require_own(draft, by)
    decision = access.decide(by, Permission.ADD, draft.person, at=at).require()
    _require_room(draft, at=at)
    # Before the transaction: to look at a file takes time, and holds no lock.
    accepted = accepted_files.accept(content, filename=filename)
    with transaction.atomic():
        draft = _as_it_stands(draft, by=by, filename=accepted.filename, at=at)
        sent = sha256(content).hexdigest()
        same = draft.attachments.filter(field=field).filter(
            Q(sha256=sent) | Q(received_sha256=sent)
        )
        attachment = same.first() or Attachment.objects.create(
            person=draft.person,
            draft=draft,
            field=field,
            title=title or accepted.email.get("subject", "")[:150] or accepted.filename,
            source=source or accepted.email.get("from", "")[:150],
            dated_on=dated_on or _sent_on(accepted.email),
            stored_as=files.store(accepted.content, folder="attachments"),
            added_by=by,
            added_at=at,
            **accepted.columns,
        )
        log.record(
            "records.file_attached",
            by=by,
            about=draft.person,
            target=attachment,
            because=decision,
            at=at,
        )
    return attachment


@transaction.atomic
def take_off_file(*, attachment: Attachment, by: User, at: datetime | None = None) -> bool:
    """Take a file off a draft and destroy it. A file of a signed entry stays.

    While the record is held it is set aside instead. Return whether it was.
    """
    attachment = _locked_own(attachment, by)
    log.record("records.file_taken_off", by=by, about=attachment.person, target=attachment, at=at)
    if ending.is_held(attachment.person):
        keep_file_aside(attachment, by, at or clock.now())
        return True
    destroy(attachment)
    return False


@transaction.atomic
def scan_again(*, attachment: Attachment, by: User, at: datetime | None = None) -> Attachment:
    """Ask the scanner again about a file that it gave no answer for."""
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, attachment.person, at=at).require()
    if attachment.scan == Attachment.Scan.WAITING:
        attachment.scan = _SCANS[scanning.scan(files.read(attachment.stored_as))]
        attachment.save(update_fields=["scan"])
    log.record(
        "records.file_scanned",
        by=by,
        about=attachment.person,
        target=attachment,
        because=decision,
        at=at,
    )
    return attachment


@transaction.atomic
def describe_file(
    *, attachment: Attachment, by: User, said: dict[str, Any], at: datetime | None = None
) -> None:
    """Say what a file of a draft is: ``said`` holds the columns of ``DESCRIBED``."""
    if not said.keys() <= DESCRIBED:
        raise PermissionDenied("This is not said by the writer of a draft.")
    at = at or clock.now()
    attachment = _locked_own(attachment, by)
    decision = access.decide(by, Permission.ADD, attachment.person, at=at).require()
    for name, value in said.items():
        setattr(attachment, name, value)
    attachment.full_clean(exclude=["person", "draft", "entry", "added_by"])
    attachment.save(update_fields=[*said])
    log.record(
        "records.file_described",
        by=by,
        about=attachment.person,
        target=attachment,
        because=decision,
        at=at,
    )


@transaction.atomic
def fill_from_email(
    *,
    draft: Draft,
    attachment: Attachment,
    by: User,
    record_type: RecordType,
    at: datetime | None = None,
) -> bool:
    """Fill in what is blank in a draft from a saved e-mail; say whether anything was."""
    require_own(draft, by)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    typed = email_answers.filled(draft.typed, attachment.email, record_type)
    changes = typed != draft.typed
    if changes:
        draft.typed, draft.saved_at, draft.version = typed, at or clock.now(), draft.version + 1
        draft.save(update_fields=["typed", "saved_at", "version"])
    log.record("records.draft_saved", by=by, about=draft.person, target=draft, at=at)
    return changes


def attach_from_email(
    *, draft: Draft, attachment: Attachment, number: int, by: User, at: datetime | None = None
) -> Attachment:
    """Put a file that stands inside a saved e-mail with the draft, by itself.

    Raises ``FileRefused`` as ``attach_file`` does.
    """
    require_own(draft, by)
    if attachment.is_held_back:
        raise FileRefused(f"“{attachment.title}” has to be scanned for viruses first")
    try:
        name, inside = examining.file_inside(
            files.read(attachment.stored_as), attachment.media_type, number=number
        )
    except examining.NotExamined as why:
        raise FileRefused(f"“{attachment.title}” {why}") from None
    return attach_file(
        draft=draft,
        by=by,
        field=attachment.field,
        content=inside,
        filename=name,
        source=attachment.email.get("from", "")[:150],
        dated_on=_sent_on(attachment.email),
        at=at,
    )


_SCANS = {
    scanning.Verdict.CLEAN: Attachment.Scan.CLEAN,
    scanning.Verdict.FOUND: Attachment.Scan.FOUND,
    scanning.Verdict.NOT_WHOLE: Attachment.Scan.WAITING,
    scanning.Verdict.NO_ANSWER: Attachment.Scan.WAITING,
    scanning.Verdict.NO_SCANNER: Attachment.Scan.WAITING,
}


def _locked_own(attachment: Attachment, by: User) -> Attachment:
    """Return a file of a draft of ``by`` as it stands now, which nobody signs meanwhile."""
    draft = Draft.objects.select_for_update().filter(attachments=attachment.pk).first()
    found = Attachment.objects.filter(pk=attachment.pk, draft=draft, entry=None).first()
    if draft is None or found is None:
        raise PermissionDenied("This file belongs to a signed entry.")
    require_own(draft, by)
    return found


def _as_it_stands(draft: Draft, *, by: User, filename: str, at: datetime) -> Draft:
    """Return the draft, locked; if it was signed meanwhile, a correction that takes the file."""
    there = Draft.objects.select_for_update().filter(pk=draft.pk, set_aside_at=None)
    if (now := there.first()) is not None:
        require_own(now, by)
        return now
    entry = signed_from(draft, by)
    if entry is None:
        raise FileRefused(
            f"“{filename}” was not added: this draft was thrown away meanwhile. Save what is "
            "here, then add it again"
        )
    correction = correction_for_files(draft, entry, by=by, at=at)
    log.record("records.draft_saved", by=by, about=entry.person, target=correction, at=at)
    return correction


def _sent_on(email: dict[str, Any]) -> date | None:
    sent = email.get("sent_at")
    return clock.day_of(datetime.fromisoformat(sent)) if sent else None


def _require_room(draft: Draft, *, at: datetime) -> None:
    day = clock.day_of(at)
    # What was moved in from another system that day is nobody's upload.
    own = Q(entry=None) | Q(entry__imported_from="")
    today = Attachment.objects.filter(own, person=draft.person, added_at__date=day).count()
    if today >= MOST_IN_A_DAY:
        raise FileRefused(
            f"{MOST_IN_A_DAY} files were added to this record today, which is as many as it "
            "takes. Add more tomorrow"
        )
