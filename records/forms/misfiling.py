"""What a reader types to report an entry, and a manager to leave it where it is."""

from django import forms

from records.forms.quiet import QuietForm
from records.models import Misfiling
from ui.fields import LongTextField

LONGEST = 2000


class ReportForm(QuietForm):
    """What is wrong with an entry's being here, and why."""

    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=Misfiling.Kind,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong",
            "invalid_choice": "Choose what is wrong from the list",
        },
    )
    reason = LongTextField(
        label="How do you know?",
        help_text="The writer and their manager read this. Say no more of anybody than they need.",
        limit=LONGEST,
        rows=4,
        error_messages={"required": "Enter why it does not belong here"},
    )


class StaysForm(QuietForm):
    """Why a reported entry stays where it is."""

    reason = LongTextField(
        label="If it stays, why?",
        help_text="Whoever reported it reads this.",
        limit=LONGEST,
        rows=3,
        error_messages={"required": "Enter why it stays where it is"},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].mark = ""
