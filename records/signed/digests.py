"""The digest of what was signed: one number that changes when any word of it does."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from audit import verify_log
from records.models import (
    Attachment,
    Chronology,
    ChronologyLine,
    Entry,
    EntryVersion,
    Statement,
)

files_named = verify_log.files_named


def digest_of(
    version: EntryVersion,
    *,
    statements: Iterable[Statement],
    attachments: Iterable[Attachment] = (),
) -> str:
    """Return the SHA-256 of ``content_of`` a version."""
    text = content_of(version, statements=statements, attachments=attachments)
    return sha256(text.encode()).hexdigest()


def content_of(
    version: EntryVersion,
    *,
    statements: Iterable[Statement],
    attachments: Iterable[Attachment] = (),
) -> str:
    """Return everything that was signed together, as one text that never varies.

    Whose record, which type, who signed, in whose place and when, every answer, statement, gap
    and agreed action, and the digests of the attached files.
    """
    entry = version.entry
    said: dict[str, Any] = {
        "entry": entry.key,
        "person": entry.signed_for or entry.person.key,
        "type": entry.type_key,
        "type_version": entry.type_version,
        "author": entry.author.staff_number,
        "number": version.number,
        "signed_by": version.signed_by.staff_number,
        "reason": version.reason,
        "values": version.values,
        "gaps": version.gaps,
        "actions": version.actions,
        "statements": [
            [row.field, row.kind, row.text, row.details, row.about_someone_else]
            for row in statements
        ],
    }
    return verify_log.text_of_signed(
        said,
        at=version.signed_at,
        acting_for=entry.acting_for.staff_number if entry.acting_for else None,
        files=[[row.key, row.field, row.sha256] for row in attachments],
    )


def stored_content(version: EntryVersion) -> str:
    """Return ``content_of`` a version as it now stands in the database.

    The files of an entry that was moved stand with what it became.
    """
    files = Attachment.objects.filter(key__in=files_named(version.values))
    if version.entry.taken_off_at is None:
        files = files.filter(entry=version.entry)
    return content_of(
        version,
        statements=version.statements.all(),
        attachments=files,
    )


def is_whole(version: EntryVersion) -> bool:
    """Say whether what is stored of a version is still what was signed."""
    return version.digest == sha256(stored_content(version).encode()).hexdigest()


def of_versions(entry: Entry) -> list[str]:
    """Return the digests of an entry's versions, in their order, as the log is told of them."""
    return list(entry.versions.order_by("number").values_list("digest", flat=True))


def digest_of_chronology(chronology: Chronology, lines: Iterable[ChronologyLine]) -> str:
    """Return the digest of a chronology with its lines, in their order."""
    content = [
        chronology.key,
        chronology.title,
        chronology.purpose,
        [[line.entry.key, line.version_number, line.event, line.impact] for line in lines],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def code_of(digest: str) -> str:
    """Return the short code that stands beside an entry, to compare a copy with the record."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4)).upper()
