"""Who stands in for somebody, from when to when, and why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

import clock
from accounts.forms.staff import ColleagueField
from accounts.models import Cover, User
from accounts.roles import Role
from ui.fields import DateField3, ShortTextField


class CoverForm(forms.Form):
    """A cover for ``away``. Acting is offered for managers alone."""

    kind = forms.ChoiceField(
        label="What is covered?",
        choices=Cover.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is covered"},
    )
    starts_on = DateField3(
        label="First day", error_messages={"required": "Enter the first day of the cover"}
    )
    ends_on = DateField3(
        label="Last day",
        help_text="Cover ends by itself.",
        error_messages={"required": "Enter the last day of the cover"},
    )
    reason = ShortTextField(
        label="Why?",
        help_text="For example annual leave. Of illness say no more than “absence”.",
        limit=500,
        error_messages={"required": "Enter why"},
    )

    def __init__(self, *args: Any, away: User, colleagues: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stands_in"] = ColleagueField(
            label="Who stands in?",
            colleagues=colleagues,
            error_messages={"required": "Choose who stands in"},
        )
        self.order_fields(["kind", "stands_in"])
        if not away.has_role(Role.MANAGER):
            self.fields["kind"].choices = [(Cover.Kind.WORK.value, Cover.Kind.WORK.label)]
            self.fields["kind"].initial = Cover.Kind.WORK.value


def day_asked(text: str) -> date:
    """Return the day that an address names; today for what is none, or far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if 2000 <= day.year <= 2199 else clock.today()
