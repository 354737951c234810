"""What two people may type about supervision."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.staff import ColleagueField
from accounts.models import User
from oversight.queries.supervision import CaseToDiscuss
from oversight.supervision import Heading
from ui.fields import DateField3, LongTextField, ShortTextField

LONGEST = 10_000


class AgreementForm(forms.Form):
    """Whom one supervises, how often, and what it covers."""

    every_weeks = forms.IntegerField(
        label="At most how many weeks between sessions?",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages={
            "required": "Enter how many weeks",
            "invalid": "Enter a whole number of weeks",
            "min_value": "Enter at least 1 week",
        },
    )
    covers = LongTextField(
        label="What does it cover, and how do you work together?",
        help_text="Where and how long, what each of you brings, what stays between you and what "
        "does not, what happens if one of you cannot come.",
        rows=8,
        limit=LONGEST,
        error_messages={"required": "Enter what it covers"},
    )
    starts_on = DateField3(label="From which day?", noun="The first day")

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["worker"] = ColleagueField(
            label="Whom do you supervise?",
            colleagues=staff,
            error_messages={"required": "Choose whom you supervise"},
        )
        self.order_fields(["worker"])


class AnswerForm(forms.Form):
    """Whether the worker agrees, and what should be different."""

    agrees = forms.ChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes, I agree"), ("no", "No: I would have something otherwise")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you agree"},
    )
    reply = LongTextField(label="What should be different?", rows=3, limit=LONGEST, required=False)

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {"agrees": cleaned["agrees"] == "yes", "reply": cleaned["reply"]}


class PlanForm(forms.Form):
    """The day of the next session."""

    planned_on = DateField3(label="When is the next session?", noun="The day")


class ReadingForm(forms.Form):
    """Why the supervisor's own manager reads the staff part."""

    words = ShortTextField(
        label="Why do you ask to read it?",
        help_text="It opens until the end of the day. Both of them see who asked, and why.",
        limit=500,
        error_messages={"required": "Enter why you ask to read it"},
    )


class EndForm(forms.Form):
    """Why an agreement ends."""

    because = LongTextField(
        label="Why does it end?",
        help_text="Both of you read it. The session that is planned is not held.",
        rows=2,
        limit=2000,
        error_messages={"required": "Enter why it ends"},
    )


class PointForm(forms.Form):
    """Something to talk about."""

    text = ShortTextField(
        label="What do you want to talk about?",
        help_text="About the work or how you are. Name nobody: whom you talk about is chosen "
        "with the agenda.",
        limit=250,
        error_messages={"required": "Enter what you want to talk about"},
    )


class AgendaForm(forms.Form):
    """Who is talked about: of the people whom the worker works with."""

    people = forms.MultipleChoiceField(
        label="Who is talked about?", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, cases: Iterable[CaseToDiscuss], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {each.person.key: each.person for each in cases}
        people: Any = self.fields["people"]
        people.choices = [
            (
                each.person.key,
                f"{each.person.name}: {'; '.join(each.because).lower()}"
                if each.because
                else each.person.name,
            )
            for each in cases
        ]

    def clean_people(self) -> list[Any]:
        return [self.known[key] for key in self.cleaned_data["people"]]


class SessionForm(forms.Form):
    """What was said, under each heading, and when the next session is."""

    held_on = DateField3(label="When did you meet?", noun="The day")
    next_on = DateField3(label="When is the next session?", noun="The next session")

    def __init__(self, *args: Any, headings: Iterable[Heading], **options: Any) -> None:
        super().__init__(*args, **options)
        self.headings = list(headings)
        for each in self.headings:
            field = LongTextField(
                label=each.title, help_text=each.hint, rows=4, limit=LONGEST, required=False
            )
            field.mark = ""  # type: ignore[attr-defined]
            self.fields[f"said-{each.key}"] = field
        said = [f"said-{each.key}" for each in self.headings]
        self.order_fields(["held_on", *said, "next_on"])

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {
            "held_on": cleaned["held_on"],
            "next_on": cleaned.get("next_on"),
            "words": {each.key: cleaned[f"said-{each.key}"] for each in self.headings},
        }


class CommentForm(forms.Form):
    """What the worker says of the session, if they see it differently."""

    comment = LongTextField(
        label="Do you see anything differently?",
        help_text="It stands beside what your supervisor wrote, in your words.",
        rows=3,
        limit=LONGEST,
        required=False,
    )


class NotHeldForm(forms.Form):
    """Why there was no session, and when the next one is."""

    because = LongTextField(
        label="Why was it not held?",
        rows=2,
        limit=LONGEST,
        error_messages={"required": "Enter why it was not held"},
    )
    planned_on = DateField3(label="When is it now?", noun="The day")


class SessionActionForm(forms.Form):
    """What one of the two does."""

    text = ShortTextField(
        label="What is to be done?",
        help_text="About how you work. What is to be done for a person goes on their record.",
        limit=250,
        error_messages={"required": "Enter what is to be done"},
    )
    due_on = DateField3(label="By when?", noun="The day")

    def __init__(self, *args: Any, two: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"] = ColleagueField(
            label="Which of you does it?",
            colleagues=two,
            error_messages={"required": "Choose which of you does it"},
        )
        self.order_fields(["text", "owner", "due_on"])
