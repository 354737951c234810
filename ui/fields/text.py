"""Words: paragraphs, and one line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from ui import parsing
from ui.fields.answer import Answer

LONGEST_TEXT = 200_000
LONGEST_LINE = 250


class LongTextField(Answer, forms.CharField):
    """Paragraphs, kept letter for letter with their line breaks. Never trimmed, never cut.

    A browser sends CR LF for a line break; it is kept as LF, as it was typed. There is no
    ``maxlength`` on the page, because it would silently cut what is pasted.
    """

    widget = forms.Textarea
    line_breaks = True

    def __init__(
        self,
        *,
        limit: int = LONGEST_TEXT,
        rows: int = 4,
        count_to: int | None = None,
        **options: Any,
    ) -> None:
        self.limit = limit
        self.count_to = count_to
        super().__init__(strip=False, **options)
        # Ours says where the character stands; Django's says only that it is there.
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]
        self.widget.attrs["rows"] = rows
        self.widget.attrs.setdefault("spellcheck", "true")
        if count_to:
            self.widget.attrs["class"] = "js-character-count"

    def to_python(self, value: Any) -> str:
        text = parsing.with_plain_line_breaks(super().to_python(value))
        return text if text.strip() else ""

    def run_validators(self, value: str) -> None:
        if wrong := parsing.hidden_character_message(value, line_breaks=self.line_breaks):
            raise ValidationError(wrong, code="hidden_character")
        if len(value) > self.limit:
            raise ValidationError(
                f"Text must be {self.limit:,} characters or fewer. It is {len(value):,}",
                code="too_long",
            )
        super().run_validators(value)


class ShortTextField(LongTextField):
    """One line of text, without spaces at its ends."""

    widget = forms.TextInput
    line_breaks = False

    def __init__(self, *, limit: int = LONGEST_LINE, width: int | None = None, **options: Any):
        super().__init__(limit=limit, **options)
        self.widget.attrs.pop("rows", None)
        if width:
            self.widget.attrs["data-width"] = width

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip()
