"""Why a draft is set aside."""

from django import forms

from ui.fields import LongTextField


class SetAsideForm(forms.Form):
    """A reason, for whoever asks what became of the draft."""

    because = LongTextField(
        label="Why is it set aside?",
        help_text="For example: the same call was recorded by a colleague on the same day.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it is set aside"},
    )
