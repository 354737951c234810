"""A new value for a local figure, and a change to the list of bank holidays."""

from typing import Any

from django import forms

from accounts.local import Setting
from ui.fields import DateField3, ShortTextField, YesNoField


class FindForm(forms.Form):
    """Words to find in a list."""

    words = forms.CharField(label="Find", required=False, max_length=100)

    def __init__(self, *args: Any, label: str = "Find", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label

    @property
    def typed(self) -> str:
        """The words, or nothing for what cannot be read."""
        return self.cleaned_data.get("words", "") if self.is_valid() else ""


class ChangeSettingForm(forms.Form):
    """The new value of one figure, and why."""

    def __init__(self, *args: Any, setting: Setting, **options: Any) -> None:
        super().__init__(*args, **options)
        if setting.is_yes_or_no:
            self.fields["new"] = YesNoField(
                label="What should it be?", error_messages={"required": "Choose yes or no"}
            )
        else:
            least, most = setting.in_words(setting.least), setting.in_words(setting.most)
            limits = f"A whole number from {least} to {most}"
            self.fields["new"] = forms.IntegerField(
                label=f"New value, in {'percent' if setting.unit == '%' else setting.unit}",
                help_text=limits,
                min_value=setting.least,
                max_value=setting.most,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": 5}),
                error_messages={
                    "required": "Enter the new value",
                    "invalid": limits.replace("A whole", "Enter a whole"),
                    "min_value": limits.replace("A whole", "Enter a whole"),
                    "max_value": limits.replace("A whole", "Enter a whole"),
                },
            )
        self.fields["reason"] = ShortTextField(
            label="Why is it changed?",
            help_text="It stands in the history for everyone who may see this page.",
            limit=500,
            error_messages={"required": "Enter why it is changed"},
        )


class HolidayForm(forms.Form):
    """A bank holiday to add."""

    day = DateField3(
        label="Which day?", error_messages={"required": "Enter the day of the bank holiday"}
    )
    name = ShortTextField(
        label="What is it called?",
        limit=100,
        error_messages={"required": "Enter what it is called"},
    )
    reason = ShortTextField(
        label="Why is it added?",
        help_text="For example where it was announced.",
        limit=500,
        error_messages={"required": "Enter why it is added"},
    )


class TakeOffHolidayForm(forms.Form):
    """Why a day is no bank holiday."""

    reason = ShortTextField(
        label="Why is it no bank holiday?",
        limit=500,
        error_messages={"required": "Enter why it is no bank holiday"},
    )
