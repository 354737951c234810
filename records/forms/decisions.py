"""Which decisions to list, and what came of looking at one again."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from records import queries
from records.forms.quiet import QuietForm
from records.models import Decision
from records.queries import DecisionFilters
from ui.fields import DateField3, LongTextField


class RegisterForm(forms.Form):
    """Filters of the register: all optional, kept in the address. A wrong one is left out."""

    decider = forms.ChoiceField(label="Decided by", required=False)
    team = forms.ChoiceField(label="Team of the person", required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))
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

    def chosen(self) -> DecisionFilters:
        """Return the filters; what was wrong counts as not given."""
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
