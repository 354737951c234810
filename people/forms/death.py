"""What someone may type about a death: when, how it is known, and what it may be linked to."""

from typing import Any

from django import forms

import clock
from people.actions.death import Circumstances
from people.forms.facts import HowKnownForm, line
from people.models import Death, DeathTask, Person
from ui.fields import DateField3, ShowIf


class _DayForm(forms.Form):
    """The day of a death, as far as it is known."""

    precision = forms.ChoiceField(
        label="Is the day of the death known?",
        choices=Person.DeathPrecision,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the day is known"},
    )
    died_on = DateField3(
        label="On which day?",
        help_text="If it is estimated: the likeliest day. It is shown as “about”.",
        required=False,
        noun="The day",
    )

    def __init__(self, *args: Any, person: Person, **options: Any):
        super().__init__(*args, **options)
        self.person = person
        self.fields["died_on"].show_if = ShowIf("precision", ("KNOWN", "ESTIMATED"))
        self.fields["died_on"].mark = ""

    def clean(self):
        cleaned = super().clean()
        died_on, precision = cleaned.get("died_on"), cleaned.get("precision")
        if "died_on" not in cleaned or precision is None:
            return cleaned
        if precision == Person.DeathPrecision.UNKNOWN:
            cleaned["died_on"] = None
        elif died_on is None:
            self.add_error("died_on", "Enter the day, or select “Not known”")
        elif died_on > clock.today():
            self.add_error("died_on", "Enter a day that is today or in the past")
        elif self.person.born_on and died_on < self.person.born_on:
            self.add_error("died_on", "Enter a day that is not before they were born")
        return cleaned


class DeathForm(_DayForm, HowKnownForm):
    """A death as it was told."""

    source = forms.ChoiceField(
        label="Where does this come from?",
        choices=Death.Source,
        widget=forms.RadioSelect,
        error_messages={"required": "Select where this comes from"},
    )
    concerns = forms.MultipleChoiceField(
        label="Is any of this so?",
        help_text="Select what applies. Leave it empty if nothing does.",
        choices=Death.Concern,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hold = forms.ChoiceField(
        label="Should the record be held?",
        help_text="While a legal hold stands, nothing in the record may be destroyed.",
        choices=Death.Hold,
        widget=forms.RadioSelect,
        required=False,
    )
    hold_because = line("Why, or why not?", longest=500)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["told_by"].help_text = "Their name, and who they are to the person."
        self.fields["checked_how"].label = "What did they say, or what did you see?"
        self.fields["checked_how"].help_text = "For example: certificate seen, number and place."
        self.fields["checked_how"].error_messages["required"] = (
            "Enter what they said, or what you saw"
        )
        concern = ShowIf("concerns", tuple(Death.Concern.values))
        for name in ("hold", "hold_because"):
            self.fields[name].show_if, self.fields[name].mark = concern, ""
        self.order_fields(
            ["precision", "died_on", "source", "told_by", "checked_how", "concerns", "hold"]
        )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("concerns"):
            cleaned["hold"] = cleaned["hold_because"] = ""
            return cleaned
        if not cleaned.get("hold"):
            self.add_error("hold", "Select whether the record should be held")
        if not cleaned.get("hold_because"):
            self.add_error("hold_because", "Enter why, or why not")
        return cleaned

    def answer(self) -> dict[str, Any]:
        """Return what was typed, as ``record_death`` takes it."""
        given = self.cleaned_data
        return {
            "died_on": given["died_on"],
            "precision": given["precision"],
            "source": given["source"],
            "told": self.told,
            "circumstances": Circumstances(given["concerns"], given["hold"], given["hold_because"]),
        }


class ConfirmDeathForm(_DayForm):
    """The second source, and the day as it gives it."""

    source = forms.ChoiceField(
        label="What confirms it?",
        choices=[(each.value, each.label) for each in Death.CONFIRMING],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what confirms it"},
    )
    how = line(
        "What did you see, and when?",
        longest=250,
        help_text="For example: certificate of 5 March, registered in Northmere, seen today.",
        required="Enter what you saw",
    )

    def __init__(self, *args: Any, death: Death, **options: Any):
        options["initial"] = {"precision": death.precision, "died_on": death.since}
        super().__init__(*args, person=death.person, **options)
        self.order_fields(["source", "how", "precision", "died_on"])


class UndoDeathForm(forms.Form):
    """How a death came to be recorded in error."""

    reason = line(
        "How did the mistake come about?",
        longest=500,
        help_text="It stays in the history, and whoever was told of the death is to be told.",
        required="Enter how the mistake came about",
    )


class CloseDeathTaskForm(forms.Form):
    """What was done, or why it is not needed."""

    status = forms.ChoiceField(
        label="What became of it?",
        choices=[
            (each.value, each.label)
            for each in (DeathTask.Status.DONE, DeathTask.Status.NOT_NEEDED)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of it"},
    )
    said = line(
        "What was done, or why is it not needed?",
        longest=500,
        required="Enter what was done, or why it is not needed",
    )
