"""What someone may type to find a person and to open their record."""

from django import forms

from people.models import AccessReason
from people.referrals import REFERENCED
from ui.fields import ShortTextField, ShowIf


class SearchForm(forms.Form):
    """Finding a person. Sent by POST: what is typed here may be a name."""

    words = forms.CharField(
        label="Find a person",
        help_text="Name, date of birth (14/3/1942), address, postcode, phone, NHS number or "
        "council reference. A name may be short, begun or misspelt.",
        max_length=100,
        error_messages={
            "required": "Enter a name, a date of birth or a number to find",
            "max_length": "Enter no more than 100 characters",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].mark = ""


class AccessReasonForm(forms.Form):
    """Why a record is needed today."""

    basis = forms.ChoiceField(
        label="Why do you need this record today?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why you need this record"},
    )
    reference = ShortTextField(
        label="What asks for it?",
        help_text="The number of the request, or of the report or case to be put right. Without a "
        "number: who asked, and on which day.",
        limit=100,
        required=False,
    )
    words = forms.CharField(
        label="What are you going to do?",
        help_text="One line in your own words. The person can ask who opened their record.",
        max_length=500,
        min_length=10,
        error_messages={
            "required": "Enter what you are going to do",
            "min_length": "Say a little more about what you are going to do",
        },
    )

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [
            (value, label) for value, label in AccessReason.Basis.choices if value in reasons
        ]
        if not set(reasons) & set(REFERENCED):
            del self.fields["reference"]
            return
        self.fields["reference"].mark = ""
        if not set(reasons) <= set(REFERENCED):
            self.fields["reference"].show_if = ShowIf("basis", REFERENCED)

    def clean(self):
        given = super().clean()
        if given.get("basis") in REFERENCED and "reference" not in self.errors:
            if not given.get("reference"):
                self.add_error("reference", "Enter what asks for it: its number, or who and when")
            elif not any(each.isalnum() for each in given["reference"]):
                self.add_error("reference", "Enter a number, or who asked and when")
        return given
