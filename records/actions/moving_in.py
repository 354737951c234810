"""What comes from another system: entries and documents, many rows at a time.

Parts of a file on its way in (``people.importing.running``), in the transaction of their batch.
Every line was checked before; each becomes an entry with one version, sealed by its digest, and
one event. Nobody here signed what it says (ruling 16).
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import log
from people.importing.inserting import insert_many
from people.importing.reading import Line
from records import files
from records.models import Entry, EntryLink
from records.search.index import index_moved_in
from records.signed.digests import digest_of


@transaction.atomic
def add_moved_entries(lines: list[Line], *, by: User, at: datetime) -> None:
    """Add entries as another system had them. Raises a database's own error, and adds none then."""
    entries: list[Entry] = [line.made for line in lines]
    for line in lines:
        line.version.digest = digest_of(
            line.version,
            statements=(),
            attachments=[line.attachment] if line.attachment is not None else (),
        )
    insert_many(entries)
    for line in lines:
        line.version.entry = line.made
    insert_many(line.version for line in lines)
    with_files = [line for line in lines if line.attachment is not None]
    for line in with_files:
        line.attachment.stored_as = files.store(line.content, folder="attachments")
        line.stored.append(line.attachment.stored_as)
        line.content = b""
    for line in with_files:
        line.attachment.entry = line.made
    insert_many(line.attachment for line in with_files)
    insert_many(
        EntryLink(
            source=line.made,
            target_id=line.values["belongs_with"],
            kind=EntryLink.Kind.BELONGS_WITH,
        )
        for line in with_files
        if line.values["belongs_with"]
    )
    index_moved_in([(line.version, line.attachment) for line in lines])
    log.record_alike(
        "records.entry_moved_in",
        by=by,
        of=[(entry.person.key, entry.key) for entry in entries],
        details=[{"digest": line.version.digest} for line in lines],
        target_kind=Entry._meta.label_lower,
        at=at,
    )
