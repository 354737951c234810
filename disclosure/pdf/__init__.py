"""Copies as PDF: the one place that uses WeasyPrint and pikepdf.

``render`` takes a ``document.Copy`` and returns bytes. It is cut into parts (``cutting``); each is
laid out from HTML in a process of its own by ``typeset``, which may fetch nothing and has limits
(``workers``), and kept; then they are joined (``joined``).
"""

from dataclasses import replace
from typing import Protocol

from disclosure.pdf.annex import Paper, PaperPart, Undrawn, listed, parts_of
from disclosure.pdf.archival import VARIANT, archival
from disclosure.pdf.checking import NotWhole, check
from disclosure.pdf.cutting import Part, accounted, cut
from disclosure.pdf.document import Copy
from disclosure.pdf.joined import joined
from disclosure.pdf.press import NotInstalled, NotPrinted, Printed
from disclosure.pdf.unseen import named
from disclosure.pdf.workers import Laid, Nowhere, Shelf, Workers
from ui.formats import counted

__all__ = [
    "PREPARING",
    "STEPS",
    "Copy",
    "NotPrinted",
    "NotWhole",
    "Paper",
    "Printed",
    "Shelf",
    "Undrawn",
    "Watcher",
    "lay_out_ahead",
    "render",
]

PREPARING, LAYING_OUT = "Preparing entries", "Laying out pages"
JOINING, CHECKING = "Joining pages", "Checking"
STEPS = (PREPARING, LAYING_OUT, JOINING, CHECKING)


class Watcher(Protocol):
    """Is told how far a copy is."""

    def __call__(self, step: str, done: int) -> None:
        """Take note of the step that begins or goes on, and of the entries that are ready."""


def _nobody(step: str, done: int) -> None:
    """Watch nothing."""


def render(
    copy: Copy,
    *,
    is_archival: bool = False,
    watch: Watcher = _nobody,
    shelf: Shelf | None = None,
    papers: tuple[Paper, ...] = (),
) -> Printed:
    """Return the copy as a tagged PDF: PDF/UA-1, for archives PDF/A-3a as well.

    ``shelf`` keeps parts for another time, ``papers`` are files that go with it. What could not be
    laid out is named in the copy, and returned by its place with the reason.
    Raises ``NotPrinted`` if it could not be laid out, ``NotWhole`` if the result lacks an entry.
    """
    watch(LAYING_OUT, 0)
    variant = VARIANT if is_archival else ""
    with Workers(Nowhere() if shelf is None else shelf, variant=variant) as workers:
        laid = _laid_out(copy, papers, workers, watch)
    watch(JOINING, copy.entries)
    pdf = joined(laid.sheets, copy)
    if is_archival:
        pdf = archival(pdf)
    watch(CHECKING, copy.entries)
    pages = check(pdf, anchors=copy.anchors, title=copy.title)
    return Printed(pdf, pages, failed=laid.failed)


def lay_out_ahead(copy: Copy, *, shelf: Shelf, is_archival: bool = False) -> int:
    """Lay out the entries that ``shelf`` does not have, for another time; return how many.

    None of a short copy: that is one part with its cover, and never kept.
    Raises ``NotPrinted`` if they cannot be laid out.
    """
    variant = VARIANT if is_archival else ""
    parts = [
        each
        for each in cut(copy)
        if each.entries and each.may_be_kept and shelf.get(each.digest(variant)) is None
    ]
    if parts:
        with Workers(shelf, variant=variant) as workers:
            workers.lay_out(parts, done=lambda some: None)
    return sum(each.entries for each in parts)


def _laid_out(copy: Copy, papers: tuple[Paper, ...], workers: Workers, watch: Watcher) -> Laid:
    """Lay out the entries, and then what is said of them: which could not be laid out or drawn."""
    parts = cut(copy, few=0) if papers else cut(copy)
    if len(parts) == 1 and not papers:
        try:
            (laid,) = workers.lay_out(parts, done=lambda some: None)
        except NotInstalled:
            raise
        except NotPrinted:
            if copy.chronology:
                raise
            parts = cut(copy, few=0)
        else:
            if laid.missing:
                noted = replace(copy, cannot_be_drawn=named(sorted(laid.missing)))
                (laid,) = workers.lay_out(cut(noted), done=lambda some: None)
            watch(LAYING_OUT, copy.entries)
            return laid
    ready = 0

    def count(some: int) -> None:
        nonlocal ready
        ready += some
        watch(LAYING_OUT, ready)

    entries = [each for each in parts if each.entries]
    pages = parts_of(papers, copy)
    inside = workers.lay_out([*entries, *pages], done=count)
    found = sum(inside, Laid())
    copy = replace(
        copy,
        account=accounted(copy.account, found.failed),
        cover=replace(copy.cover, not_laid_out=_not_laid_out(copy, found)),
    )
    missing = found.missing
    for _ in range(2):  # again, where the pages around the entries lack letters themselves
        noted = replace(copy, cannot_be_drawn=named(sorted(missing)))
        parts = cut(noted, few=0, files=listed(papers, found.failed))
        said = [each for each in parts if not each.entries]
        around = workers.lay_out(said, done=count)
        more = sum(around, Laid()).missing
        if more <= missing:
            break
        missing = missing | more
    laid = [*zip(said, around, strict=True), *zip([*entries, *pages], inside, strict=True)]
    laid.sort(key=lambda each: each[0].stands)
    return sum((each for part, each in laid if not _is_broken(part, found)), Laid())


def _not_laid_out(copy: Copy, found: Laid) -> str:
    """Return what the cover says of entries that stand by their headings alone."""
    number = sum(anchor in copy.anchors for anchor in found.failed)
    if not number:
        return ""
    words = counted(number, "entry stands", "entries stand")
    return (
        f"{words} here by the heading alone, because the words could not be laid out. The last "
        "pages say which and why. Ask for them as plain text: that has every word."
    )


def _is_broken(part: Part, found: Laid) -> bool:
    """Say whether it is of a file of which some page could not be drawn."""
    return isinstance(part, PaperPart) and part.given.anchor in found.failed
