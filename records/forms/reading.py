"""Saying what became of an action."""

from django import forms

from records.models import Action


class CloseActionForm(forms.Form):
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
    outcome = forms.CharField(
        label="What happened, or why is it not needed?",
        max_length=250,
        error_messages={"required": "Enter what happened"},
    )
