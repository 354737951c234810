"""Which actions to list, and what becomes of one."""

from typing import Any

from django import forms

from records.drafting.references import Known, colleagues_in
from records.forms.quiet import QuietForm
from records.models import Action
from ui.fields import DateField3, ShortTextField, StaffSelectField


class TeamActionsForm(forms.Form):
    """Whose actions to list. What is not in the list counts as everybody."""

    owner = forms.ChoiceField(label="Whose", required=False)
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [("", "Everybody’s"), *colleagues]

    @property
    def chosen_owner(self) -> str:
        """The staff number that was chosen, or nothing."""
        return self.cleaned_data.get("owner", "") if self.is_valid() else ""


class CloseActionForm(QuietForm):
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
    outcome = ShortTextField(
        label="What happened, or why is it not needed?",
        error_messages={"required": "Enter what happened"},
    )


class HandOverForm(QuietForm):
    """Who does it from now on, and why."""

    owner = StaffSelectField(
        label="Who will do it now?",
        error_messages={"required": "Choose or name who will do it now"},
    )
    reason = ShortTextField(
        label="Why is it handed over?",
        help_text="It stands beside the action for everyone who reads the entry.",
        error_messages={"required": "Enter why it is handed over"},
    )

    def __init__(self, *args: Any, known: Known, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"] = StaffSelectField(
            label="Who will do it now?",
            staff=known.staff,
            error_messages={"required": "Choose or name who will do it now"},
        )

    def answer(self) -> dict[str, Any]:
        """Return the new owner, one of the staff or named, and the reason."""
        colleagues = colleagues_in(self.cleaned_data["owner"])
        chosen = colleagues.found(self.cleaned_data["owner"])
        user = colleagues.behind(chosen)
        named = ", ".join(part for part in (chosen[0]["name"], chosen[0]["role"]) if part)
        return {
            "owner": user,
            "owner_name": "" if user else named[:150],
            "reason": self.cleaned_data["reason"],
        }


class MoveForm(QuietForm):
    """The new day, and why."""

    due_on = DateField3(
        label="By when will it be done now?",
        error_messages={"required": "Enter the date by which it will be done"},
    )
    reason = ShortTextField(
        label="Why is the date changed?",
        help_text="It stands beside the action for everyone who reads the entry.",
        error_messages={"required": "Enter why the date is changed"},
    )
