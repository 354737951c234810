"""With whom a record is shared, for what and until when."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.staff import ColleagueField
from accounts.models import User
from ui.fields import DateField3, ShortTextField

READ, WRITE = "READ", "WRITE"


class ShareForm(forms.Form):
    """One colleague, what they may do, why, and until when."""

    may = forms.ChoiceField(
        label="What may they do?",
        choices=[(READ, "Read the record"), (WRITE, "Read it, and write on it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they may do"},
    )
    reason = ShortTextField(
        label="Why do they need it?",
        help_text="The person can ask who was given access, and why.",
        limit=250,
        error_messages={"required": "Enter why they need it"},
    )
    until = DateField3(
        label="Until when?",
        help_text="The last day. It ends by itself.",
        noun="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"] = ColleagueField(
            label="With whom?", colleagues=staff, error_messages={"required": "Choose a colleague"}
        )
        self.order_fields(["user"])

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes, when the form is right."""
        cleaned = dict(self.cleaned_data)
        return cleaned | {"may_write": cleaned.pop("may") == WRITE}
