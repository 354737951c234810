"""A training that somebody completed, as an administrator types it, and days that are allowed."""

from typing import Any

from django import forms

import clock
from accounts.forms.staff import FindStaffForm
from accounts.models import Training
from accounts.training import State
from ui import formats
from ui.fields import DateField3, ShortTextField

_STATES = (
    ("", "Everybody"),
    ("look", "To see to"),
    *((state.value, state.label) for state in State),
)


class FindTrainingForm(FindStaffForm):
    """Whose training to list. What cannot be read counts as nothing chosen."""

    words = forms.CharField(label="Name, number or job", required=False, max_length=100)
    state = forms.ChoiceField(label="How it stands", choices=_STATES, required=False)
    otherwise = ""


class TrainingForm(forms.Form):
    """A course that was completed."""

    kind = forms.ChoiceField(
        label="What was it about?",
        help_text="Without valid training of the first kind, records close.",
        choices=Training.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it was about"},
    )
    course = ShortTextField(
        label="Course",
        limit=150,
        error_messages={"required": "Enter what the course is called"},
    )
    provider = ShortTextField(label="Who gave it?", limit=150, required=False)
    done_on = DateField3(
        label="Completed on",
        error_messages={"required": "Enter the day on which it was completed"},
    )
    valid_until = DateField3(
        label="Valid until",
        required=False,
        noun="The last day on which it is valid",
    )
    score = ShortTextField(label="Result", limit=40, width=10, required=False)
    certificate = ShortTextField(
        label="Certificate",
        help_text="Its number, or where it is kept.",
        limit=150,
        required=False,
    )

    def __init__(self, *args: Any, months: int, **options: Any) -> None:
        super().__init__(*args, **options)
        usual = formats.counted(months, "month")
        self.fields["valid_until"].help_text = f"Leave it empty for {usual}, as the council set it."

    def clean_done_on(self):
        done_on = self.cleaned_data["done_on"]
        if done_on > clock.today():
            raise forms.ValidationError("Enter a day that is today or in the past")
        return done_on


class WithdrawTrainingForm(forms.Form):
    """Why a training does not count."""

    reason = ShortTextField(
        label="Why was it wrong?", limit=500, error_messages={"required": "Enter why it was wrong"}
    )


class MoreTimeForm(forms.Form):
    """How many days more, and why."""

    working_days = forms.IntegerField(
        label="How many working days more?",
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={
            "required": "Enter how many working days",
            "invalid": "Enter a whole number of working days",
        },
    )
    reason = ShortTextField(label="Why?", limit=500, error_messages={"required": "Enter why"})
