"""What a council may say in the guidance library."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.staff import ColleagueField
from accounts.models import User
from records.catalogue import catalogue
from ui.fields import DateField3, LongTextField, ShortTextField

LONGEST = 8_000


class GuidanceForm(forms.Form):
    """The council's words on one page, who keeps them, and until when they are right."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = LongTextField(
        label="How is it done here?",
        help_text="Whom to tell, by when, which form or form of words. Leave a line empty between "
        "paragraphs. Left empty, the page says what comes with the product, and is still kept.",
        rows=14,
        limit=LONGEST,
        required=False,
    )
    review_on = DateField3(
        label="When is it looked at again?",
        help_text="Its owner has it on their home page before that day.",
        noun="The day",
    )
    must_be_read = forms.BooleanField(
        label="All staff are to say that they have read it",
        help_text="A policy. Whenever its words change, everyone is asked again.",
        required=False,
    )
    reason = ShortTextField(
        label="Why is it changed?",
        help_text="It stands in the history, and is what staff are told of the change.",
        limit=500,
        error_messages={"required": "Enter why it is changed"},
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"] = ColleagueField(
            label="Who keeps it right?",
            help_text="Its owner may change it.",
            colleagues=staff,
            error_messages={"required": "Choose who keeps it right"},
        )
        self.order_fields(["title", "groups", "text", "owner"])


class NewGuidanceForm(GuidanceForm):
    """A page of the council's own."""

    title = ShortTextField(
        label="What is it about?", limit=120, error_messages={"required": "Enter what it is about"}
    )
    groups = forms.MultipleChoiceField(
        label="Beside which records is it named?",
        help_text="Whoever writes one of these sees a link to it.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups: Any = self.fields["groups"]
        groups.choices = [(each.key, each.title) for each in catalogue().groups]
        self.fields["text"].help_text = "Leave a line empty between paragraphs."
        self.fields["reason"].label = "Why is it added?"
        self.fields["reason"].error_messages["required"] = "Enter why it is added"
        del self.fields["seen"]
