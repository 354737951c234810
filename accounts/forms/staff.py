"""Joiners, movers, leavers and teams, as an administrator types them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator

from accounts import queries
from accounts.models import Team, User
from accounts.roles import Role
from ui.fields import DateField3, ShortTextField, StaffSelectField

_STATES = (
    (queries.WORKING, "Here now or coming"),
    (queries.COMING, "Not yet started"),
    (queries.LEAVING, "Leaving"),
    (queries.NOT_SIGNED_IN, "Never signed in"),
    (queries.LEFT, "Left"),
    ("all", "Everybody"),
)
_REASON = "It is kept in the history, for administrators and managers."


def reference(user: User) -> dict[str, str]:
    """Return a member of staff as a list of colleagues offers them."""
    return {"kind": "staff", "key": user.staff_number, "name": user.name, "role": user.job_title}


class ColleagueField(StaffSelectField):
    """One colleague from a list. Cleans to a ``User``, or ``None``."""

    def __init__(self, *, colleagues: Iterable[User] = (), **options: Any) -> None:
        self.colleagues = {each.staff_number: each for each in colleagues}
        staff = [reference(each) for each in self.colleagues.values()]
        super().__init__(staff=staff, other=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return [reference(value)] if isinstance(value, User) else value

    def clean(self, value: Any) -> User | None:
        chosen = super().clean(value)
        return self.colleagues[chosen[0]["key"]] if chosen else None


class TeamField(forms.ModelChoiceField):
    """One of the teams that are not closed."""

    def __init__(self, *, empty: str = "No team", **options: Any) -> None:
        super().__init__(
            Team.objects.none(), empty_label=empty, to_field_name="key", required=False, **options
        )

    @staticmethod
    def choose_from(form: forms.Form, name: str = "team") -> None:
        """Offer what is open now."""
        form.fields[name].queryset = queries.open_teams()


class FindStaffForm(forms.Form):
    """Which staff to list. What cannot be read counts as nothing chosen."""

    words = forms.CharField(label="Name, number, job or e-mail", required=False, max_length=100)
    team = TeamField(label="Team", empty="Any team")
    state = forms.ChoiceField(label="Who", choices=_STATES, required=False)
    otherwise = queries.WORKING

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        TeamField.choose_from(self)

    def chosen(self) -> dict[str, Any]:
        """Return words, team and state."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("words", ""),
            "team": found.get("team"),
            "state": found.get("state") or self.otherwise,
        }


class DirectoryForm(forms.Form):
    """Which colleagues to find."""

    words = forms.CharField(label="Name, job or team", required=False, max_length=100)
    team = TeamField(label="Team", empty="Any team")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        TeamField.choose_from(self)

    def chosen(self) -> dict[str, Any]:
        """Return words and team."""
        self.is_valid()
        return {
            "words": self.cleaned_data.get("words", ""),
            "team": self.cleaned_data.get("team"),
        }


class DetailsForm(forms.Form):
    """Who somebody is and how to reach them."""

    name = ShortTextField(
        label="Full name", limit=150, error_messages={"required": "Enter the full name"}
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in with it, and the invitation goes there. To change that of "
        "somebody who has a role, a second person confirms it, and the old address is told.",
        max_length=254,
        error_messages={
            "required": "Enter the e-mail address",
            "invalid": "Enter an e-mail address, like name@council.gov.uk",
        },
    )
    phone = ShortTextField(label="Work telephone", limit=30, required=False)
    newly_qualified_until = DateField3(
        label="Last day as newly qualified",
        help_text="For whoever is newly qualified: until then they are supervised more often.",
        required=False,
    )


