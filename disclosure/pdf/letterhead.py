"""What each letter of the council on paper carries besides its words."""

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from disclosure.pdf.large import enlarge, margin


def letterhead(print_size: int) -> dict[str, object]:
    """Return who sends it, how they are reached, where the notice stands, and its rules.

    ``print_size`` is in points; 0 is ordinary print. A larger one leaves more room for the foot.
    """
    css = get_template("disclosure/letters/letter.css").render()
    if print_size:
        css = enlarge(css, print_size)
        css += f"@page {{ margin-bottom: {margin(print_size):.0f}mm }}"
    return {
        "council": settings.COUNCIL_NAME,
        "contact": settings.COUNCIL_CONTACT,
        "notice": settings.PRIVACY_NOTICE_ADDRESS,
        "css": mark_safe(css),  # noqa: S308 - a file of ours, with nothing in it that anybody typed
    }
