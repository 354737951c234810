"""What to search signed entries for, and which of them."""

from django import forms

from accounts.models import User
from people.models import Person
from records.catalogue import catalogue
from records.search import finding
from records.search.finding import Narrowed


class WordsForm(forms.Form):
    """The words to search for. Sent by POST: they may be a name or an illness."""

    words = forms.CharField(
        label="Words to find",
        help_text="“Quotation marks” find words side by side. A minus leaves one out: fall -ward",
        max_length=200,
        error_messages={
            "required": "Enter a word to find",
            "max_length": "Enter no more than 200 characters",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].mark = ""


class NarrowForm(forms.Form):
    """What part of the entries to search: all optional, in the address. A wrong one is left out."""

    group = forms.ChoiceField(label="Kind", required=False)
    author = forms.ChoiceField(label="Written by", required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))
    order = forms.ChoiceField(
        label="Order", required=False, choices=[("", "Newest first"), ("best", "Best match first")]
    )

    def __init__(self, *args, viewer: User, person: Person | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [
            ("", "Every kind"),
            *((group.key, group.title) for group in catalogue().groups),
        ]
        if person is None:
            del self.fields["author"]
        else:
            self.fields["author"].choices = [
                ("", "Anyone"),
                *((each.staff_number, each.name) for each in finding.authors_in(viewer, person)),
            ]

    def chosen(self) -> Narrowed:
        """Return what was chosen; what was wrong counts as not given."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        best_first = given.pop("order", "") == "best"
        return Narrowed(**given, best_first=best_first)
