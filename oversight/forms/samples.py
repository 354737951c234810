"""Which share of what is signed managers review."""

from typing import Any

from django import forms

from accounts.forms.staff import TeamField
from records.catalogue import catalogue
from ui.fields import ShortTextField

_LIMITS = "Enter a whole number from 0 to 100"


class SampleForm(forms.Form):
    """A share of a kind of record, of a team's records, or of both."""

    type_key = forms.ChoiceField(label="Of which kind of record?", required=False)
    team = TeamField(label="Signed by staff of which team?", empty="Every team")
    percent = forms.IntegerField(
        label="How much of it, in percent?",
        help_text="A whole number from 0 to 100. Left empty, as everywhere else.",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"invalid": _LIMITS, "min_value": _LIMITS, "max_value": _LIMITS},
    )
    reason = ShortTextField(
        label="Why is it changed?",
        help_text="It stands in the history for everyone who may see this page.",
        limit=500,
        error_messages={"required": "Enter why it is changed"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        TeamField.choose_from(self)
        kind: Any = self.fields["type_key"]
        kind.choices = [
            ("", "Every kind"),
            *((each.key, each.title) for each in catalogue().types),
        ]
