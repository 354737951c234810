"""Answers typed in several inputs: days, times, how long, how much."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ui import parsing, widgets
from ui.fields.answer import Answer

EVERY = (
    ("week", "a week"),
    ("month", "a month"),
    ("year", "a year"),
    ("one-off", "once"),
)


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
    ``{"on": "2026-09-03", "time_not_known": "why"}``. ``allow_unknown=False`` needs a time, unless
    ``day_alone``, which cleans a day without one to "2026-09-03".
    """

    ask = "Enter a date and time for “{label}”"
    time_missing = "Enter a time"
    day_alone = False

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
        if at is None and self.day_alone:
            return day.isoformat()
        if at is None:
            tail = ", or tick that it is not known" if self.allow_unknown else ""
            raise parsing.Unreadable(f"{self.time_missing}{tail}", ("time",))
        return datetime.combine(day, at).isoformat(timespec="minutes")


class DurationField(PartsField):
    """From when to when, or how many minutes.

    Cleans to ``{"start": "14:00", "end": "15:30"}`` or ``{"minutes": 40}``. With ``start_alone``
    the start answers another question too, and may stand without an end, or beside minutes.
    """

    start_alone = False

    widget = widgets.DurationWidget
    ask = "Enter start and end times, or minutes, for “{label}”"

    def read(self, typed: dict[str, str]) -> dict[str, Any] | None:
        minutes = parsing.read_minutes(typed["minutes"])
        start, end = self._time(typed, "start"), self._time(typed, "end")
        if end is None and (start is None or self.start_alone):
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
