"""Which decisions to list, and what came of looking at one again."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from records import queries
from records.forms.quiet import QuietForm
from records.forms.timeline import choice_to_filter, day_to_filter, require_span
from records.models import Decision
from records.queries import DecisionFilters
from ui.fields import DateField3, LongTextField


class RegisterForm(forms.Form):
    """Filters of the register: all optional, in the address. Nothing is listed for a wrong one."""

    decider = choice_to_filter("Decided by", "who decided")
    team = choice_to_filter("Team of the person", "a team")
    since = day_to_filter("From")
    until = day_to_filter("To")
    overdue = forms.BooleanField(label="Review overdue", required=False)

    def __init__(self, *args: Any, decisions: QuerySet[Decision], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decider"].choices = [
            ("", "Anyone"),
            *((user.staff_number, user.name) for user in queries.deciders_in(decisions)),
        ]
        self.fields["team"].choices = [
            ("", "Every team"),
            *((team.key, team.name) for team in queries.teams_in(decisions)),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        require_span(self)
        return self.cleaned_data

    def chosen(self) -> DecisionFilters:
        """Return the filters that can be read; whoever lists by them asks ``errors`` first."""
        if not self.is_bound:
            return DecisionFilters()
        self.is_valid()
        return DecisionFilters(
            **{name: value for name, value in self.cleaned_data.items() if value}
        )


class ReviewForm(QuietForm):
    """What came of looking at a decision again."""

    text = LongTextField(
        label="What did you find, and does the decision still stand?",
        help_text=(
            "It stands beside the entry in your name. If the decision changes, record a new one."
        ),
        limit=20_000,
        error_messages={"required": "Enter what you found"},
    )
    review_on = DateField3(
        label="When will it be looked at again?",
        help_text="Leave blank if it never needs looking at again.",
        required=False,
    )
