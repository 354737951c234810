"""Which page of the answers to a search is asked for."""

from django.http import HttpRequest

MOST_PAGES = 25


def page_number(request: HttpRequest) -> int:
    """Return the page that the address names, from 1 to 25; 1 for what is no number of a page."""
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 4:
        return min(max(int(asked), 1), MOST_PAGES)
    return 1
