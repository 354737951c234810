"""Paragraphs of the main text taken as typed statements: word for word, and each only once."""

import re

from django.http import QueryDict

from records.catalogue.definitions import MAIN_STATEMENTS, MAIN_TEXT, MOST_ROWS

# Lines with a word in them, one under another. What stands between two of these is blank.
_PARAGRAPH = re.compile(r"(?<![^\n])[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def taken_from(data: QueryDict, most: int = MOST_ROWS) -> tuple[QueryDict, list[str]]:
    """Return what was typed without the first paragraphs of the main text, and those as they stand.

    ``most`` of them, as far as there is room for statements; the rest of the text stays as it is.
    """
    text = data.get(MAIN_TEXT) or ""
    found = list(_PARAGRAPH.finditer(text))
    stand = int(data.get(f"{MAIN_STATEMENTS}-TOTAL_FORMS") or 0)
    room = max(0, min(most, MOST_ROWS - stand))
    left = data.copy()
    left[MAIN_TEXT] = text[found[room].start() :] if len(found) > room else ""
    return left, [each[0] for each in found[:room]]
