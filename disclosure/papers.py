"""The press for papers of other apps: numbers for a board, about nobody."""

from disclosure.pdf.checking import NotWhole, check
from disclosure.pdf.press import NotPrinted, print_html
from ui import papers

MEMORY = 1024**3
SECONDS = 60


def print_paper(html: str, title: str) -> bytes:
    """Return a page as a tagged PDF, checked. Raises ``papers.NotPrinted`` if it cannot be made."""
    try:
        printed = print_html(html, memory=MEMORY, seconds=SECONDS)
        check(printed.pdf, anchors=set(), title=title)
    except (NotPrinted, NotWhole) as why:
        raise papers.NotPrinted(str(why)) from why
    return printed.pdf
