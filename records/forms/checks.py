"""What a council decides about a check: whether it is on, what it says, what it looks for."""

from typing import Any

from django import forms

from records.quality import Check
from records.quality.own_words import LONGEST, stand_ins
from ui.fields import ShortTextField, YesNoField

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


class TakeOutForm(forms.Form):
    """Words of the council that are not looked for any more."""

    phrase = forms.ChoiceField(
        label="Which words?", choices=(), error_messages={"required": "Choose the words"}
    )
    reason = _reason()

    def __init__(self, *args: Any, phrases: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phrase"].choices = [(each, each) for each in phrases]
