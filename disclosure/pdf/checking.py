"""A last look at a finished PDF, before it is stored."""

import io

import pikepdf

from ui.formats import counted


class NotWhole(Exception):
    """A finished PDF lacks something that must be in it."""


def check(pdf: bytes, *, anchors: set[str], title: str) -> int:
    """Make sure that a PDF opens, is tagged, names itself and holds every entry. Return its pages.

    Raises ``NotWhole`` otherwise.
    """
    try:
        opened = pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as error:
        raise NotWhole("The finished copy does not open.") from error
    with opened:
        if "/MarkInfo" not in opened.Root or not opened.Root.MarkInfo.get("/Marked", False):
            raise NotWhole("The finished copy is not tagged for screen readers.")
        if str(opened.docinfo.get("/Title", "")) != title:
            raise NotWhole("The finished copy does not say what it is.")
        places = pikepdf.NameTree(opened.Root.Names.Dests) if "/Names" in opened.Root else {}
        missing = anchors - set(places.keys())
        pages = len(opened.pages)
    if missing:
        lacking = counted(len(missing), "entry is", "entries are")
        raise NotWhole(f"{lacking} missing from the finished copy.")
    return pages
