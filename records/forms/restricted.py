"""What somebody types while a restricted entry is kept to named staff."""

from django import forms

from people.forms.restrictions import OwnerForm
from ui.fields import DateField3, LongTextField, ShortTextField


class EntryOwnerForm(OwnerForm):
    """Who owns the list of an entry from now on."""

    who_help = "They keep the list and look at it again. They are put on the list."
    reason = ShortTextField(
        label="Why does it change hands?",
        limit=250,
        error_messages={"required": "Enter why it changes hands"},
    )


class ReviewEntryForm(forms.Form):
    """Why an entry stays restricted."""

    words = LongTextField(
        label="Why must it stay restricted?",
        help_text="What would happen if those who work with the person could read it?",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it must stay restricted"},
    )


class EndEntryForm(forms.Form):
    """From when on an entry need not be restricted, and why."""

    reason = LongTextField(
        label="Why need it not be restricted?",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why it need not be restricted"},
    )
    on = DateField3(
        label="What is its last day as a restricted entry?",
        help_text="Leave it empty to open the entry now.",
        required=False,
        noun="The last day",
    )
