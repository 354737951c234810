"""The arithmetic of the NHS continuing healthcare checklist, shown as it is scored."""

from collections.abc import Mapping
from typing import Any

from ui.formats import counted

STARRED = "(starred)"
_NOT_YET = "No domain is scored yet."


def arithmetic(values: Mapping[str, Any]) -> str:
    """Return how the domains are scored so far, and which threshold that reaches."""
    given = values.get("domains")
    rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []
    scored = [row for row in rows if row.get("column") in ("A", "B", "C")]
    if not scored:
        return _NOT_YET
    count = {each: sum(row["column"] == each for row in scored) for each in "ABC"}
    starred = sum(
        row["column"] == "A" and str(row.get("domain", "")).endswith(STARRED) for row in scored
    )
    reached = [
        words
        for words, holds in (
            ("two or more As", count["A"] >= 2),
            ("five or more Bs", count["B"] >= 5),
            ("one A and four Bs", count["A"] >= 1 and count["B"] >= 4),
            ("an A in a starred domain", starred >= 1),
        )
        if holds
    ]
    scores = ", ".join(counted(count[each], each) for each in "ABC")
    sum_up = f"Scored: {scores}; {counted(starred, 'A', 'As')} in a starred domain."
    if reached:
        return f"{sum_up} That is {reached[0]}: positive, a full assessment."
    return f"{sum_up} That reaches no threshold: negative, no further assessment."
