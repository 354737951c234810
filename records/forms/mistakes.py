"""What is wrong, in words that name the question and the row: they are read far from both."""

from django import forms

_ANY_TEXT = "Text must"


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


def in_row(title: str, row_title: str, number: int, text: str, *, about: str = "") -> str:
    """Return a mistake with its row: "Action 2: choose who will do it".

    ``about`` is what a row is about that has a name: "Breathing: select A, B or C".
    """
    row = f"{row_title} {number + 1}"
    if title.removesuffix("s") != row_title:
        row = f"{title}, {row_title.lower()} {number + 1}"
    return f"{about or row}: {_small(text)}"


def _with_question(label: str, text: str) -> str:
    if text.startswith(_ANY_TEXT):
        subject = f"“{label}”" if label.endswith("?") else label
        return f"{subject}{text.removeprefix('Text')}"
    if label.lower() in text.lower():
        return text
    return f"{label} {text}" if label.endswith("?") else f"{label}: {_small(text)}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
