"""The files that came with an entry, as a copy lists them."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat

from disclosure.about import joined
from disclosure.pdf.document import Enclosure
from records.files.pages import handwriting_in_words, kind_in_words
from records.models import Attachment, Entry
from records.signed import digests
from ui import formats


def files_of(entry: Entry) -> list[Attachment]:
    """Return the files of an entry that stand, as it is or as it was known."""
    return [file for file in entry.attachments.all() if file.taken_off_at is None]


def enclosures(files: Iterable[Attachment]) -> tuple[Enclosure, ...]:
    """Return files as they are listed."""
    return tuple(_enclosure(file) for file in files)


def _enclosure(file: Attachment) -> Enclosure:
    described = joined(
        f"from {file.source}" if file.source else "",
        formats.day_and_month(file.dated_on),
        file.filename,
        kind_in_words(file.media_type),
        formats.counted(file.pages, "page") if file.pages else "",
        filesizeformat(file.size).replace("\xa0", " "),
        handwriting_in_words(file),
        file.get_scan_display().lower(),
        f"check code {digests.code_of(file.sha256)}",
    )
    return Enclosure(file.title, described, f"file-{file.key}")
