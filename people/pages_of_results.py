"""Which page of the answers to a search is asked for."""

from django.http import HttpRequest

MOST_PAGES = 25


def page_number(request: HttpRequest, *, most: int = MOST_PAGES) -> int:
    """Return the page that the address names, from 1 to ``most``; 1 for what is no such number."""
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdigit() and len(asked) <= len(str(most)) + 1:
        return min(max(int(asked), 1), most)
    return 1
