"""What someone may answer to questions about a person, and to questions of who they are."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from accounts.models import User
from people.actions.details import Answer
from people.forms.facts import HowKnownForm, line
from people.models import Detail, Person, PersonRole
from people.models.person import validate_nhs_number
from people.questions import Block, Question
from ui.fields import DateField3, LongTextField, StaffSelectField

_OUTCOMES = [
    (f"={outcome.value}", outcome.label) for outcome in Detail.Outcome if outcome != "ANSWERED"
]
_MANY = 9
# An answer that is kept back is not put into the form: it stays unless another is given.
_LEAVE = "=LEAVE"


class BlockForm(HowKnownForm):
    """The questions of one block. An empty answer means that nothing is recorded."""

    def __init__(self, *args: Any, block: Block, current: dict[str, Detail], **options: Any):
        super().__init__(*args, **options)
        self.block, self.current = block, current
        for question in block.questions:
            self._add(question, current.get(question.key))
        self.order_fields([*(name for name in self.fields if "-" in name)])

    def _add(self, question: Question, detail: Detail | None) -> None:
        name = f"q-{question.key}"
        self.fields[name] = self._field(question, detail)
        self.fields[name].mark = ""
        is_hidden = detail is not None and not detail.is_open
        self.fields[name].initial = _LEAVE if is_hidden else _typed(detail)
        if question.own_words:
            own = line(question.own_words, longest=500)
            own.initial = detail.own_words if detail and not is_hidden else ""
            self.fields[f"w-{question.key}"] = own

    def _field(self, question: Question, detail: Detail | None) -> forms.Field:
        said = {"label": question.ask, "required": False, "help_text": question.help}
        if not question.choices:
            return LongTextField(rows=3, limit=4000, **said)
        listed: list[Any] = [("", "Nothing recorded")]
        for title, choices in question.groups:
            some = [(choice, choice) for choice in choices]
            listed += [(title, some)] if title else some
        if detail and not detail.is_open:
            listed.insert(0, (_LEAVE, "Leave what is kept back as it is"))
        elif detail and detail.answer and detail.answer not in question.choices:
            # An answer that is offered no longer stays until somebody changes it.
            listed.append((detail.answer, detail.answer))
        listed += _OUTCOMES
        many = len(question.choices) > _MANY
        return forms.ChoiceField(
            choices=listed, widget=forms.Select if many else forms.RadioSelect, **said
        )

    @property
    def asked(self) -> list[tuple[Question, list[forms.BoundField]]]:
        """Return each question with its fields, for the page."""
        return [
            (
                each,
                [
                    self[f"{part}-{each.key}"]
                    for part in "qw"
                    if f"{part}-{each.key}" in self.fields
                ],
            )
            for each in self.block.questions
        ]

    def answers(self) -> dict[str, Answer]:
        """Return what was answered, by question."""
        return {
            each.key: self._answer(each)
            for each in self.block.questions
            if self.cleaned_data[f"q-{each.key}"] != _LEAVE
        }

    def _answer(self, question: Question) -> Answer:
        typed = self.cleaned_data[f"q-{question.key}"].strip()
        own_words = self.cleaned_data.get(f"w-{question.key}", "").strip()
        if typed.startswith("="):
            return Answer(outcome=typed[1:])
        return Answer(answer=typed, own_words=own_words)


class IdentityForm(HowKnownForm):
    """Pronouns, date of birth and NHS number."""

    pronouns = line("Pronouns", longest=40, help_text="As they use them: she/her, they/them.")
    birth_precision = forms.ChoiceField(
        label="Is the date of birth known?",
        choices=Person.BirthPrecision,
        widget=forms.RadioSelect,
    )
    born_on = DateField3(
        label="Date of birth",
        help_text="If it is estimated: 1 July of the likeliest year. It is shown as “about”.",
        required=False,
        noun="Date of birth",
    )
    nhs_number = line("NHS number", longest=14, help_text="10 digits, such as 999 000 0000.")
    nhs_status = forms.ChoiceField(
        label="How is the NHS number known?",
        choices=[("", "Not asked"), *Person.NhsStatus.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    why = line(
        "Why does it change?",
        longest=500,
        help_text="For example: read wrongly from the referral.",
        required="Enter why it changes",
    )

    columns = ("pronouns", "birth_precision", "born_on", "nhs_number", "nhs_status")

    def __init__(self, *args: Any, person: Person, **options: Any):
        known = {name: getattr(person, name) for name in self.columns}
        options["initial"] = known | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.order_fields([*self.columns, "why"])

    def refuse(self, wrong: ValidationError) -> None:
        """Show what the database's rules refused beside the question that it is about."""
        for name, messages in getattr(wrong, "message_dict", {None: wrong.messages}).items():
            self.add_error(name if name in self.fields else None, messages)

    def clean_nhs_number(self):
        digits = "".join(self.cleaned_data["nhs_number"].split())
        if digits:
            validate_nhs_number(digits)
        return digits

    def clean(self):
        cleaned = super().clean()
        born_on, precision = cleaned.get("born_on"), cleaned.get("birth_precision")
        if "born_on" in cleaned:
            if precision == Person.BirthPrecision.UNKNOWN:
                cleaned["born_on"] = None
            elif born_on is None:
                self.add_error("born_on", "Enter a date, or select “Not known”")
            elif born_on > clock.today():
                self.add_error("born_on", "Enter a date of birth in the past")
        if cleaned.get("nhs_number"):
            if cleaned.get("nhs_status") in ("", Person.NhsStatus.NONE):
                self.add_error("nhs_status", "Select whether the number was traced")
        elif cleaned.get("nhs_status") == Person.NhsStatus.VERIFIED:
            self.add_error("nhs_number", "Enter the number that was traced")
        return cleaned


class RoleForm(HowKnownForm):
    """A second part that somebody takes on: asked for, and dated."""

    since = DateField3(
        label="From which day?",
        noun="The day",
        error_messages={"required": "Enter the day from which"},
    )
    reason = line(
        "Why?",
        longest=500,
        help_text="For example: asked for a carer’s assessment.",
        required="Enter why",
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["told_by"].label = "Who asked for it?"
        self.order_fields(["since", "reason"])

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since > clock.today():
            raise forms.ValidationError("Enter a day that is today or in the past")
        return since


class ProtectForm(forms.Form):
    """Who may see protected names, why and until when."""

    reason = line("Why do they need it?", longest=250, required="Enter why they need it")
    until = DateField3(
        label="Until which day?",
        noun="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any):
        super().__init__(*args, **options)
        self.staff = {each.staff_number: each for each in staff}
        self.fields["who"] = StaffSelectField(
            label="Who may see them?",
            staff=[
                {"key": each.staff_number, "name": each.name, "role": each.job_title}
                for each in self.staff.values()
            ],
            other=False,
        )
        self.order_fields(["who"])

    @property
    def chosen(self) -> User:
        """Return the member of staff who was chosen."""
        return self.staff[self.cleaned_data["who"][0]["key"]]

    def clean_until(self):
        today, until = clock.today(), self.cleaned_data["until"]
        if not today <= until <= clock.add_months(today, 3):
            raise forms.ValidationError("Enter a day in the next three months")
        return until


def other_role(person: Person) -> str | None:
    """Return the part that somebody does not have yet; None if they have both."""
    if person.is_both:
        return None
    return PersonRole.Kind.NEEDS if person.is_carer else PersonRole.Kind.CARER


def _typed(detail: Detail | None) -> str:
    if detail is None:
        return ""
    return detail.answer if detail.outcome == "ANSWERED" else f"={detail.outcome}"
