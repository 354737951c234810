"""What somebody types to keep a record to named staff, and while it is kept so."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django import forms

import clock
from accounts.forms.staff import ColleagueField
from accounts.models import User
from people.models import Restriction
from ui.fields import DateField3, LongTextField, ShortTextField

_NOT_WHOSE = (
    "Records officers and the Caldicott Guardian read this, and are not told whose record it is: "
    "name nobody."
)


class RestrictForm(forms.Form):
    """What of a record is kept to named staff, why, who they are, and whether it ends."""

    part = forms.ChoiceField(
        label="What is restricted?",
        help_text="Of one part, others see only the dates of its entries and whom to ask. The rest "
        "of the record stays as it is.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what is restricted"},
    )
    kind = forms.ChoiceField(
        label="Why is it restricted?",
        choices=Restriction.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is restricted"},
    )
    reason = LongTextField(
        label="Why can nothing less keep them safe, or their record private?",
        help_text=_NOT_WHOSE,
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why nothing less is enough"},
    )
    listed = forms.MultipleChoiceField(
        label="Who may still open it?",
        help_text="You are on the list, as its owner. Others are added afterwards, one by one.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ends_on = DateField3(
        label="Does it end by itself?",
        help_text="The last day, if one is known. Otherwise two people end it.",
        required=False,
        noun="The last day",
    )

    def __init__(
        self, *args: Any, staff: Iterable[User], parts: Collection[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.parts = parts
        if len(parts) > 1:
            self.fields["part"].choices = [  # type: ignore[attr-defined]
                (part, Restriction.Part(part).label) for part in parts
            ]
        else:
            del self.fields["part"]
        self.staff = {each.staff_number: each for each in staff}
        if self.staff:
            self.fields["listed"].choices = [  # type: ignore[attr-defined]
                (number, each.described) for number, each in self.staff.items()
            ]
            self.fields["listed"].initial = list(self.staff)
        else:
            del self.fields["listed"]

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on <= clock.today():
            raise forms.ValidationError("Enter a day in the future, or none")
        return ends_on

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes, when the form is right."""
        cleaned = {"part": next(iter(self.parts))} | dict(self.cleaned_data)
        return cleaned | {"listed": [self.staff[each] for each in cleaned.get("listed", ())]}


class AddToListForm(forms.Form):
    """One more member of staff, why, and until when."""

    reason = ShortTextField(
        label="Why do they need it?",
        limit=250,
        error_messages={"required": "Enter why they need to open it"},
    )
    until = DateField3(
        label="Until when?",
        help_text="The last day. Leave it empty for somebody who works with the person.",
        required=False,
        noun="The last day",
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"] = ColleagueField(
            label="Who?", colleagues=staff, error_messages={"required": "Choose who is added"}
        )
        self.order_fields(["user"])


class TakeOffListForm(forms.Form):
    """Who comes off the list, and why."""

    user = forms.ChoiceField(
        label="Who?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who comes off the list"},
    )
    reason = ShortTextField(
        label="Why?", limit=250, error_messages={"required": "Enter why they come off the list"}
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = {each.staff_number: each for each in staff}
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            (number, each.described) for number, each in self.staff.items()
        ]

    def clean_user(self) -> User:
        return self.staff[self.cleaned_data["user"]]


class OwnerForm(forms.Form):
    """Who owns a restriction from now on."""

    who_help = "A manager or a records officer. They are put on the list."
    reason = ShortTextField(
        label="Why does it change hands?",
        help_text=_NOT_WHOSE,
        limit=250,
        error_messages={"required": "Enter why it changes hands"},
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"] = ColleagueField(
            label="Who owns it now?",
            help_text=self.who_help,
            colleagues=staff,
            error_messages={"required": "Choose who owns it now"},
        )
        self.order_fields(["user"])


class ReviewRestrictionForm(forms.Form):
    """Why it is still needed."""

    words = LongTextField(
        label="Why is it still needed?",
        help_text="What you looked at, whom you asked and what they said. " + _NOT_WHOSE,
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it is still needed"},
    )
    ends_on = DateField3(
        label="Does it still end by itself?",
        help_text="The last day: as it is, or a later one. Leave it empty to have two people end "
        "it.",
        required=False,
        noun="The last day",
    )

    def __init__(self, *args: Any, ends_at: datetime | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if ends_at is None:
            del self.fields["ends_on"]
        else:
            self.fields["ends_on"].initial = clock.day_of(ends_at)


class LiftForm(forms.Form):
    """Why it is needed no longer."""

    reason = LongTextField(
        label="Why is it needed no longer?",
        help_text="A second person reads this and answers. " + _NOT_WHOSE,
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it is needed no longer"},
    )


class RestrictionsForm(forms.Form):
    """Where the list begins, and of which. What cannot be read counts as not given."""

    before = forms.IntegerField(required=False, min_value=1)
    over = forms.BooleanField(required=False)

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen."""
        self.is_valid()
        return self.cleaned_data
