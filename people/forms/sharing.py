"""What someone may type about what may be shared with somebody around a person."""

from typing import Any

from django import forms

import clock
from people import queries
from people.forms.facts import CHANGED, WRONG, EndForm, FactForm, line
from people.models import Contact, Fact, Sharing
from ui.fields import DateField3, ShowIf

_OTHER_BASES = tuple(basis for basis in Sharing.Basis.values if basis != Sharing.Basis.OWN)


class SharingForm(FactForm):
    """With whom, how much, on what basis, and when to ask again."""

    model = Sharing
    with_whom = forms.ChoiceField(
        label="With whom?",
        help_text="Only those who stand under People around them, and of whom nothing is recorded "
        "yet. Add them there first.",
        error_messages={
            "required": "Select with whom",
            "invalid_choice": "Select one of those listed",
        },
    )
    extent = forms.ChoiceField(
        label="What may be shared with them?",
        choices=Sharing.Extent,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what may be shared"},
    )
    matters = line(
        "Which matters?",
        longest=500,
        help_text="For example: times of visits and who comes; nothing about money.",
    )
    basis = forms.ChoiceField(
        label="On what basis?",
        help_text="Ask the person. Nobody else can agree for an adult who can decide this.",
        choices=Sharing.Basis,
        widget=forms.RadioSelect,
        error_messages={"required": "Select on what basis"},
    )
    basis_note = line(
        "Say more about that basis",
        longest=500,
        help_text="For example: which assessment of capacity, who decided, which duty.",
    )
    review_on = DateField3(
        label="When do we ask again?",
        help_text="People change their mind. Leave it empty only if nothing may be shared.",
        required=False,
        noun="The day we ask again",
    )

    def __init__(self, *args: Any, replaces: Fact | None = None, **options: Any):
        super().__init__(*args, replaces=replaces, **options)
        self.around = queries.everybody_around(self.by, self.person)
        since = self.fields["since"]
        since.label, since.help_text = "When was it said?", "Leave it empty for today."
        since.noun = "The day it was said"
        if replaces is not None:
            del self.fields["with_whom"]
        else:
            self.fields["with_whom"].choices = [
                ("", "Select"),
                *((key, each.described) for key, each in self.around.items() if not each.stands),
            ]
        self.fields["matters"].show_if = ShowIf("extent", (Sharing.Extent.MATTERS,))
        self.fields["basis_note"].show_if = ShowIf("basis", _OTHER_BASES)

    @classmethod
    def known(cls, replaces: Fact) -> dict[str, Any]:
        """Return what was said before, but for when to ask again: that is now."""
        return {name: getattr(replaces, name) for name in ("extent", "matters", "basis")} | {
            "basis_note": replaces.basis_note
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("extent") != Sharing.Extent.MATTERS:
            cleaned["matters"] = ""
        elif not cleaned.get("matters") and "matters" not in self.errors:
            self.add_error("matters", "Enter which matters may be shared")
        if cleaned.get("basis") == Sharing.Basis.OWN:
            cleaned["basis_note"] = ""
        elif (
            cleaned.get("basis")
            and not cleaned.get("basis_note")
            and "basis_note" not in self.errors
        ):
            self.add_error("basis_note", "Enter more about that basis")
        review = cleaned.get("review_on")
        if review and review <= clock.today():
            self.add_error("review_on", "Enter a day in the future")
        may_be_shared = cleaned.get("extent") not in (None, Sharing.Extent.NOTHING)
        if may_be_shared and not review and "review_on" not in self.errors:
            self.add_error("review_on", "Enter when we ask again")
        return cleaned

    def fact(self) -> Sharing:
        """Return what was said, with the one it is about, not saved."""
        cleaned = self.cleaned_data
        if isinstance(self.replaces, Sharing):
            ends = {"other": self.replaces.other, "contact": self.replaces.contact}
        else:
            end = self.around[cleaned["with_whom"]].end
            ends = {"contact" if isinstance(end, Contact) else "other": end}
        said = ("extent", "matters", "basis", "basis_note", "review_on")
        return Sharing(
            person=self.person,
            since=cleaned["since"] or clock.today(),
            **ends,
            **{name: cleaned[name] for name in said},
        )


class WithdrawForm(EndForm):
    """What may be shared was taken back, or was never said."""

    why = forms.ChoiceField(
        label="Why does it end?",
        choices=[(CHANGED, "It was withdrawn"), (WRONG, "It was written wrongly: never said")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it ends"},
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["until"].label = "When was it withdrawn?"
        self.fields["until"].help_text = "Leave it empty for today."
