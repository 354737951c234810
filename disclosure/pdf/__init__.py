"""Copies as PDF: the one place that uses WeasyPrint and pikepdf.

``render`` takes a ``document.Copy`` and returns bytes. One HTML source, laid out in a process of
its own by ``typeset``, which may fetch nothing and has limits.
"""

from dataclasses import replace
from typing import Protocol

from disclosure.pdf.archival import VARIANT, archival
from disclosure.pdf.checking import NotWhole, check
from disclosure.pdf.document import Copy
from disclosure.pdf.layout import html_of
from disclosure.pdf.press import NotPrinted, Printed, print_html
from disclosure.pdf.unseen import named

__all__ = ["PREPARING", "STEPS", "Copy", "NotPrinted", "NotWhole", "Printed", "Watcher", "render"]

PREPARING, LAYING_OUT, CHECKING = "Preparing entries", "Laying out pages", "Checking"
STEPS = (PREPARING, LAYING_OUT, CHECKING)


class Watcher(Protocol):
    """Is told how far a copy is."""

    def __call__(self, step: str, done: int) -> None:
        """Take note of the step that begins or goes on, and of the entries that are ready."""


def _nobody(step: str, done: int) -> None:
    """Watch nothing."""


def render(copy: Copy, *, is_archival: bool = False, watch: Watcher = _nobody) -> Printed:
    """Return the copy as a tagged PDF: PDF/UA-1, for archives PDF/A-3a as well.

    Raises ``NotPrinted`` if it could not be laid out, ``NotWhole`` if the result lacks an entry.
    """
    html = html_of(copy, laid_out=lambda done: watch(PREPARING, done))
    watch(LAYING_OUT, copy.entries)
    variant = VARIANT if is_archival else ""
    printed = print_html(html, variant=variant)
    if printed.missing:
        # A second time, with boxes and a note for what the fonts could not draw.
        copy = replace(copy, cannot_be_drawn=named(printed.missing))
        printed = print_html(html_of(copy), boxes_for=printed.missing, variant=variant)
    if is_archival:
        printed = replace(printed, pdf=archival(printed.pdf))
    watch(CHECKING, copy.entries)
    check(printed.pdf, anchors=copy.anchors, title=copy.title)
    return printed
