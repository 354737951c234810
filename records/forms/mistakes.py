"""What is wrong, in words that name the question and the row: they are read far from both."""

import re

from django import forms

_SPEAKS_OF_ITSELF = re.compile(r"(Text|Date|Time|Minutes|Amount)(?= must|:)")
_WORDS = 5
_LONGEST = 40  # characters, for a word without end


def in_full(bound: forms.BoundField) -> list[str]:
    """Return the mistakes of a field, each of them naming its question.

    What the form itself or a list to choose from says names it already.
    """
    names_itself = isinstance(bound.field, forms.ChoiceField)
    return [
        text if names_itself or not wrong.code else _with_question(str(bound.label), text)
        for wrong in bound.form.errors.as_data().get(bound.name, [])
        for text in wrong.messages
    ]


def in_row(
    title: str, row_title: str, number: int, text: str, *, about: str = "", said: str = ""
) -> str:
    """Return a mistake with its row: "Action 2 (“Ring the surgery”): choose who will do it".

    ``about`` is what a row is about that has a name: "Breathing: select A, B or C". ``said`` is
    what stands in a row already.
    """
    row = f"{row_title} {number + 1}"
    if title.removesuffix("s") != row_title:
        row = f"{title}, {row_title.lower()} {number + 1}"
    named = f"{row} ({said})" if said else row
    return f"{about or named}: {_small(text)}"


def first_words(text: object) -> str:
    """Return the first words of what was typed, in quotation marks; nothing for nothing."""
    words = str(text or "").strip('“”" \r\n\t').split()
    short = " ".join(words[:_WORDS])[:_LONGEST]
    cut = "…" if short != " ".join(words) else ""
    return f"“{short}{cut}”" if short else ""


def _with_question(label: str, text: str) -> str:
    """Return a mistake that names its question as its label does.

    A day, a time or a text speaks of itself first ("Date must include a year"): of the question
    instead, or of the time in it.
    """
    if match := _SPEAKS_OF_ITSELF.match(text):
        noun, rest = match[1], text[match.end(1) :]
        if noun == "Time":
            return f"The time in “{label}”{rest}"
        return f"{label if noun == 'Text' and not label.endswith('?') else f'“{label}”'}{rest}"
    if label.lower() in text.lower():
        return text
    return f"{label} {text}" if label.endswith("?") else f"{label}: {_small(text)}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
