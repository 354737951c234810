"""What someone may type about a legal authority to decide for a person."""

from typing import Any

from django import forms

import clock
from people import queries
from people.forms.facts import FactForm, line
from people.models import Authority, Fact
from people.relationships import kinds
from ui.fields import DateField3, ShowIf

_SEEN = ("ORIGINAL", "COPY", "REGISTER")


class AuthorityForm(FactForm):
    """Who holds it, which it is, and what was seen of it."""

    model = Authority
    relationship = forms.ModelChoiceField(
        queryset=None,
        to_field_name="key",
        label="Who holds it?",
        help_text="Only those who stand as attorney, deputy, appointee or guardian under "
        "People around them. Add them there first.",
        empty_label="Select",
        error_messages={
            "required": "Select who holds it",
            "invalid_choice": "Select one of those listed",
        },
    )
    kind = forms.ChoiceField(
        label="Which authority is it?",
        choices=Authority.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select which authority it is"},
    )
    scope = line(
        "Limits, and how they must act",
        longest=500,
        help_text="For example: jointly with his sister; not to sell the home.",
    )
    registered_on = DateField3(
        label="When was it registered or made by the court?",
        help_text="A lasting power cannot be used until it is registered.",
        required=False,
        noun="The day it was registered",
    )
    evidence = forms.ChoiceField(
        label="What have we seen of it?",
        choices=Authority.Evidence,
        widget=forms.RadioSelect,
        help_text="Being told is no evidence: it will say “not evidenced”.",
        error_messages={"required": "Select what we have seen of it"},
    )
    seen_by = line("Who saw it?")
    seen_on = DateField3(label="When?", required=False, noun="The day it was seen")
    expires_on = DateField3(
        label="When does it end, if it says so?", required=False, noun="The day it ends"
    )
    review_on = DateField3(
        label="When do we check it again?", required=False, noun="The day we check it again"
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        holds = [key for key, kind in kinds().items() if kind.authority]
        standing = queries.relationships_of(self.by, self.person).standing()
        self.fields["relationship"].queryset = queries.seen_as(standing, self.person, holds)
        self.fields["relationship"].label_from_instance = lambda row: (
            f"{row.end.name}, {row.meant.words}"
        )
        for name in ("seen_by", "seen_on"):
            self.fields[name].show_if = ShowIf("evidence", _SEEN)

    @classmethod
    def known(cls, replaces: Fact) -> dict[str, Any]:
        """Return what is known of it, who holds it by key."""
        return super().known(replaces) | {"relationship": replaces.relationship.key}

    def clean(self):
        cleaned = super().clean()
        today = clock.today()
        if cleaned.get("evidence") == Authority.Evidence.TOLD:
            cleaned["seen_by"], cleaned["seen_on"] = "", None
        elif cleaned.get("evidence"):
            if not cleaned.get("seen_by"):
                self.add_error("seen_by", "Enter who saw it")
            if not cleaned.get("seen_on") and "seen_on" not in self.errors:
                self.add_error("seen_on", "Enter the day it was seen")
        for name in ("registered_on", "seen_on"):
            if cleaned.get(name) and cleaned[name] > today:
                self.add_error(name, "Enter a day that is today or in the past")
        if cleaned.get("review_on") and cleaned["review_on"] <= today:
            self.add_error("review_on", "Enter a day in the future")
        return cleaned
