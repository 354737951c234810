"""Why an entry stands out, when that is looked at again, and what stands out no longer for it."""

from collections.abc import Iterable
from typing import Any

from django import forms

import clock
from accounts import local
from records.forms.quiet import QuietForm
from records.shown.significance import as_choice
from ui.fields import DateField3, LongTextField


class SignificantForm(QuietForm):
    """Why an entry stands out. Where a record has as many marks as it may, which come off."""

    reason = LongTextField(
        label="Why does it stand out?",
        help_text="One or two sentences: what changed for them with it.",
        rows=3,
        limit=500,
        error_messages={"required": "Enter why it stands out"},
    )
    review_on = DateField3(
        label="When will somebody ask whether it still does?",
        help_text="Leave blank for what will always stand out, like a death in the family.",
        required=False,
    )
    instead_of = forms.MultipleChoiceField(
        label="Which come off?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one to take the mark off",
            "invalid_choice": "Choose from those that are marked now",
        },
    )

    def __init__(self, *args: Any, marked: Iterable[Any], is_counted: bool, **options: Any) -> None:
        months = local.settings_value("significant.review_months")
        offered = {"review_on": clock.add_months(clock.today(), months)}
        super().__init__(*args, initial=offered | options.pop("initial", {}), **options)
        rows = list(marked)
        most = local.settings_value("significant.most_of_a_person")
        self.is_full = not is_counted and len(rows) >= most
        if self.is_full:
            self.fields["instead_of"].choices = [as_choice(each) for each in rows]
            self.fields["instead_of"].help_text = (
                f"A record has at most {most} marks, so that what stands out can be seen. "
                f"This one has {len(rows)}."
            )
        else:
            del self.fields["instead_of"]
