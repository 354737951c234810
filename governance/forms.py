"""Choosing what part of the event log to read."""

from typing import Any

from django import forms

import clock
from audit.models import Event
from governance.access_lists import Staff
from governance.models import SignalLook
from governance.watching import kinds
from records.forms.timeline import day_to_filter, require_span
from ui.fields import DateField3, LongTextField


class LogForm(forms.Form):
    """Filters of the event log: all optional, kept in the address. A wrong one is left out."""

    person = forms.CharField(
        label="Council reference", required=False, max_length=20, help_text="For example P10021"
    )
    who = forms.CharField(
        label="Staff number", required=False, max_length=20, help_text="For example N1003"
    )
    kind = forms.MultipleChoiceField(
        label="What they did",
        choices=Event.Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    since = day_to_filter("From")
    until = day_to_filter("To")
    by_who = forms.BooleanField(label="Put together what each did on a day", required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask that the days are possible and in their order."""
        require_span(self)
        return self.cleaned_data

    @property
    def filters(self) -> dict[str, Any]:
        """Return what was chosen beside the person, as the log is asked for it."""
        chosen = self.chosen()
        since, until = chosen.get("since"), chosen.get("until")
        return {
            "actor": (chosen.get("who") or "").upper(),
            "kinds": tuple(chosen.get("kind") or ()),
            "since": clock.at_time(since, 0) if since else None,
            "until": clock.end_of_day(until) if until else None,
        }

    @property
    def in_a_word(self) -> str:
        """Return what was chosen beside the person, for the event of reading the log."""
        chosen = self.chosen()
        days = [f"{name} {day}" for name in ("since", "until") if (day := chosen.get(name))]
        kinds = [Event.Kind(kind).label.lower() for kind in self.filters["kinds"]]
        return ", ".join([*filter(None, [self.filters["actor"]]), *kinds, *days])

    def chosen(self) -> dict[str, Any]:
        """Return the filters that could be read; what was wrong counts as not given."""
        self.is_valid()
        return self.cleaned_data


class LookForm(forms.Form):
    """What somebody found who looked at a question about access, and why they think so."""

    finding = forms.ChoiceField(
        label="What did you find?",
        choices=SignalLook.Finding,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    reason = LongTextField(
        label="How do you know?",
        help_text="What you looked at, whom you asked and what they said. They may read it.",
        rows=4,
        limit=4000,
        error_messages={"required": "Enter how you know"},
    )


class SignalsForm(forms.Form):
    """Which questions to list. What cannot be read counts as not given."""

    answered = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data


class QuestionsForm(SignalsForm):
    """Filters of the questions about access: all optional, kept in the address."""

    who = forms.CharField(
        label="Staff number", required=False, max_length=20, help_text="For example N1003"
    )
    kind = forms.ChoiceField(label="What it asks about", required=False)
    late = forms.BooleanField(label="Only those that are late", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "Everything"),
            *((kind.key, kind.title) for kind in kinds().values()),
        ]

    @property
    def filters(self) -> dict[str, Any]:
        """Return whose questions, of which kind and how late, as they are asked for."""
        chosen = self.chosen()
        return {
            "who": (chosen.get("who") or "").strip().upper(),
            "kind": chosen.get("kind") or "",
            "late": bool(chosen.get("late")),
        }


class AccountForm(forms.Form):
    """Why an old backup was put back."""

    reason = LongTextField(
        label="Why was it put back?",
        help_text="Who decided it, what had gone wrong, and what was lost by it. No names of people"
        " who draw on care.",
        rows=4,
        limit=4000,
        error_messages={"required": "Enter why it was put back"},
    )


class SealsForm(forms.Form):
    """Which seals to list. A number that cannot be read counts as not given."""

    before = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data


class PrepareForm(forms.Form):
    """Between which two days the person wants to know who opened their record."""

    since = DateField3(
        label="From",
        help_text="For example 27 3 2026",
        noun="The first day",
        error_messages={"required": "Enter the first day"},
    )
    until = DateField3(
        label="To",
        noun="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day must not be before the first")
        elif until and until > clock.today():
            self.add_error("until", "The last day must not be in the future")
        return cleaned


class WithholdForm(forms.Form):
    """Whose name should be left out, and what harm telling it could do."""

    staff_number = forms.ChoiceField(
        label="Whose name?", error_messages={"required": "Select whose name is left out"}
    )
    reason = LongTextField(
        label="What harm could it do to tell it?",
        help_text="A live safeguarding enquiry, a threat to a member of staff. Not embarrassment.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter what harm it could do"},
    )

    def __init__(self, *args: Any, staff: list[Staff], **options: Any):
        super().__init__(*args, **options)
        self.fields["staff_number"].choices = [
            ("", "Choose"),
            *((s.staff_number, s.who) for s in staff),
        ]


class ReleaseForm(forms.Form):
    """What was checked before a list goes out."""

    checked = LongTextField(
        label="What did you check?",
        help_text="Who asked and that it is them, what the list tells about other people, and"
        " whether any line could put somebody in danger.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter what you checked"},
    )
