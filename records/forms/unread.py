"""What a worker types to have read a report without key points, or several things at once."""

from collections.abc import Iterable
from typing import Any

from django import forms

from records.forms.quiet import QuietForm
from ui.fields import LongTextField, ShortTextField


class ReadForm(QuietForm):
    """The key points of a report, where nobody has given them."""

    key_points = LongTextField(
        label="Key points, with page numbers",
        help_text="Facts and opinions apart; say whose opinion. They stand beside the report.",
        limit=4000,
        rows=6,
        error_messages={"required": "Enter the key points, with page numbers"},
    )

    def __init__(self, *args: Any, needs_points: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not needs_points:
            del self.fields["key_points"]


class SeveralReadForm(forms.Form):
    """Which of what waits was read, and why it was not opened one by one."""

    which = forms.MultipleChoiceField(
        label="Which have you read?",
        error_messages={
            "required": "Tick what you have read",
            "invalid_choice": "Look at the list again: something you ticked waits no longer",
        },
    )
    reason = ShortTextField(
        label="How have you read them?",
        help_text="One answer for all that you ticked. It is kept with each, beside your name. "
        "For example: I read them on paper in the morning meeting.",
        limit=300,
        error_messages={"required": "Enter how you have read them"},
    )

    def __init__(self, *args: Any, keys: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["which"].choices = [(key, key) for key in keys]

    @property
    def ticked(self) -> list[str]:
        """Return what was ticked, whether or not it can be kept."""
        return self.data.getlist("which") if self.is_bound else []
