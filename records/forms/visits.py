"""What someone may type about a planned visit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

import clock
from accounts.models import User
from people.models import Alert
from records.models import Entry, PlannedVisit
from ui.fields import DateTimeWithUnknown, ShortTextField

_MINUTES = [
    (each, words)
    for each, words in (
        (30, "Half an hour"),
        (60, "An hour"),
        (90, "An hour and a half"),
        (120, "Two hours"),
        (180, "Half a day"),
        (360, "The whole day"),
    )
]


class _WhenAndWho(forms.Form):
    """When, and which of those who may write on the record goes."""

    starts_at = DateTimeWithUnknown(
        label="When?",
        allow_unknown=False,
        error_messages={"required": "Enter the date and time"},
    )
    worker = forms.ChoiceField(label="Who goes?", error_messages={"required": "Select who goes"})

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self._staff = {user.staff_number: user for user in staff}
        self.fields["worker"].choices = [
            (number, user.described) for number, user in self._staff.items()
        ]

    def clean_starts_at(self) -> datetime:
        return clock.local(datetime.fromisoformat(self.cleaned_data["starts_at"]))

    def answer(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {**self.cleaned_data, "worker": self._staff[self.cleaned_data["worker"]]}


class PlanVisitForm(_WhenAndWho):
    """When, who, where and what for; for a visit, that the alerts which stand were read."""

    field_order = ("starts_at", "minutes", "how", "worker", "place", "purpose")
    minutes = forms.TypedChoiceField(
        label="For how long?", choices=_MINUTES, coerce=int, initial=60
    )
    how = forms.ChoiceField(
        label="How?",
        choices=PlannedVisit.How,
        widget=forms.RadioSelect,
        initial=PlannedVisit.How.VISIT,
        error_messages={"required": "Select how"},
    )
    place = ShortTextField(
        label="Where?",
        help_text="Leave empty for the person’s home.",
        required=False,
    )
    purpose = ShortTextField(
        label="What for?",
        error_messages={"required": "Enter what it is for"},
    )

    def __init__(self, *args: Any, unread: Sequence[Alert], **options: Any) -> None:
        super().__init__(*args, **options)
        self.unread = unread
        if unread:
            words = "this alert" if len(unread) == 1 else "these alerts"
            self.fields["read"] = forms.BooleanField(label=f"I have read {words}", required=False)
            self.fields["read"].mark = ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") == PlannedVisit.How.VISIT and len(self.acknowledged()) < len(
            self.unread
        ):
            self.add_error("read", "Read what stands above before you plan a visit, and say so")
        return given

    def acknowledged(self) -> list[Alert]:
        """Return the alerts that stood on the page and were read; not one raised meanwhile."""
        if not self.cleaned_data.get("read"):
            return []
        shown = set(self.data.getlist("alert"))
        return [alert for alert in self.unread if alert.key in shown]

    def answer(self) -> dict[str, Any]:
        return {name: given for name, given in super().answer().items() if name != "read"}


class MoveVisitForm(_WhenAndWho):
    """Another time, or somebody else, and why."""

    said = ShortTextField(
        label="Why is it changed, and what was the person told?",
        error_messages={"required": "Enter why it is changed"},
    )


class CancelVisitForm(forms.Form):
    """Why it does not take place."""

    said = ShortTextField(
        label="Why is it cancelled, and what was the person told?",
        error_messages={"required": "Enter why it is cancelled"},
    )


class RecordVisitForm(forms.Form):
    """Which signed entry is the record of the visit."""

    entry = forms.ChoiceField(
        label="Which entry says what came of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the entry"},
    )

    def __init__(self, *args: Any, offered: list[tuple[Entry, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entry"].choices = [(entry.key, words) for entry, words in offered]
