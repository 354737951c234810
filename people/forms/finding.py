"""What someone may type to find a person and to open their record."""

from django import forms

from people.models import AccessReason


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
