"""Which of two texts to keep, question by question."""

from typing import Any

from django import forms

from records.drafting.joining import BOTH, OTHER, THIS, Difference


class JoinForm(forms.Form):
    """One choice for each question that two drafts answer differently."""

    this_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    other_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, differences: list[Difference], **options: Any) -> None:
        super().__init__(*args, **options)
        self.differences = differences
        for each in differences:
            both = [(BOTH, "Both, one after the other")] if each.may_keep_both else []
            self.fields[self._name(each)] = forms.ChoiceField(
                label="Which do you keep?",
                choices=[*both, (THIS, "The first"), (OTHER, "The second")],
                initial=BOTH if both else None,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which to keep of “{each.label}”"},
            )

    @property
    def asked(self) -> list[tuple[Difference, forms.BoundField]]:
        """Each difference with its choice."""
        return [(each, self[self._name(each)]) for each in self.differences]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by question."""
        return {each.name: self.cleaned_data[self._name(each)] for each in self.differences}

    @staticmethod
    def _name(each: Difference) -> str:
        return f"keep_{each.name}"