class PostForm(forms.Form):
    """Job, team, manager and roles."""

    job_title = ShortTextField(
        label="Job title", limit=150, error_messages={"required": "Enter the job title"}
    )
    team = TeamField(label="Team")
    roles = forms.MultipleChoiceField(
        label="Roles",
        help_text="A role that they do not have yet waits until another administrator or a records "
        "officer has confirmed it.",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        TeamField.choose_from(self)
        self.fields["line_manager"] = ColleagueField(
            label="Line manager", colleagues=colleagues, required=False
        )
        self.order_fields(["job_title", "team", "line_manager", "roles"])


class AddStaffForm(DetailsForm, PostForm):
    """A joiner."""

    staff_number = ShortTextField(
        label="Staff number",
        limit=20,
        width=10,
        validators=[RegexValidator(r"\A[A-Za-z0-9-]+\Z", "Use letters, digits and hyphens only")],
        error_messages={"required": "Enter the staff number"},
    )
    starts_on = DateField3(
        label="First day",
        help_text="Nobody can sign in before it.",
        error_messages={"required": "Enter the first day"},
    )
    ends_on = DateField3(label="Last day, if it is known", required=False)
    invite = forms.BooleanField(label="Send an invitation to sign in now", required=False)

    def __init__(self, *args: Any, colleagues: Iterable[User], **options: Any) -> None:
        super().__init__(*args, colleagues=colleagues, **options)
        self.order_fields(
            ["staff_number", "name", "email", "phone", "job_title", "team", "line_manager"]
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the first day or later")
        return cleaned


class MoveForm(PostForm):
    """Where somebody is from a day on."""

    starts_on = DateField3(
        label="From which day?",
        help_text="A day to come is kept, and begins by itself.",
        error_messages={"required": "Enter the day from which it holds"},
    )
    reason = ShortTextField(
        label="Why?",
        help_text=_REASON,
        limit=500,
        error_messages={"required": "Enter why"},
    )


class LeavingForm(forms.Form):
    """When somebody leaves, and why."""

    last_day = DateField3(
        label="Last day",
        help_text="After it their account opens nothing.",
        error_messages={"required": "Enter the last day"},
    )
    reason = ShortTextField(
        label="Why?", help_text=_REASON, limit=500, error_messages={"required": "Enter why"}
    )
    stop_now = forms.BooleanField(
        label="Stop their access now",
        help_text="They are signed out at once. What they were typing is kept for their manager.",
        required=False,
    )


class TeamForm(forms.Form):
    """A team as it is from a day on."""

    name = ShortTextField(
        label="Name", limit=100, error_messages={"required": "Enter the name of the team"}
    )
    area = ShortTextField(label="Area", limit=100, required=False)
    kind = forms.ChoiceField(
        label="What kind of team is it?",
        help_text="A duty team keeps a rota; an emergency duty team opens records with a stated "
        "reason at night and at weekends.",
        choices=Team.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of team it is"},
    )
    supports = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label="Works on the records of these teams too",
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = ShortTextField(
        label="Why?", help_text=_REASON, limit=500, error_messages={"required": "Enter why"}
    )

    def __init__(
        self,
        *args: Any,
        colleagues: Iterable[User],
        team: Team | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["lead"] = ColleagueField(
            label="Team manager",
            help_text="They, and those above them, manage the team’s work.",
            colleagues=colleagues,
            required=False,
        )
        if team is not None:
            self.fields["starts_on"] = DateField3(
                label="Since when is it so?",
                help_text="Today, or an earlier day if it is written down late.",
                error_messages={"required": "Enter since when it is so"},
            )
        others = queries.open_teams()
        self.fields["supports"].queryset = others.exclude(pk=team.pk) if team else others
        self.order_fields(["name", "area", "kind", "lead", "supports", "starts_on", "reason"])


class CloseTeamForm(forms.Form):
    """Why a team is closed."""

    reason = ShortTextField(
        label="Why is it closed?",
        help_text=_REASON,
        limit=500,
        error_messages={"required": "Enter why it is closed"},
    )


class DayForm(forms.Form):
    """On which day, and whom."""

    day = DateField3(label="On which day?", required=False)
    words = forms.CharField(label="Name, number or team", required=False, max_length=100)

    def chosen(self, today: date) -> tuple[date, str]:
        """Return the day and the words; today for what cannot be read."""
        self.is_valid()
        return self.cleaned_data.get("day") or today, self.cleaned_data.get("words", "")


class ChoosePasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label="Choose a password",
        help_text="12 characters or more. Three words that do not belong together are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=500,
        error_messages={"required": "Enter a password"},
    )
    again = forms.CharField(
        label="Type it again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=500,
        error_messages={"required": "Type the password again"},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        """Refuse what is easy to guess."""
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        cleaned = super().clean() or self.cleaned_data
        if {"password", "again"} <= cleaned.keys() and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "The two passwords are not the same")
        return cleaned


class PhoneForm(forms.Form):
    """How colleagues reach oneself."""

    phone = ShortTextField(
        label="Your work telephone",
        help_text="Every colleague can see it.",
        limit=30,
        required=False,
    )
