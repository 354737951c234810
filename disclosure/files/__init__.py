"""A copy as a file: PDF, one web page or plain text, all of the same values and templates.

What is said, left out or removed was settled before (``contents``, ``redacting``): a format adds
nothing and leaves nothing out.
"""

from dataclasses import dataclass

from disclosure import pdf
from disclosure.exchange.writing import json_of, record_of
from disclosure.files import text, web
from disclosure.models import Export
from disclosure.pdf import Copy, Paper, Shelf, Watcher
from disclosure.pdf.locking import locked


@dataclass(frozen=True)
class Made:
    """A finished file. ``pages`` is 0 where it has none.

    ``not_laid_out``: how many entries stand in it by their headings alone.
    """

    content: bytes
    pages: int = 0
    not_laid_out: int = 0


@dataclass(frozen=True)
class Kind:
    """What a file of a format is called when it is taken away."""

    ending: str
    media_type: str


KINDS = {
    Export.MadeAs.PDF: Kind("pdf", "application/pdf"),
    Export.MadeAs.ARCHIVE: Kind("pdf", "application/pdf"),
    Export.MadeAs.HTML: Kind("html", "text/html; charset=utf-8"),
    Export.MadeAs.JSON: Kind("json", "application/json"),
    Export.MadeAs.TEXT: Kind("txt", "text/plain; charset=utf-8"),
}


def made(
    copy: Copy,
    export: Export,
    *,
    password: str = "",
    watch: Watcher,
    shelf: Shelf | None = None,
    papers: tuple[Paper, ...] = (),
) -> Made:
    """Return the copy in the format that was asked for.

    A PDF opens with the ``password`` alone, if one is given. ``shelf`` keeps its parts;
    ``papers`` are files that stand in it as pages.

    Raises what ``pdf.render`` raises.
    """
    made_as = export.made_as
    if made_as in (Export.MadeAs.PDF, Export.MadeAs.ARCHIVE):
        is_archival = made_as == Export.MadeAs.ARCHIVE
        printed = pdf.render(copy, is_archival=is_archival, watch=watch, shelf=shelf, papers=papers)
        entries = sum(1 for anchor in printed.failed if anchor in copy.anchors)
        content = locked(printed.pdf, password) if password else printed.pdf
        return Made(content, printed.pages, entries)
    watch(pdf.PREPARING, 0)
    if made_as == Export.MadeAs.JSON:
        return Made(json_of(copy, record_of(export)).encode())
    page = web.page_of(copy, laid_out=lambda done: watch(pdf.PREPARING, done))
    watch(pdf.CHECKING, copy.entries)
    web.check(page, anchors=copy.anchors)
    return Made((page if made_as == Export.MadeAs.HTML else text.text_of(copy)).encode())
