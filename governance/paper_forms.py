"""Putting paper on the register, and saying what was done with it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.staff import ColleagueField
from accounts.models import User
from governance.paper import StepKind
from governance.paper_lists import LISTS
from ui.fields import DateField3, LongTextField, ShortTextField, YesNoField


class PaperForm(forms.Form):
    """A file or bundle about a person."""

    called = ShortTextField(
        label="What is it?",
        help_text="For example: file 2 of 3, 1994 to 2003.",
        limit=200,
        error_messages={"required": "Enter what it is"},
    )
    place = ShortTextField(
        label="In which locked place is it kept?",
        limit=250,
        error_messages={"required": "Enter the locked place in which it is kept"},
    )
    key_holders = ShortTextField(
        label="Who has the keys?",
        limit=250,
        error_messages={"required": "Enter who has the keys"},
    )
    pages = forms.IntegerField(
        label="How many pages, if they were counted?",
        min_value=1,
        max_value=100_000,
        required=False,
        error_messages={"invalid": "Enter the number of pages in figures"},
    )


class ListForm(forms.Form):
    """Which list of paper to show, and from where on. What cannot be read counts as not given."""

    show = forms.ChoiceField(choices=[(key, each.title) for key, each in LISTS.items()])
    after = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def chosen(self) -> tuple[str, int]:
        """Return the key of the list, and how many rows come before."""
        self.is_valid()
        return self.cleaned_data.get("show") or "", self.cleaned_data.get("after") or 0


class NotebookForm(forms.Form):
    """A notebook that somebody is given."""

    to = ColleagueField(label="Who is it for?")
    called = ShortTextField(
        label="Which number is on it?",
        limit=200,
        error_messages={"required": "Enter the number on it"},
    )
    place = ShortTextField(
        label="Where is it locked away when it is not used?",
        limit=250,
        error_messages={"required": "Enter where it is locked away"},
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = ColleagueField(
            colleagues=colleagues, label=self.base_fields["to"].label
        )


class PaperStepForm(forms.Form):
    """One step, with the questions of its kind."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Select an answer"}
    )
    words = LongTextField(rows=4, limit=4000, error_messages={"required": "Enter an answer"})
    holds_others = YesNoField(label="Does what is taken hold other people’s data?", required=False)
    place = ShortTextField(
        label="Where will it be?",
        limit=250,
        error_messages={"required": "Enter where it will be"},
    )
    due_on = DateField3(
        label="By when will it be back?",
        help_text="Leave empty for the time that the council has set.",
        noun="The day",
        required=False,
    )
    key_holders = ShortTextField(
        label="Who has the keys now?",
        limit=250,
        error_messages={"required": "Enter who has the keys now"},
    )
    given_to = ShortTextField(
        label="To whom was it given?",
        limit=250,
        error_messages={"required": "Enter to whom it was given"},
    )
    happened_on = DateField3(
        label="When was that?", help_text="Leave empty for today.", noun="The day", required=False
    )
    second = ColleagueField(label="Who else was there?")
    no_legal_effect = forms.BooleanField(
        label="Nothing in it has legal effect: no will, deed, signed agreement, power of attorney,"
        " passport or certificate",
        error_messages={"required": "Say that nothing in it has legal effect, or give it back"},
    )
    careful = forms.BooleanField(
        label="It is carried closed, and never left in a car, at home or on a visit",
        error_messages={"required": "Say that it is carried closed and never left alone"},
    )

    def __init__(
        self,
        *args: Any,
        kind: StepKind,
        of_notebook: bool = False,
        colleagues: Iterable[User] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        words = self.fields["words"]
        words.label, words.help_text = kind.ask, kind.help
        if kind.choices:
            self.fields["choice"].label = kind.choose
            self.fields["choice"].choices = list(kind.choices.items())
        else:
            del self.fields["choice"]
        for name in set(self.fields) - {"choice", "words", *kind.needs}:
            del self.fields[name]
        if of_notebook:
            self.fields.pop("no_legal_effect", None)
        if "second" in self.fields:
            self.fields["second"] = ColleagueField(
                colleagues=colleagues, label=self.fields["second"].label
            )

    def answer(self) -> dict[str, Any]:
        """Return what the action needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "careful"}
