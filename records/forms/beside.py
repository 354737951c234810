"""Small forms beside a record: why it is corrected, what is added, why an answer is missing."""

from typing import Any

from django import forms

from records.forms.quiet import QuietForm
from records.models import Addition
from records.own_words import ASKED_BY_PERSON, TYPING_ERROR
from ui.fields import LongTextField

LONGEST_REASON = 2000
LONGEST_ADDITION = 100_000
CORRECTION_KINDS = (
    "Something I wrote was wrong",
    "Something was missing",
    "My manager asked for it",
    TYPING_ERROR,
    ASKED_BY_PERSON,
)


class CorrectionForm(QuietForm):
    """Why a signed entry is corrected."""

    prefix = "correction"
    kind = forms.ChoiceField(
        label="What kind of correction is it?",
        help_text="Somebody’s own words may change only for one of the last two.",
        choices=[(kind, kind) for kind in CORRECTION_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of correction it is"},
    )
    detail = LongTextField(
        label="What was wrong, and how do you know?",
        limit=LONGEST_REASON,
        rows=2,
        error_messages={"required": "Enter what was wrong, and how you know"},
    )

    @property
    def reason(self) -> str:
        """The reason as it is signed: the kind, then the words."""
        return f"{self.cleaned_data['kind']}. {self.cleaned_data['detail']}"


class AdditionForm(QuietForm):
    """Something put beside a signed entry."""

    kind = forms.ChoiceField(
        label="What are you adding?",
        choices=Addition.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you are adding"},
    )
    text = LongTextField(
        label="What should stand beside the entry?",
        help_text="It is signed in your name, with today’s date. The entry itself does not change.",
        limit=LONGEST_ADDITION,
        rows=6,
        error_messages={"required": "Enter what should stand beside the entry"},
    )


class GapForm(QuietForm):
    """Why one required answer is missing. Empty means that it is still to be answered."""

    reason = forms.ChoiceField(label="Why can it not be answered?", required=False)
    detail = LongTextField(label="Say more", limit=LONGEST_REASON, rows=2, required=False)

    def __init__(self, *args: Any, reasons: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [("", "Choose a reason"), *((r, r) for r in reasons)]
        for field in self.fields.values():
            field.mark = ""
            field.label_size = "plain"

    def clean(self) -> dict[str, Any]:
        """Ask for the other half once one stands there."""
        given = self.cleaned_data
        if given.get("reason") and not given.get("detail"):
            self.add_error("detail", "Say more: a reader will want to know why")
        if given.get("detail") and not given.get("reason"):
            self.add_error("reason", "Choose the reason that fits")
        return given


class SignForm(QuietForm):
    """The last page: sign now with answers missing, for somebody's safety."""

    finish_later = forms.BooleanField(
        label="This is urgent for someone’s safety: sign now, finish later",
        help_text=(
            "Only when it happened, what kind of record it is and who was in touch are needed. "
            "You get an action to finish it by the end of the next working day."
        ),
        required=False,
    )
