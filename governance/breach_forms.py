"""Reporting a breach of data, and the steps that are taken about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from accounts.forms.staff import ColleagueField
from accounts.models import User
from governance.breaches import StepKind
from governance.models import Breach
from people import access
from people.models import Person
from ui.fields import DateField3, DateTimeWithUnknown, LongTextField, ShortTextField

_REFERENCES_AT_MOST = 200


class PastInstantField(DateTimeWithUnknown):
    """A day and a time that is over. Cleans to an instant, or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_unknown=False, **options)

    def clean(self, value: Any) -> datetime | None:
        given = super().clean(value)
        if not given:
            return None
        instant = clock.local(datetime.fromisoformat(given))
        if instant > clock.now():
            raise ValidationError("Enter a time that is not in the future")
        return instant


class ReferencesField(ShortTextField):
    """Council references with commas or spaces between them. Cleans to people."""

    viewer: User

    def clean(self, value: Any) -> list[Person]:
        typed = super().clean(value).replace(",", " ").upper().split()
        asked = list(dict.fromkeys(typed))[:_REFERENCES_AT_MOST]
        findable = access.findable_people(self.viewer)
        found = {
            person.council_reference: person
            for person in findable.filter(council_reference__in=asked)
        }
        if unknown := [each for each in asked if each not in found]:
            raise ValidationError(f"There is no record with the reference {unknown[0]}")
        return [found[each] for each in asked]


class ReportForm(forms.Form):
    """What somebody noticed. Only what, when and whose must be said: the rest can follow."""

    kind = forms.ChoiceField(
        label="What happened?",
        choices=Breach.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happened"},
    )
    what = LongTextField(
        label="Tell it in your own words",
        help_text="What went wrong, and how you noticed.",
        rows=5,
        limit=20_000,
        error_messages={"required": "Enter what went wrong"},
    )
    noticed_at = PastInstantField(
        label="When was it noticed?",
        help_text="Leave empty for now. The 72 hours that the law gives count from then.",
        required=False,
    )
    happened = ShortTextField(
        label="When did it happen, as far as you know?",
        help_text="For example: on Tuesday afternoon. Leave empty if it is not known.",
        required=False,
    )
    whose = LongTextField(
        label="Whose data is it, and of what kind?",
        help_text="About how many people, and what could be read: names, addresses, health.",
        rows=3,
        limit=4000,
        error_messages={"required": "Enter whose data it is, as far as you know"},
    )
    people = ReferencesField(
        label="The council references of the people, if you have them",
        help_text="For example P10021, P10022",
        required=False,
        limit=2000,
    )
    who_has_it = LongTextField(label="Who may have it now?", required=False, rows=2, limit=4000)
    done_already = LongTextField(
        label="What has been done already?",
        help_text="Asked for it back, rung somebody, searched.",
        required=False,
        rows=3,
        limit=4000,
    )
    is_near_miss = forms.BooleanField(
        label="Nothing came of it: it was noticed in time",
        help_text="Information governance confirms that. Until then the 72 hours count.",
        required=False,
    )
    about_staff = ColleagueField(
        label="Who did it, if you know and it matters",
        help_text="It may be you. Whoever it is does not look into it: nobody is blamed.",
        required=False,
    )
    not_my_manager = forms.BooleanField(
        label="Do not tell my managers: it is about one of them", required=False
    )

    def __init__(
        self, *args: Any, viewer: User, colleagues: Iterable[User], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["people"].viewer = viewer
        asked = self.base_fields["about_staff"]
        self.fields["about_staff"] = ColleagueField(
            colleagues=colleagues, label=asked.label, help_text=asked.help_text, required=False
        )

    def answer(self) -> dict[str, Any]:
        """Return what the action needs."""
        given = dict(self.cleaned_data)
        given["tells_manager"] = not given.pop("not_my_manager")
        return given


class StepForm(forms.Form):
    """One step, with the questions of its kind."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Select an answer"}
    )
    words = LongTextField(rows=5, limit=20_000)
    happened_at = PastInstantField(
        label="When was that?", help_text="Leave empty for now.", required=False
    )
    reference = ShortTextField(
        label="Their reference", required=False, limit=120, help_text="Leave empty if none yet."
    )
    late_because = LongTextField(
        label="Why later than 72 hours?",
        help_text="Only if they are told, and the 72 hours are over.",
        required=False,
        rows=2,
        limit=4000,
    )
    owner = ColleagueField(label="Who is to do it?")
    due_on = DateField3(
        label="By when?",
        noun="The day",
        error_messages={"required": "Enter by when it is to be done"},
    )

    def __init__(
        self, *args: Any, kind: StepKind, colleagues: Iterable[User] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        words = self.fields["words"]
        words.label, words.help_text = kind.ask, kind.help
        words.error_messages["required"] = "Enter an answer"
        if kind.choices:
            self.fields["choice"].label = kind.choose
            self.fields["choice"].choices = list(kind.choices.items())
        else:
            del self.fields["choice"]
        for name in ("reference", "late_because", "owner", "due_on"):
            if name not in kind.needs:
                del self.fields[name]
        if "owner" in self.fields:
            self.fields["owner"] = ColleagueField(
                colleagues=colleagues, label=self.fields["owner"].label
            )
            del self.fields["happened_at"]


class AffectedForm(forms.Form):
    """Whose data it was, by their references."""

    people = ReferencesField(
        label="Council references",
        help_text="For example P10021, P10022",
        limit=2000,
        error_messages={"required": "Enter at least one reference"},
    )

    def __init__(self, *args: Any, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].viewer = viewer


class ToldForm(forms.Form):
    """When and how somebody was told that their data was concerned."""

    on = DateField3(
        label="When were they told?",
        noun="The day",
        error_messages={"required": "Enter when they were told"},
    )
    how = ShortTextField(
        label="How, by whom, and what did they say?",
        limit=500,
        error_messages={"required": "Enter how they were told"},
    )

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise ValidationError("The day must not be in the future")
        return on


class ScopeForm(forms.Form):
    """Whose opening of records, between which two days."""

    staff = ColleagueField(label="Who opened records?")
    since = DateField3(
        label="From", noun="The first day", error_messages={"required": "Enter the first day"}
    )
    until = DateField3(
        label="To", noun="The last day", error_messages={"required": "Enter the last day"}
    )
    after = forms.IntegerField(
        required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staff"] = ColleagueField(
            colleagues=colleagues, label=self.fields["staff"].label
        )

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day must not be before the first")
        return cleaned
