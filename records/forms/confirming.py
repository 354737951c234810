"""What the provider of information answers."""

from typing import Any

from django import forms

from records.forms.beside import LONGEST_ADDITION
from records.forms.quiet import QuietForm
from records.models import Confirmation
from ui.fields import LongTextField, ShowIf


class ConfirmForm(QuietForm):
    """Is it right as it was written down?"""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    given = forms.ChoiceField(
        label="Is this what you told your colleague?",
        choices=[
            (Confirmation.Answer.CONFIRMED, "Yes, it is right"),
            (Confirmation.Answer.CORRECTED, "No, something should be put right"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is right"},
    )
    text = LongTextField(
        label="What should be put right?",
        help_text="It stands beside the entry in your name. The writer is told, and corrects it.",
        limit=LONGEST_ADDITION,
        rows=5,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].mark = ""
        self.fields["text"].show_if = ShowIf("given", (Confirmation.Answer.CORRECTED.value,))

    def clean(self) -> dict[str, Any]:
        """Ask for the words of a correction, and refuse words that would be lost."""
        said = self.cleaned_data
        is_corrected = said.get("given") == Confirmation.Answer.CORRECTED
        if is_corrected and not said.get("text") and "text" not in self.errors:
            self.add_error("text", "Enter what should be put right")
        if said.get("given") == Confirmation.Answer.CONFIRMED and said.get("text"):
            self.add_error("given", "You wrote what should be put right: choose “No”, or clear it")
        return said

    def answer(self) -> dict[str, Any]:
        """Return the answer in the words of the action."""
        said = self.cleaned_data
        return {
            "version_number": said["version"],
            "answer": said["given"],
            "text": said["text"],
        }
