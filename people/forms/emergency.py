"""What somebody types to open a record in an emergency, and who looked at it afterwards."""

from typing import Any

from django import forms

from people.emergencies import LEAST_WORDS
from people.models import EmergencyAccess
from ui.fields import LongTextField, ShortTextField

_WORDS = f"Say why in at least {LEAST_WORDS} characters"


class EmergencyForm(forms.Form):
    """What the emergency is, and whether what is restricted is needed too."""

    category = forms.ChoiceField(
        label="What is the emergency?",
        choices=EmergencyAccess.Category,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the emergency is"},
    )
    words = LongTextField(
        label="Why do you need this record now?",
        help_text="In your own words. Your manager, their worker and they themselves may read it.",
        rows=3,
        limit=2000,
        error_messages={"required": _WORDS},
    )
    wants_restricted = forms.BooleanField(
        label="I also need entries that are restricted",
        help_text="The manager on call is asked, and opens them if they agree.",
        required=False,
    )

    def __init__(self, *args: Any, only_restricted: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if only_restricted:
            del self.fields["wants_restricted"]

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if len(" ".join(words.split())) < LEAST_WORDS:
            raise forms.ValidationError(_WORDS)
        return words


class AskForm(EmergencyForm):
    """A record that cannot be found, by a number that the caller gives."""

    asked_for = ShortTextField(
        label="Council reference or NHS number",
        limit=40,
        error_messages={"required": "Enter the council reference or the NHS number"},
    )
    field_order = ["asked_for", "category", "words"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, only_restricted=True, **options)


class ReviewEmergencyForm(forms.Form):
    """What the manager found who looked at an opening in an emergency."""

    finding = forms.ChoiceField(
        label="What did you find?",
        choices=EmergencyAccess.Finding,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    words = LongTextField(
        label="How do you know?",
        help_text="What you looked at, whom you asked and what they said. They may read it.",
        rows=4,
        limit=4000,
        error_messages={"required": "Enter how you know"},
    )


class EmergenciesForm(forms.Form):
    """Where the list begins. What cannot be read counts as not given."""

    before = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> int | None:
        """Return the number before which the list begins."""
        self.is_valid()
        return self.cleaned_data.get("before")
