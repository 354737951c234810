"""Forms that can show what was typed without saying what is wrong with it."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict


class QuietForm(forms.Form):
    """A form that, while ``quiet``, keeps its mistakes to itself: a draft is not yet asked for."""

    def __init__(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        self.quiet = quiet
        super().__init__(*args, **{**options, "use_required_attribute": False})

    def full_clean(self) -> None:
        """Read what was typed, unless nobody has asked yet."""
        if self.quiet:
            self._errors = ErrorDict()
            self.cleaned_data = {}
        else:
            super().full_clean()
