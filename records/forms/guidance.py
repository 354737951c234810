"""A question to a manager."""

from typing import Any

from django import forms

from accounts.models import User
from records.forms.quiet import QuietForm
from ui.fields import LongTextField


class AskForm(QuietForm):
    """What one needs to know, from whom, and how soon."""

    question = LongTextField(
        label="What do you need guidance on?",
        help_text="Say what has happened, what you think, and what you need to know.",
        limit=20_000,
        rows=5,
        error_messages={"required": "Enter what you need guidance on"},
    )
    asked_of = forms.ChoiceField(
        label="Which manager?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which manager to ask",
            "invalid_choice": "Choose a manager from the list",
        },
    )
    is_urgent = forms.BooleanField(
        label="It is urgent: somebody cannot go on, or is not safe, without the answer",
        required=False,
    )

    def __init__(self, *args: Any, managers: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.managers = {user.staff_number: user for user in managers}
        self.fields["asked_of"].choices = [
            (user.staff_number, f"{user.name}, {user.job_title[:1].lower()}{user.job_title[1:]}")
            for user in managers
        ]
        if managers:
            self.fields["asked_of"].initial = managers[0].staff_number

    def answer(self) -> dict[str, Any]:
        """Return what was asked, and of whom."""
        return {
            "question": self.cleaned_data["question"],
            "asked_of": self.managers[self.cleaned_data["asked_of"]],
            "is_urgent": self.cleaned_data["is_urgent"],
        }
