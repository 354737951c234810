"""Choosing what part of a timeline to read, and saying what became of an action."""

from django import forms

from records import queries
from records.catalogue import catalogue
from records.models import Action
from records.queries import TimelineFilters


class TimelineForm(forms.Form):
    """Filters of a timeline: all optional, kept in the address. A wrong one is left out."""

    group = forms.ChoiceField(label="Kind", required=False)
    author = forms.ChoiceField(label="Written by", required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))
    decisions = forms.BooleanField(label="Decisions", required=False)
    own_words = forms.BooleanField(label="Their own words", required=False)
    significant = forms.BooleanField(label="Significant", required=False)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [
            ("", "Every kind"),
            *((group.key, group.title) for group in catalogue().groups),
        ]
        self.fields["author"].choices = [
            ("", "Anyone"),
            *((user.staff_number, user.name) for user in queries.authors_of(person)),
        ]

    def clean_before(self):
        before = self.cleaned_data["before"]
        if before:
            try:
                queries.read_cursor(before)
            except ValueError as wrong:
                raise forms.ValidationError(str(wrong)) from None
        return before

    def chosen(self) -> tuple[TimelineFilters, str]:
        """Return the filters and the cursor; what was wrong counts as not given."""
        if not self.is_bound:
            return TimelineFilters(), ""
        self.is_valid()
        given = dict(self.cleaned_data)
        before = given.pop("before", "") or ""
        return TimelineFilters(**{name: value for name, value in given.items() if value}), before


class CloseActionForm(forms.Form):
    """What became of an action."""

    status = forms.ChoiceField(
        label="What became of it?",
        choices=[
            (Action.Status.DONE.value, "It was done"),
            (Action.Status.NOT_NEEDED.value, "It is no longer needed"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of it"},
    )
    outcome = forms.CharField(
        label="What happened, or why is it not needed?",
        max_length=250,
        error_messages={"required": "Enter what happened"},
    )
