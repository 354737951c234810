"""A file of rows to look at, and its text again to be taken in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.taking_in import LARGEST

_UNREADABLE = "The file cannot be read. Save it as CSV (UTF-8) and choose it again"


class RowsFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        help_text="Comma-separated values (CSV), 1 MB at most.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file"},
    )

    def __init__(self, *args: Any, called: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = f"File of {called}"

    def clean_file(self) -> str:
        """Return the text of the file."""
        given: Any = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise ValidationError("The file is larger than 1 MB. Send it in parts")
        try:
            return given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_UNREADABLE) from None


class RowsTextForm(forms.Form):
    """The text of a file that was looked at. It is looked at anew before anything is done."""

    text = forms.CharField(max_length=LARGEST, strip=False, widget=forms.Textarea)
