"""What someone may type about a contact that comes in."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from accounts.models import Team
from people.models import IncomingContact, Involvement
from ui.fields import DateTimeWithUnknown, LongTextField, ShortTextField


class ContactForm(forms.Form):
    """Somebody got in touch: who, about whom, how, and what is asked."""

    how = forms.ChoiceField(
        label="How did it come in?",
        choices=IncomingContact.How,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it came in"},
    )
    received_at = DateTimeWithUnknown(
        label="When did it reach us?",
        help_text="Leave empty for now.",
        allow_unknown=False,
        required=False,
    )
    came_from = forms.ChoiceField(
        label="Who got in touch?",
        choices=IncomingContact.From,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who got in touch"},
    )
    from_name = ShortTextField(
        label="Their name, and who they are",
        help_text="For example: Ana Clarke, daughter. Leave empty if they did not say.",
        required=False,
    )
    from_reach = ShortTextField(
        label="How can we reach them?",
        help_text="Phone, e-mail, and the best time.",
        required=False,
    )
    about = LongTextField(
        label="Whom is it about?",
        help_text="What you were told: name, date of birth, address. More than one person is fine: "
        "you match each of them next.",
        rows=3,
        error_messages={"required": "Enter whom it is about, or what you were told about them"},
    )
    asked = LongTextField(
        label="What is asked, in their words?",
        error_messages={"required": "Enter what is asked"},
    )
    urgency = forms.ChoiceField(
        label="How soon must somebody look at it?",
        help_text="If somebody is in danger now, act first.",
        choices=Involvement.Urgency,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how soon somebody must look at it"},
    )
    team = forms.ChoiceField(label="Which team takes it?")

    def __init__(self, *args: Any, teams: list[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self._teams = {team.key: team for team in teams}
        self.fields["team"].choices = [(team.key, team.name) for team in teams]
        if len(teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = teams[0].key

    def clean_received_at(self) -> datetime | None:
        given = self.cleaned_data["received_at"]
        if not given:
            return None
        received = clock.local(datetime.fromisoformat(given))
        if received > clock.now():
            raise ValidationError("Enter a time that is not in the future")
        return received

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        anonymous = cleaned.get("came_from") == IncomingContact.From.ANONYMOUS
        if cleaned.get("came_from") and not anonymous and not cleaned.get("from_name"):
            self.add_error(
                "from_name", "Enter their name, or select that they did not say who they are"
            )
        if len(cleaned.get("from_name") or "") > 150:
            self.add_error("from_name", "Enter no more than 150 characters")
        return cleaned

    def answer(self) -> dict[str, Any]:
        """Return what the action needs: the team itself, and a time only where one was given."""
        given = dict(self.cleaned_data)
        given["team"] = self._teams[given["team"]]
        if given["received_at"] is None:
            del given["received_at"]
        return given


class MatchForm(forms.Form):
    """Which of those found it is about, in which role, and whether there is somebody else."""

    person = forms.CharField(widget=forms.HiddenInput, max_length=16)
    role = forms.ChoiceField(
        label="In which role?",
        choices=Involvement.Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Select in which role"},
    )
    more = forms.BooleanField(
        label="It is about somebody else too: I will match them next", required=False
    )


class EndContactForm(forms.Form):
    """Why a contact becomes nobody's record."""

    ended = forms.ChoiceField(
        label="Why does it become nobody’s record?",
        choices=IncomingContact.Ended,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why"},
    )
    why = LongTextField(
        label="What was done, and what were they told?",
        rows=3,
        error_messages={"required": "Enter what was done, and what they were told"},
    )


class ReadContactForm(forms.Form):
    """That a contact was read, and what follows from it."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    follows = LongTextField(
        label="What follows from it?",
        help_text="What you will do and by when, or why nothing follows. It stands with the steps.",
        rows=3,
        error_messages={"required": "Enter what follows, or why nothing does"},
    )
