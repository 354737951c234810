"""What somebody chooses and types to make two records one, to answer that, or to undo it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from people.merging.details import GONE, KEPT, LEAVING, LEAVING_WORDS, Difference
from ui.fields import LongTextField, ShortTextField

LONGEST_REASON = 2000


class FindOtherForm(forms.Form):
    """Finding the other record. Sent by POST: what is typed here may be a name."""

    q = ShortTextField(
        label="Find the other record",
        help_text="Name, date of birth, address, postcode, phone, NHS number or council reference",
        limit=100,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].mark = ""  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which detail is kept where the two differ, and how it is known that they are one person."""

    reason = LongTextField(
        label="How do you know that they are one person?",
        help_text="Whoever agrees reads this, and it is kept with the record.",
        limit=LONGEST_REASON,
        rows=3,
        error_messages={"required": "Enter how you know that they are one person"},
    )

    def __init__(
        self,
        *args: Any,
        differences: Iterable[Difference],
        names_differ: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.differences = list(differences)
        self.names_differ = names_differ
        for each in self.differences:
            choices = [(KEPT, each.kept), (GONE, each.gone)]
            self.fields[f"keep_{each.name}"] = forms.ChoiceField(
                label=f"{each.label}: which stays?",
                choices=choices,
                initial=KEPT,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which {each.label.lower()} stays"},
            )

        if names_differ:
            # Nothing is chosen beforehand: a name that must not be seen would then be seen.
            self.fields[LEAVING] = forms.ChoiceField(
                label="The name that does not stay: what becomes of it?",
                help_text="Ask why the two differ. A name from before a change of gender is "
                "protected.",
                choices=list(LEAVING_WORDS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Select what becomes of the name that does not stay"},
            )

    @property
    def to_choose(self) -> list[Any]:
        """The choices, in order: what becomes of a name after which of them stays."""
        fields = [self[f"keep_{each.name}"] for each in self.differences]
        if self.names_differ:
            place = 1 if self.differences and self.differences[0].name == "names" else 0
            fields.insert(place, self[LEAVING])
        return fields

    def choices(self) -> dict[str, str]:
        """Return what was chosen, by the name of the detail."""
        found = {each.name: self.cleaned_data[f"keep_{each.name}"] for each in self.differences}
        if self.names_differ:
            found[LEAVING] = self.cleaned_data[LEAVING]
        return found


class AnswerForm(forms.Form):
    """Why two records stay apart, or are made two again."""

    reason = LongTextField(label="Why?", limit=LONGEST_REASON, rows=2)

    def __init__(self, *args: Any, label: str, missing: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = missing
        self.fields["reason"].mark = ""  # type: ignore[attr-defined]
