"""What a council decides about a check: whether it is on, what it says, what it looks for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from records.quality import Check
from records.quality.own_words import LONGEST, stand_ins
from ui.fields import ShortTextField, YesNoField

_IN_FULL = "In full. After a full stop you can add what it is, for whoever reads a copy."
_SHORT_FORM = re.compile("[A-Z]{2,7}")
_REASON = "It stands in the history for everyone who may see this page."


def _reason() -> ShortTextField:
    return ShortTextField(
        label="Why is it changed?",
        help_text=_REASON,
        limit=500,
        error_messages={"required": "Enter why it is changed"},
    )


class CheckForm(forms.Form):
    """A check as the council wants it."""

    is_on = YesNoField(label="Is it on?", error_messages={"required": "Choose yes or no"})
    says = ShortTextField(label="What it says", limit=500, required=False)
    reason = _reason()

    def __init__(self, *args: Any, check: Check, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [f"{{{name}}}" for name in stand_ins(check)]
        found = f" Keep what stands for the words found: {', '.join(names)}." if names else ""
        self.fields["says"].help_text = f"Left empty, it says what the product says.{found}"


class WordsForm(forms.Form):
    """Words to look for, and what is said of them."""

    phrase = ShortTextField(
        label="Words to look for",
        help_text="As they are written. A capital letter is found as a capital letter only.",
        limit=LONGEST,
        error_messages={"required": "Enter the words to look for"},
    )
    says = ShortTextField(
        label="What is said of them",
        help_text="Why, and what could be written instead.",
        limit=500,
        error_messages={"required": "Enter what is said of them"},
    )
    reason = _reason()


class ShortFormForm(WordsForm):
    """A short form, and what it means."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        phrase, says = self.fields["phrase"], self.fields["says"]
        phrase.label, phrase.help_text = "Short form", "As it is written, for example MDT."
        phrase.error_messages["required"] = "Enter the short form"
        says.label, says.help_text = "What it means", _IN_FULL
        says.error_messages["required"] = "Enter what it means"

    def clean_phrase(self) -> str:
        """Refuse what is never looked for as a short form."""
        phrase = str(self.cleaned_data["phrase"]).strip()
        if not _SHORT_FORM.fullmatch(phrase):
            raise ValidationError("Enter two to seven capital letters, with nothing between them")
        return phrase


class EntryForm(CheckForm):
    """An entry of a list, or a short form, as the council wants it."""

    def __init__(self, *args: Any, is_shipped: bool, has_meaning: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        is_on, says = self.fields["is_on"], self.fields["says"]
        is_on.label = "Is it in the list?" if has_meaning else "Is it looked for?"
        if has_meaning:
            says.label, says.help_text = "What it means", _IN_FULL
        elif not is_shipped:
            says.help_text = "Why, and what could be written instead."
        self.needs_says = has_meaning or not is_shipped

    def clean(self) -> dict[str, Any]:
        """Ask what is said of words that the product says nothing of."""
        given = super().clean() or {}
        if given.get("is_on") and self.needs_says and not given.get("says"):
            self.add_error("says", "Enter what is said of it")
        return given
