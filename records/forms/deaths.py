"""What becomes of the actions that were open when somebody died."""

from collections.abc import Sequence
from typing import Any

from django import forms

from records.models import Action
from ui import formats


class ActionsAfterDeathForm(forms.Form):
    """Which of the open actions are needed no longer, and why."""

    chosen = forms.MultipleChoiceField(
        label="Which are needed no longer?",
        help_text="What you do not select stays open.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the actions that are needed no longer"},
    )
    outcome = forms.CharField(
        label="Why?",
        max_length=250,
        error_messages={
            "required": "Enter why they are needed no longer",
            "max_length": "Enter no more than 250 characters",
        },
    )

    def __init__(self, *args: Any, actions: Sequence[Action], **options: Any) -> None:
        super().__init__(*args, **options)
        self.actions = {each.key: each for each in actions}
        self.fields["chosen"].choices = [
            (key, f"{each.text} ({_owner(each)}, due {formats.short_date(each.due_on)})")
            for key, each in self.actions.items()
        ]

    @property
    def picked(self) -> list[Action]:
        """Return the actions that were selected."""
        return [self.actions[key] for key in self.cleaned_data["chosen"]]


def _owner(action: Action) -> str:
    return action.owner.name if action.owner else action.owner_name
