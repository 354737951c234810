"""What was typed, as a browser sent it: kept in a draft, and shown again, letter for letter."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.http import QueryDict

from ui.parsing import hidden_character_message, with_plain_line_breaks

Typed = dict[str, list[str]]

# What the page adds for itself. None of it is anybody's words.
_NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "form_token",
        "draft_version",
        "act",
        "add_row",
        "remove_row",
        "by_paragraph",
        "take_off",
        "take_out",
        "fill_from",
        "settle",
    }
)


def typed_of(posted: QueryDict) -> Typed:
    """Return everything typed in a form, with each line break as one character.

    A browser sends CR LF for a line break, whatever was typed or pasted; it is kept as LF. Nothing
    else is changed. Raises ``ValidationError`` for NUL, which no database keeps as text.
    """
    typed = {
        name: [with_plain_line_breaks(text) for text in posted.getlist(name)]
        for name in posted
        if name not in _NOT_TYPED
    }
    for name, texts in typed.items():
        for text in (name, *texts):
            if "\x00" in text:
                raise ValidationError(hidden_character_message(text), code="hidden_character")
    return typed


def as_posted(typed: Typed) -> QueryDict:
    """Return what was typed in the shape in which a form reads it."""
    data = QueryDict(mutable=True)
    for name, texts in typed.items():
        data.setlist(name, texts)
    return data


def without(typed: Typed, names: Iterable[str]) -> Typed:
    """Return what was typed, leaving some questions out."""
    return {name: texts for name, texts in typed.items() if name not in set(names)}
