"""What someone may type about a planned visit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

import clock
from accounts.models import User
from people.models import Alert
from records.actions import Booking
from records.models import Entry, PlannedVisit
from ui import formats
from ui.fields import DateField3, DateTimeWithUnknown, ShortTextField

BOOKED_WITH = ("book", "book_owner", "book_by")
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

    book = forms.BooleanField(required=False, initial=True)
    book_owner = forms.ChoiceField(label="Who books it?", required=False)
    book_by = DateField3(label="By when?", required=False, noun="The day")

    def __init__(
        self, *args: Any, unread: Sequence[Alert], which: str = "", days: int = 0, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.unread, self.which = unread, which
        if which:
            self.fields["book"].label = f"Book an interpreter: {which}"
            offer_booking(self, list(self._staff.values()), days)
            self.initial.setdefault("book_owner", self.initial.get("worker"))
        else:
            for name in BOOKED_WITH:
                del self.fields[name]
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
        given = super().answer()
        found = {name: said for name, said in given.items() if name not in ("read", *BOOKED_WITH)}
        if given.get("book"):
            owner = given["book_owner"] or given["worker"].staff_number
            found["booking"] = booking_in(given | {"book_owner": owner}, self._staff, self.which)
        return found


class BookForm(forms.Form):
    """Who books an interpreter, and by when."""

    book_owner = forms.ChoiceField(
        label="Who books it?", error_messages={"required": "Select who books it"}
    )
    book_by = DateField3(label="By when?", required=False, noun="The day")

    def __init__(
        self, *args: Any, staff: list[User], which: str, days: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._staff, self.which = {user.staff_number: user for user in staff}, which
        offer_booking(self, staff, days)

    def booking(self) -> Booking:
        """Return what the action takes."""
        return booking_in(self.cleaned_data, self._staff, self.which)


class GiveBookingForm(forms.Form):
    """Who books an interpreter instead."""

    book_owner = forms.ChoiceField(
        label="Who books it instead?", error_messages={"required": "Select who books it"}
    )

    def __init__(self, *args: Any, staff: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self._staff = {user.staff_number: user for user in staff}
        self.fields["book_owner"].choices = [  # type: ignore[attr-defined]
            (user.staff_number, user.described) for user in staff
        ]

    @property
    def owner(self) -> User:
        """Return who was chosen."""
        return self._staff[self.cleaned_data["book_owner"]]


def offer_booking(form: forms.Form, staff: list[User], days: int) -> None:
    """Offer who books an interpreter, and say when it is done if no day is named."""
    form.fields["book_owner"].choices = [  # type: ignore[attr-defined]
        (user.staff_number, user.described) for user in staff
    ]
    before = formats.counted(days, "working day")
    form.fields["book_by"].help_text = f"Leave it empty for {before} before the visit."


def booking_in(given: dict[str, Any], staff: dict[str, User], which: str) -> Booking:
    """Return what is to be booked, by what was typed."""
    return Booking(which=which, owner=staff[given["book_owner"]], due_on=given.get("book_by"))


class SettleForm(forms.Form):
    """What came of booking an interpreter."""

    state = forms.ChoiceField(
        label="Is an interpreter arranged?",
        choices=[
            (PlannedVisit.Interpreter.BOOKED, "Yes, booked"),
            (PlannedVisit.Interpreter.NOT_NEEDED, "None is needed this time"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether one is arranged"},
    )
    said = ShortTextField(
        label="Who comes, from which service, and their number; or why nobody",
        help_text="The record of the visit begins with this.",
        limit=250,
        error_messages={"required": "Enter who comes and from which service, or why nobody"},
    )


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
