"""What staff type to declare whom they know, and what ends it."""

from typing import Any

from django import forms

from accounts.models import User
from people.models import Declaration, DeclarationReview
from people.models.declaration import END
from ui.fields import DateField3, LongTextField, ShortTextField


class DeclareForm(forms.Form):
    """Who is known, by number or by name; the answer is the same whether there is a record."""

    staff = forms.ChoiceField(
        label="Who knows them?", error_messages={"required": "Select who knows them"}
    )
    kind = forms.ChoiceField(
        label="Who is it?",
        choices=Declaration.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who it is"},
    )
    reference = ShortTextField(
        label="Council reference or NHS number",
        help_text="If you know it",
        limit=40,
        required=False,
    )
    given_names = ShortTextField(label="Given names", limit=150, required=False)
    family_name = ShortTextField(label="Family name", limit=150, required=False)
    born_on = DateField3(label="Date of birth", required=False)
    words = ShortTextField(
        label="What else should your manager know?",
        help_text="The kind of link, not its detail",
        limit=500,
        required=False,
    )
    asked_to_look = ShortTextField(
        label="Did somebody ask you to find something out about them?",
        help_text="Who asked, and what. Do not look: tell your manager here",
        limit=500,
        required=False,
    )

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {each.staff_number: each for each in staff}
        if len(staff) == 1:
            del self.fields["staff"]
        else:
            self.fields["staff"].choices = [  # type: ignore[attr-defined]
                (number, "I do" if place == 0 else each.name)
                for place, (number, each) in enumerate(self.staff.items())
            ]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if not given.get("reference") and not given.get("family_name"):
            self.add_error("family_name", "Enter a family name, or a reference above")
        return given

    @property
    def declared(self) -> dict[str, Any]:
        """What the action takes, when the form is right."""
        given = dict(self.cleaned_data)
        number = given.pop("staff", "")
        return {"user": self.staff[number] if number else next(iter(self.staff.values()))} | given


class DecideForm(forms.Form):
    """What a manager decides about a declaration, why, and when they look again."""

    decision = forms.ChoiceField(
        label="What comes of it?",
        choices=[
            *DeclarationReview.Decision.choices,
            (END, "It need not stay closed to them: what they declared ends"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what comes of it"},
    )
    reason = LongTextField(
        label="Why?",
        help_text="They read this too. Do not write whether there is a record.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why"},
    )
    review_on = DateField3(
        label="When do you look at it again?",
        help_text="Not needed if it ends",
        required=False,
        noun="The day",
    )


class LeaveUntiedForm(forms.Form):
    """That somebody looked, and found nobody who is meant for certain: nothing is asked."""


class EndDeclarationForm(forms.Form):
    """Why a declaration ends."""

    reason = LongTextField(
        label="Why does it end?",
        help_text="How you know that they may open this record again, or that it was a mistake.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it ends"},
    )


class TieForm(forms.Form):
    """Whose record a name means."""

    reference = ShortTextField(
        label="Council reference or NHS number of whoever is meant",
        limit=40,
        error_messages={"required": "Enter the council reference or the NHS number"},
    )
