"""A copy as one web page that refers to nothing outside itself."""

from collections.abc import Callable
from html.parser import HTMLParser

from django.template.loader import get_template
from django.utils.safestring import mark_safe

from disclosure.pdf.checking import NotWhole
from disclosure.pdf.document import Copy
from disclosure.pdf.layout import months_of
from ui.formats import counted

_LEADS_OUT = ("src", "srcset", "href", "poster", "data", "action", "background")


def page_of(copy: Copy, *, laid_out: Callable[[int], None] = lambda done: None) -> str:
    """Return the whole copy as one page; tells ``laid_out`` after each entry."""
    css = get_template("disclosure/files/page.css").render()
    context = {
        "copy": copy,
        "cover": copy.cover,
        "months": months_of(copy, laid_out),
        "medium": "screen",
        "css": mark_safe(css),  # noqa: S308 - a file of ours, with nothing in it that anybody typed
    }
    return get_template("disclosure/files/page.html").render(context)


def check(page: str, *, anchors: set[str]) -> None:
    """Make sure that a page holds every entry, and leads nowhere but into itself.

    Raises ``NotWhole`` otherwise.
    """
    read = _Reader()
    read.feed(page)
    read.close()
    if missing := anchors - read.places:
        lacking = counted(len(missing), "entry is", "entries are")
        raise NotWhole(f"{lacking} missing from the finished copy.")
    if read.leads_out or read.led_to - read.places:
        raise NotWhole("The finished copy leads to something that is not in it.")


class _Reader(HTMLParser):
    """Gathers the places of a page, and where its attributes lead."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.led_to: set[str] = set()
        self.leads_out = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if place := given.get("id"):
            self.places.add(place)
        for name in _LEADS_OUT:
            where = given.get(name)
            if where is not None and where.startswith("#"):
                self.led_to.add(where[1:])
            elif where is not None:
                self.leads_out = True
