"""What a records officer says of a hold."""

from django import forms

from retention.models import Hold
from ui.fields import DateField3, ShortTextField


def _review_on() -> DateField3:
    return DateField3(
        label="When is it looked at again?",
        help_text="In the next 12 months.",
        noun="The day",
        error_messages={"required": "Enter when it is looked at again"},
    )


class HoldForm(forms.Form):
    """Why a record is kept whatever its day."""

    kind = forms.ChoiceField(
        label="Why is the record held?",
        choices=Hold.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why the record is held"},
    )
    reason = ShortTextField(
        label="What is it about?",
        limit=500,
        error_messages={"required": "Enter what it is about"},
    )
    authority = ShortTextField(
        label="Who asked for it, or what requires it?",
        help_text="A letter with its date, an order, a notice of an inquiry.",
        limit=250,
        error_messages={"required": "Enter who asked for it, or what requires it"},
    )
    review_on = _review_on()


class LookAgainForm(forms.Form):
    """Why a hold stands still."""

    reason = ShortTextField(
        label="Why is it still needed?",
        limit=500,
        error_messages={"required": "Enter why it is still needed"},
    )
    review_on = _review_on()


class EndForm(forms.Form):
    """Why a hold is over."""

    reason = ShortTextField(
        label="Why is it over?",
        limit=500,
        error_messages={"required": "Enter why it is over"},
    )
