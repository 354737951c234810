"""What someone may type to find a person and to open their record."""

from collections.abc import Iterable

from django import forms

from people.live_tasks import LiveTask
from people.models import AccessReason
from people.referrals import LIVE, TYPED, says_what_asks
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
    task = forms.ChoiceField(
        label="Which request?",
        widget=forms.RadioSelect,
        required=False,
    )
    reference = ShortTextField(
        label="What asks for it?",
        help_text="The number of the report or case to be put right. Without a number: who asked, "
        "and on which day.",
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

    def __init__(self, *args, reasons, tasks: Iterable[LiveTask] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = [
            (value, label) for value, label in AccessReason.Basis.choices if value in reasons
        ]
        self.fields["task"].choices = [(task.reference, task.what) for task in tasks]
        for name, basis in (("task", LIVE), ("reference", TYPED)):
            if basis not in reasons:
                del self.fields[name]
                continue
            self.fields[name].mark = ""
            self.fields[name].show_if = ShowIf("basis", (basis,))

    def clean(self):
        given = super().clean()
        if given.get("basis") == LIVE and not given.get("task") and "task" not in self.errors:
            self.add_error("task", "Select which request you are dealing with")
        if given.get("basis") == TYPED and "reference" not in self.errors:
            if not given.get("reference"):
                self.add_error("reference", "Enter what asks for it: its number, or who and when")
            elif not says_what_asks(given["reference"]):
                self.add_error("reference", "Enter a number, or who asked and when")
        return given

    @property
    def given(self) -> dict[str, str]:
        """What the action takes, when the form is right."""
        cleaned = dict(self.cleaned_data)
        task, typed = cleaned.pop("task", ""), cleaned.pop("reference", "")
        return cleaned | {"reference": task if cleaned["basis"] == LIVE else typed}
