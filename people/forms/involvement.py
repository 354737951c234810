"""What someone may type to move an involvement on, one form for each step.

A step's form is made for its involvement, and its cleaned answers are what its action takes.
"""

from datetime import date
from typing import Any

from django import forms

import clock
from accounts.models import Team, User
from accounts.roles import Role
from people.choosing import Candidate, candidates
from people.models import Allocation, Involvement, Risk
from ui.fields import DateField3, LongTextField, ShortTextField


class StepForm(forms.Form):
    """What every step asks: why."""

    reason = LongTextField(label="Why?", rows=3, error_messages={"required": "Enter the reason"})

    def __init__(self, *args: Any, involvement: Involvement, viewer: User, **options: Any) -> None:
        self.involvement, self.viewer = involvement, viewer
        super().__init__(*args, **options)
        self.ask()

    def ask(self) -> None:
        """Offer what depends on the involvement."""

    def answer(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class TriageForm(StepForm):
    """How urgent, why, and how the person was asked."""

    field_order = ("contacted", "urgency", "reason")
    contacted = LongTextField(
        label="How was the person contacted, and what did they say?",
        help_text="If they were not contacted, say why not and what you tried. Paper alone is not "
        "enough.",
        rows=3,
        error_messages={"required": "Enter how the person was contacted, or why they were not"},
    )
    urgency = forms.ChoiceField(
        label="How urgent is it?",
        help_text="Judge by what may happen, not by who is asking.",
        choices=Involvement.Urgency,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how urgent it is"},
    )

    def ask(self) -> None:
        self.fields["reason"].label = "Why? What could happen if this waited?"
        self.initial.setdefault("urgency", self.involvement.urgency)


class TeamForm(StepForm):
    """Which team allocates it."""

    field_order = ("team", "reason")
    team = forms.ChoiceField(label="Which team?", error_messages={"required": "Select the team"})

    def ask(self) -> None:
        teams = Team.objects.exclude(pk=self.involvement.team_id).filter(lead__isnull=False)
        self._teams = {team.key: team for team in teams.order_by("name")}
        named = [(key, team.name) for key, team in self._teams.items()]
        self.fields["team"].choices = [("", "Select a team"), *named]

    def answer(self) -> dict[str, Any]:
        return {**self.cleaned_data, "team": self._teams[self.cleaned_data["team"]]}


class WaitForm(StepForm):
    """Why somebody waits, what may happen meanwhile, who checks and when."""

    field_order = ("reason", "risk", "risk_while_waiting", "manager", "next_check_on", "told")
    risk = forms.ChoiceField(
        label="How high is the risk while they wait?",
        choices=Risk,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how high the risk is"},
    )
    risk_while_waiting = LongTextField(
        label="What could happen while they wait, and what is in place?",
        rows=3,
        error_messages={"required": "Enter what could happen, and what is in place"},
    )
    manager = forms.ChoiceField(
        label="Which manager answers for them while they wait?",
        error_messages={"required": "Select the manager"},
    )
    next_check_on = DateField3(
        label="When does somebody check on them next?",
        error_messages={"required": "Enter the date of the next check"},
    )
    told = LongTextField(
        label="What was the person told?",
        help_text="How long it may take, whom to ring if things change, and in which format.",
        rows=3,
        error_messages={"required": "Enter what the person was told"},
    )

    def ask(self) -> None:
        self.fields["reason"].label = "Why do they wait?"
        self._managers = managers(self.involvement)
        self.fields["manager"].choices = [
            ("", "Select a manager"),
            *((number, user.described) for number, user in self._managers.items()),
        ]
        lead = self.involvement.manager or self.involvement.team.lead
        if lead is not None and lead.staff_number in self._managers:
            self.initial.setdefault("manager", lead.staff_number)

    def answer(self) -> dict[str, Any]:
        return {**self.cleaned_data, "manager": self._managers[self.cleaned_data["manager"]]}


class CheckForm(StepForm):
    """How somebody who waits is doing."""

    reason = None
    spoke_with = LongTextField(
        label="How was the person asked, and what did they say?",
        help_text="If you could not reach them, say what you tried.",
        rows=3,
        error_messages={"required": "Enter how the person was asked, or what you tried"},
    )
    found = LongTextField(
        label="How are they, and has anything changed?",
        rows=3,
        error_messages={"required": "Enter how they are, and whether anything has changed"},
    )
    risk = forms.ChoiceField(
        label="How high is the risk now?",
        choices=Risk,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how high the risk is now"},
    )
    next_check_on = DateField3(
        label="When does somebody check on them next?",
        error_messages={"required": "Enter the date of the next check"},
    )

    def ask(self) -> None:
        self.initial.setdefault("risk", self.involvement.risk)
        if self.involvement.check_every:
            self.initial.setdefault(
                "next_check_on",
                clock.add_working_days(clock.today(), self.involvement.check_every),
            )


class EndForm(StepForm):
    """Why nobody is allocated, and how the person was told."""

    told = LongTextField(
        label="How was the person told, and how can they come back?",
        help_text="Who told them, when, in which format, and whom they can ring.",
        rows=3,
        error_messages={"required": "Enter how the person was told, and how they can come back"},
    )

    def ask(self) -> None:
        self.fields["reason"].label = "What happens instead, and why?"
        self.fields["reason"].help_text = (
            "Advice given, the service they were put in touch with, or why nothing is needed. "
            "If they seem to need care or support, the law asks for an assessment."
        )


class AllocateForm(StepForm):
    """Who works with the person, and why them."""

    field_order = ("worker", "reason", "conflict_asked", "second_worker", "starts_on")
    worker = forms.ChoiceField(
        label="Who will be their worker?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the worker"},
    )
    conflict_asked = forms.BooleanField(
        label="I have asked whether they know the person or anyone close to them",
        error_messages={"required": "Ask the worker whether they know the person, then tick this"},
    )
    second_worker = forms.ChoiceField(label="Is there a second worker?", required=False)
    starts_on = DateField3(label="From which day? Leave empty for today", required=False)

    def ask(self) -> None:
        self.fields["reason"].label = "Why this worker?"
        self.found = candidates(self.viewer, self.involvement.team)
        _offer_workers(self.fields["worker"], self.found)
        self.fields["second_worker"].choices = [
            ("", "No second worker"),
            *((each.worker.staff_number, each.worker.name) for each in self.found),
        ]

    def answer(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        chosen = _chosen(self.found, given.pop("worker"))
        second = given.pop("second_worker")
        return given | {
            "worker": chosen.worker,
            "workload_seen": chosen.load,
            "second_worker": _chosen(self.found, second).worker if second else None,
            "team": self.involvement.team,
            "manager": self.involvement.team.lead,
        }


class IntroduceForm(StepForm):
    """How and when the person was told their worker's name."""

    reason = None
    on = DateField3(
        label="When was the person told?",
        error_messages={"required": "Enter the date on which the person was told"},
    )
    how = ShortTextField(
        label="How, and in which format?",
        help_text="For example: by phone, then a letter in large print.",
        error_messages={"required": "Enter how the person was told"},
    )


class AddWorkerForm(StepForm):
    """Who works beside the worker, or covers for them."""

    field_order = ("worker", "role", "ends_on", "reason")
    worker = forms.ChoiceField(label="Who?", error_messages={"required": "Select who"})
    role = forms.ChoiceField(
        label="How will they work with the person?",
        choices=[
            (Allocation.Role.CO_WORKER.value, "Beside the worker, as a second worker"),
            (Allocation.Role.COVER.value, "As cover for the worker, for a time"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how they will work with the person"},
    )
    ends_on = DateField3(label="Until which day?", required=False)

    def ask(self) -> None:
        today = clock.today()
        found = User.objects.filter(is_active=True).select_related("team").order_by("name")
        self._staff = {
            each.staff_number: each
            for each in found
            if each.works_on(today) and each.has_role(Role.PRACTITIONER, Role.MANAGER)
        }
        self.fields["worker"].choices = [
            ("", "Select a colleague"),
            *((number, user.described) for number, user in self._staff.items()),
        ]

    def clean_ends_on(self) -> date | None:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on < clock.today():
            raise forms.ValidationError("Enter today or a later day")
        return ends_on

    def answer(self) -> dict[str, Any]:
        return {**self.cleaned_data, "worker": self._staff[self.cleaned_data["worker"]]}


class ReopenForm(StepForm):
    """Why the council is involved again, and what was checked of the person's details."""

    details_checked = ShortTextField(
        label="Which of their details did you check with them, and what has changed?",
        help_text="Name, address, phone, communication needs, who is around them.",
        error_messages={"required": "Enter which details you checked"},
    )

    def ask(self) -> None:
        self.fields["reason"].label = "Why is it reopened?"


def managers(involvement: Involvement) -> dict[str, User]:
    """Return the managers by their staff number, those of the team first."""
    found = User.objects.filter(is_active=True, roles__contains=[Role.MANAGER])
    rows = sorted(
        found.select_related("team").order_by("name"),
        key=lambda user: user.team_id != involvement.team_id,
    )
    return {user.staff_number: user for user in rows if user.works_on(clock.today())}


def _offer_workers(field: forms.Field, found: list[Candidate]) -> None:
    field.choices = [
        (each.worker.staff_number, f"{each.worker.name}, {each.worker.job_title}: {each.load}")
        for each in found
    ]


def _chosen(found: list[Candidate], number: str) -> Candidate:
    return next(each for each in found if each.worker.staff_number == number)
