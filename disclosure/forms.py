"""What someone says when they ask for a copy of a record."""

import uuid

from django import forms

from disclosure.models import Export
from records.models import Chronology

LONGEST_RECIPIENT = 250
LONGEST_REASON = 500


class CopyForm(forms.Form):
    """Why a copy is made, who may have it, and whether restricted entries go into it."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "This form has lost its number. Open the page again"
        ),
    )
    chronology = forms.ModelChoiceField(
        label="What is copied?",
        help_text="A chronology is copied without the rest of the record.",
        queryset=Chronology.objects.none(),
        required=False,
        blank=True,  # else radio buttons leave out the empty choice
        empty_label="The whole record",
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(
        label="Why is this copy made?",
        choices=Export.Purpose,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why this copy is made"},
    )
    recipient = forms.CharField(
        label="Who may have it?",
        help_text="Name the person or organisation, and how it reaches them. It stands on the "
        "cover of the copy.",
        max_length=LONGEST_RECIPIENT,
        error_messages={
            "required": "Enter who may have this copy",
            "max_length": f"Who may have this copy must be {LONGEST_RECIPIENT} characters or fewer",
        },
    )
    includes_restricted = forms.BooleanField(
        label="Include the restricted entries that I may open",
        help_text="They are left out unless you include them and say why.",
        required=False,
    )
    restricted_because = forms.CharField(
        label="Why do the restricted entries go into this copy?",
        help_text="Answer this only if you include them. It is kept with the copy and shown to "
        "those who check access.",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"The reason must be {LONGEST_REASON} characters or fewer"},
    )

    def __init__(self, *args, restricted: int, chronologies=(), **kwargs):
        super().__init__(*args, **kwargs)
        if chronologies:
            self.fields["chronology"].queryset = chronologies
            self.fields["chronology"].label_from_instance = lambda each: f"Chronology: {each.title}"
        else:
            del self.fields["chronology"]
        if not restricted:
            del self.fields["includes_restricted"]
            del self.fields["restricted_because"]

    def clean(self):
        """Ask for the reason when, and only when, restricted entries are included."""
        given = super().clean() or {}
        if "includes_restricted" not in self.fields:
            return given | {"includes_restricted": False, "restricted_because": ""}
        if not given.get("includes_restricted"):
            given["restricted_because"] = ""
        elif not given.get("restricted_because") and not self.has_error("restricted_because"):
            self.add_error(
                "restricted_because", "Enter why the restricted entries go into this copy"
            )
        return given
