"""Tables as comma-separated values that a spreadsheet cannot be made to run."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so is run by a spreadsheet as a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet_of(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows under their heads as comma-separated values; no cell can act as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow(plain(cell) for cell in row)
    return text.getvalue()


def plain(cell: str) -> str:
    """Return a cell with a quotation mark before it if a spreadsheet would run it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULAS) else cell
