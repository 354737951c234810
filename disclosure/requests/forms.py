"""Registering a request, and taking one step towards its answer."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

import clock
from accounts.forms.staff import ColleagueField
from accounts.models import User
from disclosure.models import Export, RequestStep, SubjectRequest
from disclosure.requests.counting import LONGEST_EXTENSION
from disclosure.requests.data import StepKind, exemptions, request_kinds
from disclosure.requests.standing import Recipient, wrong_asker
from disclosure.requests.weighing import NOTHING, WORK, Weighed
from records.models import Entry
from ui import formats
from ui.fields import ChoiceWithReasonField, DateField3, LongTextField, ShortTextField
from ui.fields.text import LONGEST_LINE

_LOST = "This form has lost its number. Open the page again"


class RegisterForm(forms.Form):
    """A request as it came in. The month counts from the day that anybody here had it."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": _LOST, "invalid": _LOST},
    )
    kind = forms.ChoiceField(
        label="What do they want?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they want"},
    )
    words = LongTextField(
        label="What did they say, in their words?",
        help_text="As it was written or said. What is not clear yet is asked later.",
        rows=4,
        limit=20_000,
        error_messages={"required": "Enter what they said"},
    )
    made_by = forms.ChoiceField(
        label="Who asks?",
        choices=SubjectRequest.MadeBy,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who asks"},
    )
    asker = ShortTextField(
        help_text="For example: Adaeze Okafor, daughter, 020 7946 0018",
        required=False,
    )
    how = forms.ChoiceField(
        label="How did it come?",
        choices=SubjectRequest.How,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it came"},
    )
    received_on = DateField3(
        label="On which day did it reach the council?",
        help_text="The day that anybody here had it, be it a weekend: the month counts from then.",
        noun="The day",
        error_messages={"required": "Enter the day on which it came"},
    )
    reach = ShortTextField(
        label="How would they like the answer?",
        help_text="For example: on paper in large print, by secure email, read with a worker.",
        required=False,
    )

    def __init__(self, *args: Any, name: str, has_died: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asker"].label = f"If it is not {name}: who are they, and how are they reached?"
        self.fields["kind"].choices = [
            (kind.key, kind.title)
            for kind in request_kinds().values()
            if kind.is_of(has_died=has_died)
        ]
        self.has_died = has_died
        self.fields["made_by"].choices = [
            (each.value, name if each is SubjectRequest.MadeBy.SELF else each.label)
            for each in SubjectRequest.who_may_ask(has_died=has_died)
        ]
        self.fields["received_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """Ask who it is that asks for somebody else."""
        given = super().clean() or {}
        for_another = given.get("made_by") not in (None, SubjectRequest.MadeBy.SELF)
        if for_another and not given.get("asker") and not self.has_error("asker"):
            self.add_error("asker", "Enter who asks, and how they can be reached")
        if given.get("kind") and given.get("made_by"):
            wrong = wrong_asker(given["kind"], given["made_by"], has_died=self.has_died)
            if wrong:
                self.add_error("made_by", wrong)
        return given


class StepForm(forms.Form):
    """One step, with the questions of its kind."""

    copy = forms.ModelChoiceField(
        label="Which copy?",
        queryset=Export.objects.none(),
        to_field_name="key",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the copy",
            "invalid_choice": "Select another copy: the page of the request says why not this one",
        },
    )
    entry = forms.ChoiceField(
        label="By which entry?",
        help_text="The newest stand first. Type the day to come to it.",
        error_messages={"required": "Select the entry"},
    )
    whom = forms.MultipleChoiceField(
        label="Whom is it about?",
        help_text="Select one. Those who are there by their work, or of whom nothing stands in "
        "what is to leave, can be selected together.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select somebody from the list"},
    )
    about = ShortTextField(
        label="Who is it?",
        help_text="Their name, or “an anonymous caller”, and who they are.",
        error_messages={"required": "Enter who it is"},
    )
    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Select an answer"}
    )
    outcome = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Select what comes of it"}
    )
    months = forms.TypedChoiceField(
        label="By how long?",
        coerce=int,
        choices=[
            (number, formats.counted(number, "month")) for number in range(1, LONGEST_EXTENSION + 1)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select by how long"},
    )
    words = LongTextField(rows=5, limit=20_000, error_messages={"required": "Enter an answer"})
    staff = ColleagueField()
    until = DateField3(noun="The day", error_messages={"required": "Enter by which day"})
    on = DateField3(
        label="On which day?", noun="The day", error_messages={"required": "Enter the day"}
    )

    def __init__(
        self,
        *args: Any,
        kind: StepKind,
        copies: Iterable[Export] = (),
        entries: Iterable[Entry] = (),
        colleagues: Iterable[User] = (),
        to_do: Iterable[RequestStep] = (),
        recipients: Iterable[Recipient] = (),
        weighed: Iterable[Weighed] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["staff"] = ColleagueField(
            colleagues=colleagues, label=kind.who, error_messages={"required": "Select who it is"}
        )
        words = self.fields["words"]
        words.label, words.help_text = kind.ask, kind.help
        words.required = "optional" not in kind.needs
        self.fields["on"].initial = clock.today()
        self.fields["until"].label = kind.by_when
        listed = {str(each.pk): each.words for each in to_do}
        listed |= {each.key: each.words for each in recipients}
        self._ask_choices(kind, listed)
        self.entries = {each.key: each for each in entries}
        self.fields["entry"].choices = [
            ("", "Select"),
            *((key, describe_entry(each)) for key, each in self.entries.items()),
        ]
        if "entry" not in kind.needs:
            del self.fields["entry"]
        self.fields["about"].label = kind.whose
        self.fields["whom"].choices = [
            (each.other.key, f"{each.other.described}: {each.in_words}") for each in weighed
        ]
        weighs = "whom" in kind.needs
        if weighs:
            self.fields["about"].required = False
            for name in ("whom", "about"):
                self.fields[name].mark = ""  # one of the two is asked for
        for name, is_asked in (
            ("whom", weighs and self.fields["whom"].choices),
            ("about", weighs or "about" in kind.needs),
            ("staff", kind.who),
            ("until", "until" in kind.needs),
        ):
            if not is_asked:
                del self.fields[name]
        if "months" not in kind.needs:
            del self.fields["months"]
        if "copy" not in kind.needs:
            del self.fields["copy"]
            return
        keys = [each.pk for each in copies]
        field = self.fields["copy"]
        field.queryset = Export.objects.filter(pk__in=keys).select_related("asked_by")
        field.label_from_instance = describe_copy
        if len(keys) == 1:
            field.initial = next(iter(copies)).key

    def _ask_choices(self, kind: StepKind, listed: dict[str, str]) -> None:
        choice, outcome = self.fields["choice"], self.fields["outcome"]
        if "exemption" in kind.needs:
            self.fields["choice"] = _exemption_field()
        elif "advised" in kind.needs:
            choice.label = kind.choose
            choice.choices = [(each.key, each.title) for each in exemptions().values()]
        elif kind.choices or listed:
            choice.label, choice.choices = kind.choose, list((kind.choices or listed).items())
        else:
            del self.fields["choice"]
        if kind.outcomes:
            outcome.label, outcome.choices = kind.decide, list(kind.outcomes.items())
        else:
            del self.fields["outcome"]

    def clean(self) -> dict[str, Any]:
        """Ask whom it is about where somebody is weighed, and for one at a time."""
        given = super().clean() or {}
        if "whom" not in self.kind.needs:
            return given
        number = len(given.get("whom", ())) + bool(given.get("about"))
        together = given.get("choice") == WORK or given.get("outcome") == NOTHING
        name = "whom" if "whom" in self.fields else "about"
        if not number and not self.has_error(name):
            self.add_error(name, "Select whom it is about, or enter who it is")
        elif number > 1 and not together:
            self.add_error(name, "Select one of them: each is weighed by themselves")
        return given

    def answer(self) -> dict[str, Any]:
        """Return what the action needs."""
        given = dict(self.cleaned_data)
        if "copy" in given:
            given["export"] = given.pop("copy")
        if "entry" in given:
            given["entry"] = self.entries[given["entry"]]
        if "exemption" in self.kind.needs:
            given["about"], given["choice"] = given["choice"].reason, given["choice"].value
        return given


def _exemption_field() -> ChoiceWithReasonField:
    """Ask which exemption, with the test of each; whose opinion it is, where it needs one."""
    every = exemptions().values()
    return ChoiceWithReasonField(
        label="Which exemption?",
        choices=[(each.key, each.title) for each in every],
        hints={each.key: f"{each.test} {each.law_in_words}." for each in every},
        reasons={each.key: each.opinion for each in every if each.opinion},
        reason_limit=LONGEST_LINE,
    )


def describe_entry(entry: Entry) -> str:
    """Return which entry it is, its day first, so that typing leads to it."""
    day = formats.short_date(clock.local(entry.event_at))
    title = entry.record_type.title
    return f"{day}: {title}, {entry.written_by}"


def describe_copy(export: Export) -> str:
    """Return which copy it is, in words."""
    what = "Redacted copy" if export.redaction_id else "Complete copy"
    made = formats.short_date(clock.local(export.asked_at))
    return f"{what} of {made}, check code {export.check_code}"


class RegisterChoice(forms.Form):
    """Which requests the register lists: kept in the address. A wrong one is left out."""

    answered = forms.BooleanField(required=False)
    after = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def chosen(self) -> dict[str, Any]:
        """Return what could be read; what was wrong counts as not given."""
        self.is_valid()
        return self.cleaned_data
