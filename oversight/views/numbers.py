"""A number in a table that opens to what it counts."""


def number_cell(count, url):
    """Return the cell of a table for ``count``: none of anything opens nothing."""
    return {"text": str(count), "url": url} if count else "0"
