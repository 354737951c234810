"""Choosing what part of the event log to read."""

from typing import Any

from django import forms

from audit.models import Event
from governance.models import SignalLook
from ui.fields import LongTextField


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


class LookForm(forms.Form):
    """What somebody found who looked at a question about access, and why they think so."""

    finding = forms.ChoiceField(
        label="What did you find?",
        choices=SignalLook.Finding,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    reason = LongTextField(
        label="How do you know?",
        help_text="What you looked at, whom you asked and what they said. They may read it.",
        rows=4,
        limit=4000,
        error_messages={"required": "Enter how you know"},
    )


class SignalsForm(forms.Form):
    """Which questions to list. What cannot be read counts as not given."""

    answered = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data


class SealsForm(forms.Form):
    """Which seals to list. A number that cannot be read counts as not given."""

    before = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data
