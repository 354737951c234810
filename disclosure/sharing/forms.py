"""What someone may type about asking back what was shared."""

from django import forms

from disclosure.models import Recall
from ui.fields import LongTextField, ShortTextField

_LONGEST = 500


class RecallForm(forms.Form):
    """Why it is asked back, and how."""

    because = LongTextField(
        label="Why is it asked back?",
        help_text="For example: it went to the wrong person, or the reason to share it has ended.",
        limit=_LONGEST,
        rows=3,
        error_messages={"required": "Enter why it is asked back"},
    )
    asked_how = ShortTextField(
        label="Whom did you ask, and how?",
        help_text="Ask them to give it back or destroy it, and to confirm that in writing.",
        limit=_LONGEST,
        error_messages={"required": "Enter whom you asked, and how"},
    )


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label="What came of asking for it back?",
        choices=Recall.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )
    outcome_words = LongTextField(
        label="What did they say, who said it, and when?",
        help_text="If they keep it, say why they may, or who decides what happens next.",
        limit=_LONGEST,
        rows=3,
        error_messages={"required": "Enter what they said, who and when"},
    )
