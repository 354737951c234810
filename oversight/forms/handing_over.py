"""What someone may type to close an involvement or to pass it on."""

from typing import Any

from django import forms

import clock
from accounts.models import Team, User
from accounts.roles import Role
from oversight.gate import Item
from people.choosing import Candidate, candidates
from people.models import TransferOffer
from records.models import Action
from ui.fields import DateField3, LongTextField


class ChecklistForm(forms.Form):
    """The worker's words on each line that the product could not tick."""

    def __init__(self, *args: Any, items: list[Item], **options: Any) -> None:
        super().__init__(*args, **options)
        for item in items:
            if not item.is_done and item.may_explain:
                self.fields[item.key] = LongTextField(
                    label=item.title,
                    help_text=_sentence(item.seen),
                    rows=2,
                    required=False,
                    initial=item.words,
                )
                self.fields[item.key].mark = ""


class ReasonForm(forms.Form):
    """Why."""

    reason = LongTextField(label="Why?", rows=3, error_messages={"required": "Enter the reason"})

    def __init__(self, *args: Any, label: str = "Why?", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = label


class OfferForm(forms.Form):
    """To whom an involvement is offered, and why."""

    team = forms.ChoiceField(label="To which team?", error_messages={"required": "Select a team"})
    worker = forms.ChoiceField(
        label="Do you have a worker in mind?",
        help_text="The manager who accepts decides. Leave it to them if you do not know.",
        required=False,
    )
    reason = LongTextField(
        label="Why is it passed on?",
        help_text="Say whether the person asked for it, and what they were told.",
        rows=3,
        error_messages={"required": "Enter why it is passed on"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = Team.objects.filter(lead__isnull=False, kind=Team.Kind.TEAM).order_by("name")
        self._teams = {team.key: team for team in teams}
        today = clock.today()
        workers = User.objects.filter(team__in=teams, roles__contains=[Role.PRACTITIONER])
        self._workers = {
            user.staff_number: user
            for user in workers.select_related("team").order_by("team__name", "name")
            if user.works_on(today)
        }
        named = [(key, team.name) for key, team in self._teams.items()]
        self.fields["team"].choices = [("", "Select a team"), *named]
        self.fields["worker"].choices = [
            ("", "Nobody yet"),
            *((number, user.described) for number, user in self._workers.items()),
        ]

    def answer(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        return {
            "team": self._teams[given["team"]],
            "worker": self._workers.get(given["worker"]),
            "reason": given["reason"],
        }


class AcceptForm(forms.Form):
    """Who takes it over, and who does each open action from now on."""

    worker = forms.ChoiceField(
        label="Who will be their worker?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the worker"},
    )
    conflict_asked = forms.BooleanField(
        label="I have asked whether they know the person or anyone close to them",
        error_messages={"required": "Ask the worker whether they know the person, then tick this"},
    )

    def __init__(
        self,
        *args: Any,
        offer: TransferOffer,
        actions: list[Action],
        viewer: User,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.found: list[Candidate] = candidates(viewer, offer.team)
        self.actions = {action.key: action for action in actions}
        self.fields["worker"].choices = [
            (each.worker.staff_number, f"{each.worker.name}, {each.worker.job_title}: {each.load}")
            for each in self.found
        ]
        if offer.worker is not None:
            self.initial.setdefault("worker", offer.worker.staff_number)
        names = [(each.worker.staff_number, each.worker.name) for each in self.found]
        for key, action in self.actions.items():
            self.fields[f"owner-{key}"] = forms.ChoiceField(
                label=action.text,
                help_text=f"{action.owner.name} has it now, due {action.due_on:%d %b %Y}",
                choices=[("", "The new worker"), *names],
                required=False,
            )
            self.fields[f"owner-{key}"].mark = ""

    @property
    def owner_fields(self) -> list[forms.BoundField]:
        """The questions about open actions."""
        return [self[f"owner-{key}"] for key in self.actions]

    def answer(self) -> dict[str, Any]:
        """Return what the action takes."""
        by_number = {each.worker.staff_number: each for each in self.found}
        chosen = by_number[self.cleaned_data["worker"]]
        owners = {}
        for key in self.actions:
            given = self.cleaned_data[f"owner-{key}"]
            owners[key] = by_number[given].worker if given else chosen.worker
        return {
            "worker": chosen.worker,
            "workload_seen": chosen.load,
            "conflict_asked": self.cleaned_data["conflict_asked"],
            "owners": owners,
        }


class KeepAccessForm(ReasonForm):
    """Until when somebody who hands over keeps access, and why."""

    field_order = ("until", "reason")
    until = DateField3(label="Until which day?", error_messages={"required": "Enter the last day"})


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""
