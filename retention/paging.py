"""Which page of a list was asked for."""


def page_of(request) -> int:
    """Return the number of the page, the first where none was asked for that there can be."""
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() else 1
