"""What may be typed about a case file audit."""

from collections.abc import Iterable
from typing import Any

from django import forms

import clock
from accounts import local
from accounts.forms.staff import ColleagueField, TeamField
from accounts.models import User
from oversight.audit_tool import Question
from oversight.models import AgreedAction, AuditRound, Grade
from ui.fields import DateField3, LongTextField, ShortTextField

MOST = 50
_RATED = [each for each in Grade.choices if each[0] != Grade.NOT_APPLICABLE]


class AuditForm(forms.Form):
    """Which records are drawn, how, why, and who grades them."""

    title = ShortTextField(
        label="What is it called?",
        help_text="Whoever opens a record for it gives this name. The person may read it.",
        limit=100,
        error_messages={"required": "Enter what it is called"},
    )
    why = LongTextField(
        label="Why is it done?", rows=3, error_messages={"required": "Enter why it is done"}
    )
    population = forms.ChoiceField(
        label="Which records can be drawn?",
        choices=AuditRound.Population.choices,
        initial=AuditRound.Population.WRITTEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Select which records can be drawn"},
    )
    team = TeamField(label="Of one team only?", empty="All teams")
    since = DateField3(label="From which day?", noun="The first day")
    until = DateField3(label="To which day?", noun="The last day")
    sampling = forms.ChoiceField(
        label="How are they drawn?",
        choices=AuditRound.Sampling.choices,
        initial=AuditRound.Sampling.RANDOM,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how they are drawn"},
        help_text="More risk: safeguarding work, an entry returned by its reviewer, late actions, "
        "a record signed to be finished later.",
    )
    size = forms.IntegerField(
        label="How many records?",
        min_value=1,
        max_value=MOST,
        initial=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={
            "required": "Enter how many records",
            "invalid": "Enter a whole number of records",
            "min_value": "Enter at least 1 record",
            "max_value": f"Enter {MOST} records or fewer",
        },
    )
    auditors = forms.MultipleChoiceField(
        label="Who grades them?",
        help_text="In turn, and nobody a record that they, or staff they manage, worked on. With "
        "two or more, a share of the files is graded twice.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one auditor"},
    )
    ends_on = DateField3(
        label="Until when?",
        help_text="The last day on which they may open the records, at most 6 months on.",
        noun="The last day to open the records",
    )

    asks = forms.ChoiceField(
        label="Which questions are asked?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which questions are asked"},
    )

    def __init__(
        self,
        *args: Any,
        auditors: Iterable[User],
        tools: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        each_quarter = local.settings_value("audit.per_worker_each_quarter")
        self.fields["size"].help_text = (
            f"Drawn by worker: how many for each of them; the council says {each_quarter} every "
            f"quarter. At most {MOST} in all."
        )
        asks: Any = self.fields["asks"]
        asks.choices = list(tools)
        self.order_fields(["title", "why", "asks"])
        TeamField.choose_from(self)
        self.known = {each.staff_number: each for each in auditors}
        chosen: Any = self.fields["auditors"]
        chosen.choices = [(number, each.name) for number, each in self.known.items()]

    def clean_auditors(self) -> list[User]:
        return [self.known[each] for each in self.cleaned_data["auditors"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must be the first day or later")
        if until and until > clock.today():
            self.add_error("until", "The last day must be today or earlier")
        return cleaned


class ReplaceForm(forms.Form):
    """Who grades a file in the place of another, why, and until when."""

    because = LongTextField(
        label="Why does the other not grade it?",
        help_text="It stands with the file, for whoever sees the audit.",
        rows=2,
        limit=2000,
        error_messages={"required": "Enter why the other does not grade it"},
    )
    ends_on = DateField3(
        label="Until when?",
        help_text="The last day on which they may open the record, at most 6 months on.",
        noun="The last day to open the record",
    )

    def __init__(self, *args: Any, auditors: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["auditor"] = ColleagueField(
            label="Who grades it now?",
            help_text="Nobody whose own work, or staff, this record shows.",
            colleagues=auditors,
            error_messages={"required": "Choose who grades it now"},
        )
        self.order_fields(["auditor", "because", "ends_on"])


class SectionForm(forms.Form):
    """A grade for each question of a section, with why and where it is seen."""

    def __init__(
        self, *args: Any, questions: Iterable[Question], kept: dict[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.questions = list(questions)
        for each in self.questions:
            said = kept.get(str(each.number), {})
            self.fields[f"grade-{each.number}"] = forms.ChoiceField(
                label=f"{each.number}. {each.text}{' (safety or rights)' if each.starred else ''}",
                help_text=f"Look for: {each.look_for[0].lower()}{each.look_for[1:]}",
                choices=Grade.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=said.get("grade"),
            )
            self.fields[f"words-{each.number}"] = LongTextField(
                label=f"Why, question {each.number}",
                rows=2,
                limit=2000,
                required=False,
                initial=said.get("words", ""),
            )
            self.fields[f"evidence-{each.number}"] = ShortTextField(
                label=f"Which entry, of which day, question {each.number}",
                limit=250,
                required=False,
                initial=said.get("evidence", ""),
            )
            self.fields[f"grade-{each.number}"].mark = ""  # type: ignore[attr-defined]
            for name in (f"words-{each.number}", f"evidence-{each.number}"):
                setattr(self.fields[name], "mark", "(not needed for Good)")  # noqa: B010

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the three fields of each question."""
        return [
            [self[f"{part}-{each.number}"] for part in ("grade", "words", "evidence")]
            for each in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for each in self.questions:
            grade = cleaned.get(f"grade-{each.number}")
            words = cleaned.get(f"words-{each.number}", "").strip()
            evidence = cleaned.get(f"evidence-{each.number}", "").strip()
            if not grade and (words or evidence):
                self.add_error(f"grade-{each.number}", f"Select a grade for question {each.number}")
            if grade and grade != Grade.GOOD and not words:
                self.add_error(f"words-{each.number}", f"Enter why, for question {each.number}")
            if grade and grade not in (Grade.GOOD, Grade.NOT_APPLICABLE) and not evidence:
                self.add_error(
                    f"evidence-{each.number}", f"Enter the entry and day for question {each.number}"
                )
        return cleaned

    @property
    def given(self) -> dict[int, dict[str, str]]:
        """What the action takes: of each question that has a grade."""
        return {
            each.number: {
                part: self.cleaned_data[f"{part}-{each.number}"]
                for part in ("grade", "words", "evidence")
            }
            for each in self.questions
            if self.cleaned_data[f"grade-{each.number}"]
        }


class SeeMoreForm(forms.Form):
    """Why a file cannot be judged without the record itself."""

    words = ShortTextField(
        label="Why do you need to see more?",
        help_text="It opens the record until the end of the day. The person may read your reason.",
        limit=500,
        error_messages={"required": "Enter why you need to see more"},
    )


class SubmitForm(forms.Form):
    """The file as a whole."""

    strengths = LongTextField(
        label="What is done well in this record?",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter what is done well"},
    )
    overall = forms.ChoiceField(
        label="Overall grade", choices=_RATED, error_messages={"required": "Select the grade"}
    )
    reason = LongTextField(
        label="Why another grade than the rule suggests?", rows=2, limit=2000, required=False
    )


class ModerateForm(forms.Form):
    """The grades that stand: of the questions two graded apart, of any other, and of the whole."""

    overall = forms.ChoiceField(
        label="Overall grade that stands",
        choices=_RATED,
        error_messages={"required": "Select the grade"},
    )
    reason = LongTextField(
        label="Why do these grades stand?",
        help_text="The grades of the auditors stay beside yours.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter why these grades stand"},
    )

    def __init__(
        self, *args: Any, questions: Iterable[Question], apart: Iterable[int], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.apart = set(apart)
        self.numbers = [each.number for each in questions]
        for each in questions:
            is_apart = each.number in self.apart
            self.fields[f"grade-{each.number}"] = forms.ChoiceField(
                label=f"{each.number}. {each.text}",
                choices=[("", "Choose" if is_apart else "As it was graded"), *Grade.choices],
                required=is_apart,
                error_messages={"required": f"Select the grade of question {each.number}"},
            )
            self.fields[f"grade-{each.number}"].mark = ""  # type: ignore[attr-defined]

    @property
    def graded_apart(self) -> list[forms.BoundField]:
        """The questions that two graded apart."""
        return [self[f"grade-{number}"] for number in self.numbers if number in self.apart]

    @property
    def graded_alike(self) -> list[forms.BoundField]:
        """All others: their grade stands unless another one is chosen."""
        return [self[f"grade-{number}"] for number in self.numbers if number not in self.apart]

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = dict(self.cleaned_data)
        grades = {number: cleaned.pop(f"grade-{number}") for number in self.numbers}
        return {"answers": grades, **cleaned}


class FeedbackForm(forms.Form):
    """The conversation with the worker."""

    told_on = DateField3(label="When did you talk?", noun="The day")
    response = LongTextField(
        label="What did they say?",
        help_text="In their own words, also where they see it differently.",
        rows=3,
        limit=2000,
        error_messages={"required": "Enter what they said"},
    )
    theme = forms.ChoiceField(label="What is to be learnt from it?", required=False)

    def __init__(
        self, *args: Any, staff: Iterable[User], themes: Iterable[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["told"] = ColleagueField(
            label="With whom?", colleagues=staff, error_messages={"required": "Choose with whom"}
        )
        theme: Any = self.fields["theme"]
        theme.choices = [("", "Nothing in particular"), *((each, each) for each in themes)]
        self.order_fields(["told"])


class ActionForm(forms.Form):
    """What somebody does about it."""

    text = ShortTextField(
        label="What is to be done?", limit=250, error_messages={"required": "Enter what"}
    )
    due_on = DateField3(label="By when?", noun="The day", required=False)
    is_safety = forms.BooleanField(
        label="A serious worry about safety: for the manager, today", required=False
    )

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"] = ColleagueField(
            label="Who does it?", colleagues=staff, error_messages={"required": "Choose who"}
        )
        self.order_fields(["text", "owner", "due_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = cleaned.get("is_safety") or cleaned.get("due_on") or self.has_error("due_on")
        if not said:
            self.add_error("due_on", "Enter the day by which it is done")
        return cleaned


class CloseForm(forms.Form):
    """What became of an action."""

    status = forms.ChoiceField(
        label="What became of it?",
        choices=[each for each in AgreedAction.Status.choices if each[0] != "OPEN"],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of it"},
    )
    outcome = LongTextField(
        label="What was done, or why is it not needed?",
        rows=2,
        limit=250,
        error_messages={"required": "Enter what was done, or why it is not needed"},
    )
