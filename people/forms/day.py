"""Which day is asked about."""

from django import forms

from ui.fields import DateField3


class DayForm(forms.Form):
    """Who was responsible on this day?"""

    on = DateField3(
        label="On which day?",
        error_messages={"required": "Enter a date"},
    )
