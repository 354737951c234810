"""What someone may type about an alert."""

from typing import Any

from django import forms

import clock
from people.forms.facts import line
from people.models import Alert
from ui.fields import DateField3, LongTextField, ShowIf


class AlertForm(forms.Form):
    """Something to know before contact: with evidence, whom it was told, and when it ends."""

    kind = forms.ChoiceField(
        label="What kind of alert is it?",
        choices=Alert.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of alert it is"},
    )
    title = line(
        "What to know, in a few words",
        longest=80,
        help_text="It stands on top of every page. Say what happens, not what somebody is like.",
        required="Enter what to know",
    )
    detail = LongTextField(
        label="What to do about it",
        rows=3,
        limit=1000,
        error_messages={"required": "Enter what a colleague does about it"},
    )
    evidence = LongTextField(
        label="How do we know?",
        help_text="What was seen or said, by whom and when.",
        rows=3,
        limit=1000,
        error_messages={"required": "Enter how we know"},
    )
    person_told = forms.ChoiceField(
        label="Was the person told about this alert?",
        choices=Alert.Told,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the person was told"},
    )
    not_told_because = line("Why not?", longest=500)
    review_on = DateField3(
        label="When is it looked at again?",
        help_text="Within a year.",
        noun="The day it is looked at again",
        error_messages={"required": "Enter the day on which it is looked at again"},
    )
    expires_on = DateField3(
        label="Does it end by itself?",
        help_text="The last day on which it stands, if one is known.",
        required=False,
        noun="The last day",
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["not_told_because"].show_if = ShowIf("person_told", ("NOT_TOLD",))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("person_told") == "NOT_TOLD" and not cleaned.get("not_told_because"):
            self.add_error("not_told_because", "Enter why the person was not told")
        if cleaned.get("person_told") == "TOLD":
            cleaned["not_told_because"] = ""
        today, review_on = clock.today(), cleaned.get("review_on")
        if review_on and not today < review_on <= clock.add_months(today, 12):
            self.add_error("review_on", "Enter a day in the next 12 months")
        if cleaned.get("expires_on") and cleaned["expires_on"] < today:
            self.add_error("expires_on", "Enter a day that is today or later")
        return cleaned


class ReviewAlertForm(forms.Form):
    """An alert that still stands: on what evidence, and until when."""

    detail = AlertForm.base_fields["detail"]
    evidence = AlertForm.base_fields["evidence"]
    review_on = AlertForm.base_fields["review_on"]

    def clean_review_on(self):
        today, review_on = clock.today(), self.cleaned_data["review_on"]
        if not today < review_on <= clock.add_months(today, 12):
            raise forms.ValidationError("Enter a day in the next 12 months")
        return review_on


class ToldForm(forms.Form):
    """When the person was told of an alert that was raised without, and how."""

    told_on = DateField3(
        label="When were they told?",
        noun="The day they were told",
        error_messages={"required": "Enter the day on which they were told"},
    )
    told_how = line(
        "Who told them, how, and what did they say?",
        longest=500,
        required="Enter who told them, how, and what they said",
    )


class EndAlertForm(forms.Form):
    """Why an alert is needed no longer."""

    reason = line("Why is it needed no longer?", longest=500, required="Enter why it ends")
