"""What was added about one sentence of an entry stands at that sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from records.models import Addition
from records.shown.presentation import PresentedEntry, PresentedRow
from records.shown.replies import in_threads

_OFFERED = 150
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


def sentences_of(shown: PresentedEntry) -> list[str]:
    """Return the sentences of an entry that an addition may speak of, in their order, each once."""
    return list(placed_sentences(shown))[:_OFFERED]


def placed_sentences(shown: PresentedEntry) -> dict[str, str]:
    """Return the sentences of an entry in their order, each once, with its question."""
    found: dict[str, str] = {}
    for section in shown.sections:
        for row in section.rows:
            for said in row.statements:
                found.setdefault(said["text"], row.label)
            long = [row.text] if row.kind == "long_text" else []
            long += [cell.text for each in row.items for cell in each.cells if cell.is_long]
            for match in (match for text in long for match in _SENTENCE.finditer(text)):
                found.setdefault(match.group().strip(), row.label)
    return {text: label for text, label in found.items() if text}


def anchored(
    shown: PresentedEntry, additions: Iterable[Addition]
) -> tuple[PresentedEntry, list[Addition]]:
    """Return an entry with each addition at its sentence, and those that speak of no one sentence.

    One whose sentence was corrected since is among the latter: it carries the sentence itself.
    """
    left = in_threads(additions)
    return (
        replace(
            shown,
            sections=[
                replace(each, rows=[_with_additions(row, left) for row in each.rows])
                for each in shown.sections
            ],
        ),
        left,
    )


def taken_from(left: list[Addition], text: str) -> list[Addition]:
    """Take out of ``left`` and return the additions that speak of a sentence of ``text``."""
    here = [each for each in left if each.about_text and each.about_text in text]
    left[:] = [each for each in left if each not in here]
    return here


def at_statements(
    statements: Sequence[dict[str, Any]], left: list[Addition]
) -> list[dict[str, Any]]:
    """Return statements, each with the additions about it, which leave ``left``."""
    return [{**each, "additions": taken_from(left, each["text"])} for each in statements]


def _with_additions(row: PresentedRow, left: list[Addition]) -> PresentedRow:
    if not left:
        return row
    return replace(
        row,
        statements=at_statements(row.statements, left),
        additions=taken_from(left, row.words),
    )
