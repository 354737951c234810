"""Which files stand as pages in a copy, and why another does not."""

from collections.abc import Iterator
from functools import partial

from disclosure.models import Export
from disclosure.pdf import Copy, Paper, Undrawn
from disclosure.pdf.document import Enclosure
from records import files
from records.files import examining
from records.files.pages import kind_in_words
from records.models import Attachment

_WIDTH = 1240  # an A4 page at 150 points to the inch


def papers_of(export: Export, copy: Copy) -> tuple[Paper, ...]:
    """Return the files that a copy lists, in its order; none if they were not asked for.

    What a redaction took out of the title of a file, or left out with it, is not in it.
    """
    if not export.with_files:
        return ()
    listed = list(_listed(copy))
    found = {
        f"file-{file.key}": file
        for file in Attachment.objects.filter(
            person=export.person,
            key__in=[each.anchor.removeprefix("file-") for _, _, each in listed],
            taken_off_at=None,
        )
    }
    return tuple(
        _paper(found[each.anchor], each, entry, anchor)
        for entry, anchor, each in listed
        if each.anchor in found
    )


def _listed(copy: Copy) -> Iterator[tuple[str, str, Enclosure]]:
    """Yield each file that a copy lists, with what it came with and where that stands."""
    for month in copy.months:
        for entry in month.entries:
            for each in entry.enclosures:
                yield f"{entry.day} {entry.title}", entry.anchor, each
    for line in copy.chronology.lines if copy.chronology else ():
        for each in line.enclosures:
            yield f"{line.day} {line.source}", line.anchor, each


def _paper(file: Attachment, listed: Enclosure, entry: str, anchor: str) -> Paper:
    return Paper(
        anchor=listed.anchor,
        title=listed.title,
        described=listed.described,
        entry=entry,
        entry_anchor=anchor,
        sha256=file.sha256,
        pages=file.pages or 1,
        words=words_on_pages(file, listed.pages),
        draw=partial(_drawn, file),
        why_not=listed.left_out or why_no_pages(file),
        some=listed.pages,
        in_part=listed.in_part,
    )


def words_on_pages(file: Attachment, some: tuple[int, ...]) -> tuple[str, ...]:
    """Return what is said on each page; of pages that stay out, nothing."""
    words = tuple(file.text.split("\f")) if file.pages else (file.text,)
    return tuple("" if some and at not in some else each for at, each in enumerate(words, 1))


def why_no_pages(file: Attachment) -> str:
    """Return why the pages of a file cannot stand in any copy; blank if they can."""
    if file.is_held_back:
        return "It was not yet checked for viruses."
    if not file.has_pages:
        return f"A file of this kind ({kind_in_words(file.media_type)}) has no pages."
    return ""


class Missing(Exception):
    """What is stored of a file cannot be read. Its words say why."""


def content_of(file: Attachment) -> bytes:
    """Return a file as it is kept. Raises ``Missing``."""
    try:
        content = files.read(file.stored_as)
    except FileNotFoundError:
        raise Missing("Its file is missing from the store.") from None
    except files.FileDamaged:
        raise Missing("Its stored file is damaged.") from None
    return content


def _drawn(file: Attachment, number: int) -> bytes:
    try:
        return examining.page(content_of(file), file.media_type, number=number, width=_WIDTH)
    except Missing as why:
        raise Undrawn(str(why)) from None
    except examining.NotExamined as why:
        raise Undrawn(f"It {why}.") from None
