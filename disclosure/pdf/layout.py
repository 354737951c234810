"""The HTML of a copy. Everything that people wrote goes through templates that escape it."""

from collections.abc import Callable
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from disclosure.pdf.cutting import Part
from disclosure.pdf.document import Copy
from disclosure.pdf.large import enlarge, head, margin


def html_of(copy: Copy, *, laid_out: Callable[[int], None] = lambda done: None) -> str:
    """Return the whole copy as one HTML document; tells ``laid_out`` after each entry."""
    context = {
        "copy": copy,
        "cover": copy.cover,
        "months": months_of(copy, laid_out),
        "medium": "pages",
        "css": _css(copy.print_size, copy.cover.who),
    }
    return get_template("disclosure/pdf/copy.html").render(context)


def html_of_part(part: Part) -> str:
    """Return a part as a document of its own, whose links lead to places of the whole copy.

    ``to:place``, and ``at:`` or ``in:`` where the page stands at the end (see ``boxed.joining``).
    What people wrote holds no such mark: a quotation mark of theirs is escaped.
    """
    context = {
        "part": part,
        "copy": part.copy,
        "cover": part.whole.cover,
        "whole": part.whole,
        "months": months_of(part.copy, lambda done: None),
        "medium": "pages",
        "css": _css(part.copy.print_size, part.whole.cover.who),
    }
    for month in context["months"]:
        month["pieces"] = [mark_safe(_led(each, "to")) for each in month["pieces"]]  # noqa: S308
    for section, scheme in (("contents", "at"), ("glossary", "to"), ("account", "in")):
        page = get_template(f"disclosure/pdf/{section}.html")
        if section in part.sections:
            context[section] = mark_safe(_led(page.render(context), scheme))  # noqa: S308
    return get_template("disclosure/pdf/part.html").render(context)


def _led(html: str, scheme: str) -> str:
    return html.replace('href="#', f'href="{scheme}:')


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


def _css(print_size: int, who: str) -> SafeString:
    """Return the rules of the pages: files of ours, with nothing in them that anybody typed."""
    css = get_template("disclosure/pdf/copy.css").render()
    if print_size:
        css = enlarge(css, print_size) + get_template("disclosure/pdf/large.css").render(
            {"margin": round(margin(print_size), 1), "head": round(head(print_size, who), 1)}
        )
    return mark_safe(css)  # noqa: S308 - see above
