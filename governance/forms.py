"""Choosing what part of the event log to read."""

from typing import Any

from django import forms

from audit.models import Event


class LogForm(forms.Form):
    """Filters of the event log: all optional, kept in the address. A wrong one is left out."""

    person = forms.CharField(
        label="Council reference", required=False, max_length=20, help_text="For example P10021"
    )
    who = forms.CharField(
        label="Staff number", required=False, max_length=20, help_text="For example N1003"
    )
    kind = forms.MultipleChoiceField(
        label="What they did",
        choices=Event.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, Any]:
        """Return the filters that could be read; what was wrong counts as not given."""
        self.is_valid()
        return self.cleaned_data


class SealsForm(forms.Form):
    """Which seals to list. A number that cannot be read counts as not given."""

    before = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data
