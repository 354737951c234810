"""What to search signed entries for, and which of them."""

from typing import Any

from django import forms

from accounts.models import User
from people.models import Person
from records.catalogue import catalogue
from records.forms.timeline import choice_to_filter, day_to_filter, require_span
from records.search import finding
from records.search.finding import Narrowed


class WordsForm(forms.Form):
    """The words to search for. Sent by POST: they may be a name or an illness."""

    words = forms.CharField(
        label="Words to find",
        help_text="“Quotation marks” find words side by side. A minus leaves one out: fall -ward",
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={
            "required": "Enter a word to find",
            "max_length": "Enter no more than 200 characters",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].mark = ""


class NarrowForm(forms.Form):
    """What part of the entries to search: all optional, in the address. A wrong one finds none."""

    group = choice_to_filter("Kind", "a kind")
    author = choice_to_filter("Written by", "who wrote it")
    since = day_to_filter("From")
    until = day_to_filter("To")
    order = choice_to_filter("Order", "an order")

    def __init__(self, *args, viewer: User, person: Person | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [
            ("", "Every kind"),
            *((group.key, group.title) for group in catalogue().groups),
        ]
        self.fields["order"].choices = [("", "Newest first"), ("best", "Best match first")]
        if person is None:
            del self.fields["author"]
        else:
            self.fields["author"].choices = [
                ("", "Anyone"),
                *((each.staff_number, each.name) for each in finding.authors_in(viewer, person)),
            ]

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        require_span(self)
        return self.cleaned_data

    def chosen(self) -> Narrowed:
        """Return what can be read; whoever searches by it asks ``errors`` first."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        best_first = given.pop("order", "") == "best"
        return Narrowed(**given, best_first=best_first)
