"""Which words to keep where a colleague's correction came first, question by question."""

from typing import Any

from django import forms

from records.drafting.meeting import BOTH, MINE, THEIRS, Meeting


class MeetingForm(forms.Form):
    """One choice for each question that the colleague changed.

    What only the writer changed stays as typed, and nobody is asked.
    """

    draft_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    newest = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, meetings: list[Meeting], colleague: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.met = [each for each in meetings if each.changed_by_them]
        self.only_mine = [each for each in meetings if not each.changed_by_them]
        for each in self.met:
            both = [(BOTH, "Both")] if each.is_for_both and each.may_keep_both else []
            usual = BOTH if both else THEIRS
            self.fields[self._name(each)] = forms.ChoiceField(
                label="Which do you keep?",
                choices=[
                    *both,
                    (THEIRS, f"What {colleague} signed"),
                    (MINE, "What I have"),
                ],
                initial=usual if both or not each.is_for_both else None,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which to keep of “{each.label}”"},
            )

    @property
    def asked(self) -> list[tuple[Meeting, forms.BoundField]]:
        """Each question that the colleague changed, with its choice."""
        return [(each, self[self._name(each)]) for each in self.met]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by question; what only the writer changed is theirs."""
        chosen = {each.name: self.cleaned_data[self._name(each)] for each in self.met}
        return chosen | {each.name: MINE for each in self.only_mine}

    @staticmethod
    def _name(each: Meeting) -> str:
        return f"keep_{each.name}"
