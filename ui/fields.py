"""Form fields that read forgivingly, keep what was typed, and answer in the form that is stored.

``cleaned_data`` holds the answer exactly as an entry keeps it (see each class), except for
``DateField3``, which gives a ``date``; ``IsoDateField`` gives its ISO text. Every field can
``encode`` a cleaned answer into the values of an entry and ``decode`` them into an initial value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from ui import parsing, widgets

LONGEST_TEXT = 200_000
LONGEST_LINE = 250
EVERY = (
    ("week", "a week"),
    ("month", "a month"),
    ("year", "a year"),
    ("one-off", "once"),
)


class Answer:
    """What every field here can do: name itself in its error, and turn answers to and from JSON."""

    ask = "Answer “{label}”"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = options.get("error_messages") or {}
        if "required" not in given:
            self.error_messages["required"] = self.ask.format(label=self.label or "this question")

    def missing(self) -> ValidationError:
        return ValidationError(self.error_messages["required"], code="required")

    def encode(self, key: str, value: Any) -> dict[str, Any]:
        """Return the entry's values for a cleaned answer; nothing for no answer."""
        return {} if value in (None, "", [], {}) else {key: value}

    def decode(self, key: str, values: Mapping[str, Any]) -> Any:
        """Return the initial value for this field from an entry's or a draft's values."""
        return values.get(key)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether what was posted differs from what was shown."""
        raw = getattr(self.widget, "raw", None)
        if raw is None:
            return super().has_changed(initial, data)  # type: ignore[misc]
        return raw(initial) != raw(data)


class LongTextField(Answer, forms.CharField):
    """Paragraphs, kept letter for letter with their line breaks. Never trimmed, never cut.

    A browser sends CR LF for a line break; it is kept as LF, as it was typed. There is no
    ``maxlength`` on the page, because it would silently cut what is pasted.
    """

    widget = forms.Textarea
    line_breaks = True

    def __init__(
        self,
        *,
        limit: int = LONGEST_TEXT,
        rows: int = 4,
        count_to: int | None = None,
        **options: Any,
    ) -> None:
        self.limit = limit
        self.count_to = count_to
        super().__init__(strip=False, **options)
        # Ours says where the character stands; Django's says only that it is there.
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]
        self.widget.attrs["rows"] = rows
        self.widget.attrs.setdefault("spellcheck", "true")
        if count_to:
            self.widget.attrs["class"] = "js-character-count"

    def to_python(self, value: Any) -> str:
        text = parsing.with_plain_line_breaks(super().to_python(value))
        return text if text.strip() else ""

    def run_validators(self, value: str) -> None:
        if wrong := parsing.hidden_character_message(value, line_breaks=self.line_breaks):
            raise ValidationError(wrong, code="hidden_character")
        if len(value) > self.limit:
            raise ValidationError(
                f"Text must be {self.limit:,} characters or fewer. It is {len(value):,}",
                code="too_long",
            )
        super().run_validators(value)


class ShortTextField(LongTextField):
    """One line of text, without spaces at its ends."""

    widget = forms.TextInput
    line_breaks = False

    def __init__(self, *, limit: int = LONGEST_LINE, width: int | None = None, **options: Any):
        super().__init__(limit=limit, **options)
        self.widget.attrs.pop("rows", None)
        if width:
            self.widget.attrs["data-width"] = width

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip()


@dataclass(frozen=True)
class ShowIf:
    """A question is shown only while ``field`` has one of ``values`` (as they are stored).

    Set it as ``form.fields[name].show_if``. It saves reading and holds no rule: whether a hidden
    answer is needed or kept is for the form to decide.
    """

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class ChoiceAnswer:
    """What was chosen, and the reason given with it. False when nothing was chosen."""

    chosen: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def value(self) -> str:
        """The one choice made; empty when none."""
        return self.chosen[0] if self.chosen else ""

    def __bool__(self) -> bool:
        return bool(self.chosen)


class ChoiceWithReasonField(Answer, forms.Field):
    """One of several choices, as radio buttons. Cleans to a ``ChoiceAnswer``.

    ``choices`` are strings, or (value, label) pairs. ``reasons`` maps a choice to the words of the
    text box that it asks for; left out, they are read from the choices' own brackets, "(say why)".
    Encodes to ``{key: choice, key__reason: words}``.
    """

    ask = "Choose an answer to “{label}”"
    multiple = False

    def __init__(
        self,
        *,
        choices: Iterable[Any] = (),
        reasons: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        reason_limit: int = 4000,
        **options: Any,
    ) -> None:
        pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
        options.setdefault(
            "widget",
            widgets.ChoiceWithReasonWidget(
                choices=pairs, reasons=reasons, hints=hints, multiple=self.multiple
            ),
        )
        self.choices = pairs
        self.reason_limit = reason_limit
        super().__init__(**options)

    @property
    def reasons(self) -> dict[str, str]:
        """Each choice that asks for words, with the words it asks."""
        return self.widget.reasons

    def clean(self, value: Any) -> ChoiceAnswer:
        raw = self.widget.raw(value)
        self.widget.reason_is_wrong = False
        allowed = [str(choice) for choice, _ in self.choices]
        given = [str(choice) for choice in raw["chosen"] if str(choice)]
        if any(choice not in allowed for choice in given) or (len(given) > 1 and not self.multiple):
            raise ValidationError(f"{self._choose()} from the list", code="invalid_choice")
        chosen = [choice for choice in allowed if choice in given]
        if not chosen:
            if self.required:
                raise self.missing()
            return ChoiceAnswer()
        reason = parsing.with_plain_line_breaks(raw["reason"]).strip()
        asked = [choice for choice in chosen if choice in self.reasons]
        if not asked:
            return ChoiceAnswer(chosen)
        self.widget.reason_is_wrong = True
        if not reason:
            raise ValidationError(
                f"You chose “{asked[0]}”. {self.reasons[asked[0]].rstrip('.')}",
                code="reason_required",
            )
        if wrong := parsing.hidden_character_message(reason):
            raise ValidationError(wrong, code="hidden_character")
        if len(reason) > self.reason_limit:
            raise ValidationError(
                f"The reason must be {self.reason_limit:,} characters or fewer",
                code="too_long",
            )
        self.widget.reason_is_wrong = False
        return ChoiceAnswer(chosen, reason)

    def _choose(self) -> str:
        return "Choose one answer" if not self.multiple else "Choose answers"

    def encode(self, key: str, value: ChoiceAnswer) -> dict[str, Any]:
        if not value:
            return {}
        kept: dict[str, Any] = {key: value.chosen if self.multiple else value.value}
        return kept | ({f"{key}__reason": value.reason} if value.reason else {})

    def decode(self, key: str, values: Mapping[str, Any]) -> ChoiceAnswer:
        chosen = values.get(key) or []
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        return ChoiceAnswer(chosen, str(values.get(f"{key}__reason") or ""))


class MultiChoiceWithReasonField(ChoiceWithReasonField):
    """Any of several choices, as checkboxes. Cleans to a ``ChoiceAnswer``, in the list's order.

    Encodes to ``{key: [choices], key__reason: words}``.
    """

    multiple = True


class YesNoField(Answer, forms.Field):
    """Yes or no, with neither chosen for you. Cleans to ``True``, ``False`` or ``None``."""

    ask = "Choose yes or no for “{label}”"

    def __init__(self, *, yes: str = "Yes", no: str = "No", **options: Any) -> None:
        options.setdefault(
            "widget",
            widgets.ChoiceWithReasonWidget(choices=[("true", yes), ("false", no)], reasons={}),
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> bool | None:
        chosen = [str(choice) for choice in self.widget.raw(self.prepare_value(value))["chosen"]]
        if not chosen:
            if self.required:
                raise self.missing()
            return None
        if len(chosen) > 1 or chosen[0] not in ("true", "false"):
            raise ValidationError("Choose yes or no", code="invalid_choice")
        return chosen[0] == "true"


class PartsField(Answer, forms.Field):
    """A field typed in several inputs. ``read`` turns what was typed into an answer or ``None``."""

    def clean(self, value: Any) -> Any:
        self.widget.invalid_parts = ()
        typed = self.widget.raw(value)
        for part, text in typed.items():
            if wrong := parsing.hidden_character_message(text, line_breaks=False):
                self.widget.invalid_parts = (part,)
                raise ValidationError(wrong, code="hidden_character")
        try:
            answer = self.read({part: text.strip() for part, text in typed.items()})
        except parsing.Unreadable as unreadable:
            self.widget.invalid_parts = unreadable.parts
            raise ValidationError(unreadable.message, code="invalid") from None
        if answer is None and self.required:
            raise self.missing()
        if answer is not None:
            self.run_validators(answer)
        return answer

    def read(self, typed: dict[str, str]) -> Any:
        """Return the answer, ``None`` for a blank, or raise ``Unreadable``."""
        raise NotImplementedError


class DateField3(PartsField):
    """A day, typed as day, month and year. Cleans to a ``date``.

    ``noun`` begins its errors ("Date of birth must include a year").
    """

    widget = widgets.GovDateWidget
    ask = "Enter a date for “{label}”"

    def __init__(self, *, noun: str = "Date", **options: Any) -> None:
        self.noun = noun
        super().__init__(**options)

    def read(self, typed: dict[str, str]) -> date | None:
        return parsing.read_date(typed["day"], typed["month"], typed["year"], noun=self.noun)

    def encode(self, key: str, value: date | str | None) -> dict[str, Any]:
        if not value:
            return {}
        return {key: value if isinstance(value, str) else value.isoformat()}


class IsoDateField(DateField3):
    """A day, as ``DateField3``. Cleans to its ISO text, "2026-09-03", as an entry keeps it."""

    def clean(self, value: Any) -> str | None:
        day = super().clean(value)
        return day.isoformat() if day else None


class DateTimeWithUnknown(PartsField):
    """A day and a time, or a day and why the time is not known.

    Cleans to "2026-09-03T15:45" (local time), or to
    ``{"on": "2026-09-03", "time_not_known": "why"}``. ``allow_unknown=False`` needs a time.
    """

    ask = "Enter a date and time for “{label}”"

    def __init__(self, *, allow_unknown: bool = True, noun: str = "Date", **options: Any) -> None:
        options.setdefault("widget", widgets.DateTimeWidget(allow_unknown=allow_unknown))
        self.allow_unknown = allow_unknown
        self.noun = noun
        super().__init__(**options)

    def read(self, typed: dict[str, str]) -> str | dict[str, str] | None:
        day = parsing.read_date(typed["day"], typed["month"], typed["year"], noun=self.noun)
        at = parsing.read_time(typed["time"])
        unknown = self.allow_unknown and bool(typed["time_not_known"])
        if day is None:
            if at is None and not unknown:
                return None
            raise parsing.Unreadable(
                f"{self.noun} must include a day, a month and a year",
                ("day", "month", "year"),
            )
        if unknown and at is not None:
            raise parsing.Unreadable(
                "Enter a time, or tick that it is not known, not both",
                ("time", "time_not_known"),
            )
        if unknown:
            if not typed["why"]:
                raise parsing.Unreadable("Say why the time is not known", ("why",))
            return {"on": day.isoformat(), "time_not_known": typed["why"]}
        if at is None:
            tail = ", or tick that it is not known" if self.allow_unknown else ""
            raise parsing.Unreadable(f"Enter a time{tail}", ("time",))
        return datetime.combine(day, at).isoformat(timespec="minutes")


class DurationField(PartsField):
    """From when to when, or how many minutes.

    Cleans to ``{"start": "14:00", "end": "15:30"}`` or ``{"minutes": 40}``.
    """

    widget = widgets.DurationWidget
    ask = "Enter start and end times, or minutes, for “{label}”"

    def read(self, typed: dict[str, str]) -> dict[str, Any] | None:
        minutes = parsing.read_minutes(typed["minutes"])
        start, end = self._time(typed, "start"), self._time(typed, "end")
        if start is None and end is None:
            return {"minutes": minutes} if minutes else None
        if minutes:
            raise parsing.Unreadable(
                "Enter start and end times, or minutes, not both", ("minutes",)
            )
        if start is None or end is None:
            side = "start" if start is None else "end"
            raise parsing.Unreadable(f"Enter the {side} time", (side,))
        if end <= start:
            raise parsing.Unreadable(
                "End time must be after the start. If it ran past midnight, give minutes",
                ("end",),
            )
        return {"start": widgets.iso_time(start), "end": widgets.iso_time(end)}

    def _time(self, typed: dict[str, str], part: str) -> Any:
        try:
            return parsing.read_time(typed[part], noun=f"{part.title()} time")
        except parsing.Unreadable as unreadable:
            raise parsing.Unreadable(unreadable.message, (part,)) from None


class MoneyField(PartsField):
    """Pounds and pence, and how often. Cleans to ``{"amount": "148.20", "every": "week"}``."""

    ask = "Enter an amount for “{label}”"

    def __init__(self, *, every: Iterable[tuple[str, str]] = EVERY, **options: Any) -> None:
        self.every = tuple(every)
        options.setdefault("widget", widgets.MoneyWidget(every=self.every))
        super().__init__(**options)

    def read(self, typed: dict[str, str]) -> dict[str, str] | None:
        amount = parsing.read_pounds(typed["amount"])
        if amount is None:
            return None
        if typed["every"] not in dict(self.every):
            raise parsing.Unreadable("Choose how often the amount is paid", ("every",))
        return {"amount": f"{amount:.2f}", "every": typed["every"]}


class ReferenceField(Answer, forms.Field):
    """People chosen from those known, and anyone else typed as name, then role.

    ``known`` are dicts with kind, key, name and role. Cleans to a list of such dicts, those typed
    with kind "other" and an empty key. Names and roles are the ones in ``known``: never the
    browser's.
    """

    ask = "Choose or name someone for “{label}”"
    widget_class: type[widgets.ReferenceWidget] = widgets.ReferenceWidget

    def __init__(
        self,
        *,
        known: Iterable[Mapping[str, str]] = (),
        other: bool = True,
        multiple: bool = True,
        **options: Any,
    ) -> None:
        self.known = {widgets.ref_value(ref): dict(ref) for ref in known}
        self.other = other
        self.multiple = multiple
        options.setdefault("widget", self._make_widget())
        super().__init__(**options)

    def _make_widget(self) -> widgets.ReferenceWidget:
        return widgets.ReferenceWidget(
            known=self.known.values(), other=self.other, multiple=self.multiple
        )

    def clean(self, value: Any) -> list[dict[str, str]]:
        raw = self.widget.raw(value)
        self.widget.other_is_wrong = False
        if any(chosen not in self.known for chosen in raw["chosen"]):
            raise ValidationError(
                "Someone chosen is not in the list. Choose again, or type their name",
                code="invalid_choice",
            )
        people = [
            {part: str(ref.get(part, "")) for part in ("kind", "key", "name", "role")}
            for value, ref in self.known.items()
            if value in raw["chosen"]
        ]
        self.widget.other_is_wrong = True
        text = parsing.with_plain_line_breaks(raw["other"])
        if text.strip() and not self.other:
            raise ValidationError("Choose from the list", code="invalid_choice")
        if wrong := parsing.hidden_character_message(text):
            raise ValidationError(wrong, code="hidden_character")
        try:
            typed = parsing.read_people(text)
        except parsing.Unreadable as unreadable:
            raise ValidationError(unreadable.message, code="invalid") from None
        for name, role in typed:
            if len(name) > LONGEST_LINE or len(role) > LONGEST_LINE:
                raise ValidationError(
                    f"A name or role must be {LONGEST_LINE} characters or fewer",
                    code="too_long",
                )
            people.append({"kind": "other", "key": "", "name": name, "role": role})
        if not self.multiple and len(people) > 1:
            raise ValidationError("Choose or name one person only", code="too_many")
        self.widget.other_is_wrong = False
        if not people and self.required:
            raise self.missing()
        return people


class StaffSelectField(ReferenceField):
    """One member of staff from a long list, or someone outside the council, named.

    ``staff`` are dicts with key, name and role (kind is "staff"). Cleans to a list of one, or [].
    """

    ask = "Choose a member of staff for “{label}”"

    def __init__(
        self,
        *,
        staff: Iterable[Mapping[str, str]] = (),
        other: bool = True,
        **options: Any,
    ) -> None:
        known = [{"kind": "staff"} | dict(person) for person in staff]
        super().__init__(known=known, other=other, multiple=False, **options)

    def _make_widget(self) -> widgets.ReferenceWidget:
        return widgets.StaffSelectWidget(known=self.known.values(), other=self.other)


class SeveralFilesField(Answer, forms.FileField):
    """Any number of files. Cleans to a list of uploaded files."""

    widget = widgets.SeveralFilesInput
    ask = "Choose a file for “{label}”"

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        cleaned = [super(SeveralFilesField, self).clean(each, initial) for each in given]
        if not cleaned and self.required and not initial:
            raise self.missing()
        return cleaned
