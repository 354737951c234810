"""What somebody chooses and types to make two records one, to answer that, or to undo it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from people.merging.details import GONE, KEPT, Difference
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

    def __init__(self, *args: Any, differences: Iterable[Difference], **options: Any) -> None:
        super().__init__(*args, **options)
        self.differences = list(differences)
        for each in self.differences:
            choices = [(KEPT, each.kept), (GONE, each.gone)]
            self.fields[f"keep_{each.name}"] = forms.ChoiceField(
                label=f"{each.label}: which stays?",
                choices=choices,
                initial=KEPT,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which {each.label.lower()} stays"},
            )

    @property
    def to_choose(self) -> list[Any]:
        """The choices, in order."""
        return [self[f"keep_{each.name}"] for each in self.differences]

    def choices(self) -> dict[str, str]:
        """Return what was chosen, by the name of the detail."""
        return {each.name: self.cleaned_data[f"keep_{each.name}"] for each in self.differences}


class AnswerForm(forms.Form):
    """Why two records stay apart, or are made two again."""

    reason = LongTextField(label="Why?", limit=LONGEST_REASON, rows=2)

    def __init__(self, *args: Any, label: str, missing: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = missing
        self.fields["reason"].mark = ""  # type: ignore[attr-defined]
