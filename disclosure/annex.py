"""Which files stand as pages in a copy, and why another does not."""

from functools import partial

from disclosure.about import joined
from disclosure.models import Export
from disclosure.pdf import Copy, Paper, Undrawn
from records import files
from records.files import examining
from records.files.pages import kind_in_words
from records.models import Attachment
from ui import formats

_WIDTH = 1240  # an A4 page at 150 points to the inch


def papers_of(export: Export, copy: Copy) -> tuple[Paper, ...]:
    """Return the files of the entries of a copy in their order; none if they were not asked for."""
    if not export.with_files:
        return ()
    entries = {
        each.anchor.removeprefix("entry-"): each for month in copy.months for each in month.entries
    }
    found = Attachment.objects.filter(
        person=export.person, entry__key__in=entries, taken_off_at=None
    ).select_related("entry")
    places = {key: place for place, key in enumerate(entries)}
    ordered = sorted(found, key=lambda file: (places[file.entry.key], file.pk))
    return tuple(_paper(file, entries[file.entry.key]) for file in ordered)


def _paper(file: Attachment, entry) -> Paper:
    pages = file.pages or 1
    return Paper(
        anchor=f"file-{file.key}",
        title=file.title,
        described=joined(
            f"from {file.source}" if file.source else "",
            formats.day_and_month(file.dated_on),
            kind_in_words(file.media_type),
        ),
        entry=f"{entry.day} {entry.title}",
        entry_anchor=entry.anchor,
        sha256=file.sha256,
        pages=pages,
        words=tuple(file.text.split("\f")) if file.pages else (file.text,),
        draw=partial(_drawn, file.stored_as, file.media_type),
        why_not=_why_not(file),
    )


def _why_not(file: Attachment) -> str:
    if file.is_held_back:
        return "It was not yet checked for viruses."
    if not file.has_pages:
        return f"A file of this kind ({kind_in_words(file.media_type)}) has no pages."
    return ""


def _drawn(stored_as: str, media_type: str, number: int) -> bytes:
    try:
        content = files.read(stored_as)
        return examining.page(content, media_type, number=number, width=_WIDTH)
    except FileNotFoundError:
        raise Undrawn("Its file is missing from the store.") from None
    except files.FileDamaged:
        raise Undrawn("Its stored file is damaged.") from None
    except examining.NotExamined as why:
        raise Undrawn(f"It {why}.") from None
