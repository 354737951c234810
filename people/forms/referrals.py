"""What somebody types to have records looked at."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models.functions import Upper

from accounts.forms.staff import ColleagueField
from accounts.models import User
from people import access
from people.models import Person, Referral
from people.referrals import ASKS
from ui.fields import DateField3, LongTextField, ShortTextField

MOST = 50


class ReferForm(forms.Form):
    """Who looks, at which records, for what and until when."""

    basis = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )
    references = LongTextField(
        label="Which records?",
        help_text=f"Council references, each on a line of its own. At most {MOST}.",
        rows=4,
        limit=2000,
        error_messages={"required": "Enter the council reference of a record"},
    )
    about = ShortTextField(
        label="What is looked at?",
        help_text="The name of the sample, or the question. The person may read it.",
        limit=500,
        error_messages={"required": "Enter the name of the sample, or the question"},
    )
    ends_on = DateField3(
        label="Until when?",
        help_text="The last day on which they may open the records.",
        noun="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, by: User, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in Referral.Basis if by.has_role(*ASKS[each])
        ]
        self.fields["user"] = ColleagueField(
            label="Who looks?", colleagues=staff, error_messages={"required": "Choose who looks"}
        )
        self.order_fields(["basis", "user"])

    def clean_references(self) -> list[Person]:
        wanted = dict.fromkeys(self.cleaned_data["references"].upper().split())
        if len(wanted) > MOST:
            raise forms.ValidationError(f"Enter no more than {MOST} references at a time")
        known = access.findable_people(self.by).filter(~access.in_conflict(self.by))
        rows = known.annotate(reference=Upper("council_reference")).filter(reference__in=wanted)
        found = {each.reference: each for each in rows}
        if missing := [each for each in wanted if each not in found]:
            raise forms.ValidationError(f"You find no record with {', '.join(missing)}")
        return list(found.values())

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes, when the form is right."""
        cleaned = dict(self.cleaned_data)
        return {"people": cleaned.pop("references"), **cleaned}
