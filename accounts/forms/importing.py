"""A file of staff to look at, and its text again to be taken in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.taking_in import LARGEST

_UNREADABLE = "The file cannot be read. Save it as CSV (UTF-8) and choose it again"


class StaffFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="File of staff",
        help_text="Comma-separated values (CSV), 1 MB at most.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file"},
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        given: Any = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise ValidationError("The file is larger than 1 MB. Send it in parts")
        try:
            return given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_UNREADABLE) from None


class StaffTextForm(forms.Form):
    """The text of a file that was looked at. It is looked at anew before anything is done."""

    text = forms.CharField(max_length=LARGEST, strip=False, widget=forms.Textarea)
