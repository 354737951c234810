"""The HTML of a copy. Everything that people wrote goes through templates that escape it."""

from collections.abc import Callable
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from disclosure.pdf.document import Copy
from disclosure.pdf.large import enlarge


def html_of(copy: Copy, *, laid_out: Callable[[int], None] = lambda done: None) -> str:
    """Return the whole copy as one HTML document; tells ``laid_out`` after each entry."""
    context = {
        "copy": copy,
        "cover": copy.cover,
        "months": months_of(copy, laid_out),
        "medium": "pages",
        "css": _css(copy.print_size),
    }
    return get_template("disclosure/pdf/copy.html").render(context)


def months_of(copy: Copy, laid_out: Callable[[int], None]) -> list[dict[str, Any]]:
    """Return the months with their entries as HTML; tells ``laid_out`` after each entry."""
    entry_template = get_template("disclosure/pdf/entry.html")
    done = 0
    months = []
    for month in copy.months:
        pieces = []
        for entry in month.entries:
            pieces.append(entry_template.render({"entry": entry}))
            done += 1
            laid_out(done)
        months.append({"month": month, "pieces": pieces})
    return months


def _css(print_size: int) -> SafeString:
    """Return the rules of the pages: files of ours, with nothing in them that anybody typed."""
    css = get_template("disclosure/pdf/copy.css").render()
    if print_size:
        css = enlarge(css, print_size) + get_template("disclosure/pdf/large.css").render()
    return mark_safe(css)  # noqa: S308 - see above
