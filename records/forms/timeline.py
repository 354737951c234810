"""Choosing what part of a timeline to read, where in it to begin, and as it was known when."""

from datetime import date, datetime, time
from typing import Any

from django import forms

import clock
from records import queries
from records.catalogue import catalogue
from records.models import Entry, Statement
from records.queries import Facets, TimelineFilters
from ui import formats

MONTHS = [(str(month), f"{date(2000, month, 1):%B}") for month in range(1, 13)]
_EARLIEST = 1900
_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y"]
FLAG_LABELS = {
    "significant": "Significant",
    "decisions": "With a decision",
    "own_words": "In the person's own words",
    "files": "With a file",
}
SOURCE_LABELS = {
    "First-hand": "Seen or heard first-hand",
    "Third party": "Told by someone else",
    "Document": "From a document",
}
AS_LABELS = {
    Entry.RecordAs.PERSON.value: "As a person with care and support needs",
    Entry.RecordAs.CARER.value: "As a carer",
}


def choice_to_filter(label: str, what: str) -> forms.ChoiceField:
    """Return a question for what to list; its choices are filled in by its form."""
    return forms.ChoiceField(
        label=label,
        required=False,
        error_messages={"invalid_choice": f"Choose {what} from the list"},
    )


class DayInput(forms.DateInput):
    """A day in one box, in the British order. A browser's own picker may put the month first."""

    input_type = "text"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str) and (day := _day_of_address(value)):
            value = day
        return super().format_value(value)


def _day_of_address(text: str) -> date | None:
    """Return the day of an address, "2026-03-27"; what somebody typed otherwise stays theirs."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-27") else None
    except ValueError:
        return None


def day_to_filter(label: str) -> forms.DateField:
    """Return a question for the first or last day of a list: "27/3/2026", "27 March 2026"."""
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput({"maxlength": 20, "data-width": 10}, format="%d/%m/%Y"),
        help_text="Like 27/3/2026",
        input_formats=_DAYS,
        error_messages={"invalid": f"{label.rstrip('?')}: enter a real date, like 27/3/2026"},
    )


def time_of_moment(label: str) -> forms.TimeField:
    """Return the question for the time of a moment in the past, beside its day."""
    return forms.TimeField(
        label=label,
        required=False,
        help_text="Leave empty for the end of the day",
        widget=forms.TimeInput({"type": "time", "data-width": 10}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": "Enter a real time, like 14:30"},
    )


class TimelineForm(forms.Form):
    """Filters of a timeline: all optional, kept in the address. Nothing is listed for a wrong one.

    With ``facets`` each choice says how many entries it would find, and what would find none is
    left out unless it is chosen.
    """

    group = choice_to_filter("Area", "an area")
    type = choice_to_filter("Type of record", "a type of record")
    author = forms.CharField(
        label="Written by",
        required=False,
        max_length=20,
        error_messages=dict.fromkeys(
            ("max_length", "null_characters_not_allowed"), "Choose who wrote it from the list"
        ),
    )
    since = day_to_filter("From")
    until = day_to_filter("To")
    statement = choice_to_filter("Has a statement of this kind", "a kind of statement")
    source = choice_to_filter("How it is known", "how it is known")
    record_as = choice_to_filter("Written about them", "as what they are written about")
    significant = forms.BooleanField(label=FLAG_LABELS["significant"], required=False)
    decisions = forms.BooleanField(label=FLAG_LABELS["decisions"], required=False)
    own_words = forms.BooleanField(label=FLAG_LABELS["own_words"], required=False)
    files = forms.BooleanField(label=FLAG_LABELS["files"], required=False)

    def __init__(self, *args: Any, facets: Facets | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in choices_of().items():
            counts = _counts(facets, name) if facets else None
            self._offer(name, choices, counts)
        if facets is not None:
            self._count(facets)
        for field in self.fields.values():
            field.mark = ""

    def _offer(self, name: str, choices: dict[str, str], counts: dict[str, int] | None) -> None:
        chosen = self.data.get(name, "")
        offered = [
            (key, label if counts is None else f"{label} ({counts.get(key, 0):,})")
            for key, label in choices.items()
            if counts is None or counts.get(key) or key == chosen
        ]
        self.fields[name].choices = [("", "Any"), *offered]

    def _count(self, facets: Facets) -> None:
        chosen = self.data.get("author", "")
        authors = [(key, f"{name} ({count:,})") for key, name, count in facets.authors]
        if chosen and chosen not in dict(authors):
            authors.append((chosen, "Nobody whose entries you may open"))
        self.fields["author"].widget = forms.Select(choices=[("", "Anyone"), *authors])
        for name, count in facets.flags.items():
            self.fields[name].label = f"{FLAG_LABELS[name]} ({count:,})"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        require_span(self)
        return given

    def chosen(self) -> TimelineFilters:
        """Return the filters that can be read; whoever lists by them asks ``errors`` first."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return TimelineFilters(**given)


class PlaceForm(forms.Form):
    """Where in a timeline to begin: beside another page, or with a month or year."""

    before = forms.CharField(required=False, max_length=40)
    after = forms.CharField(required=False, max_length=40)
    month = forms.ChoiceField(label="Month", required=False, choices=[("", "Any month"), *MONTHS])
    year = forms.IntegerField(
        label="Year", required=False, min_value=_EARLIEST, max_value=9000, localize=False
    )

    def place(self) -> dict[str, str]:
        """Return the cursor to begin at, as an argument of ``queries.timeline``.

        A forged or wrong one counts as not given.
        """
        self.is_valid()
        given = self.cleaned_data
        for name in ("before", "after"):
            if given.get(name) and _is_ours(given[name]):
                return {name: given[name]}
        if not given.get("year"):
            return {}
        month = int(given.get("month") or 12)
        following = clock.add_months(date(given["year"], month, 1), 1)
        return {"before": queries.cursor_at(clock.at_time(following, 0))}


class KnownForm(forms.Form):
    """The instant as of which a record is read: a day, and a time or its end."""

    on = day_to_filter("Day")
    time = time_of_moment("Time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
        self.fields["on"].error_messages["required"] = "Enter the day"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("on") is not None and not self.errors:
            for field, message in wrong_with_moment(given["on"], given.get("time")).items():
                self.add_error(field, message)
        return given

    @property
    def instant(self) -> datetime:
        """Return the last instant that counts: a time stands for its whole minute."""
        return moment_of(self.cleaned_data["on"], self.cleaned_data.get("time"))


def wrong_with_moment(day: date, at: time | None) -> dict[str, str]:
    """Return what is wrong of a moment that should be past and possible: by "on" or "time"."""
    if day.year < _EARLIEST:
        return {"on": f"Enter a date after {_EARLIEST}"}
    if day > clock.today():
        return {"on": "Enter a day that is not in the future"}
    if at is not None and clock.at_time(day, at.hour, at.minute) > clock.now():
        return {"time": "Enter a time that is not in the future"}
    return {}


def moment_of(day: date, at: time | None) -> datetime:
    """Return the end of a minute, or of a day without one; never later than now."""
    if at is None:
        return min(clock.end_of_day(day), clock.now())
    return min(clock.end_of_minute(day, at.hour, at.minute), clock.now())


def require_span(form: forms.Form) -> None:
    """Ask that the days of a filter are possible and in their order."""
    since, until = (form.cleaned_data.get(name) for name in ("since", "until"))
    for name, day in (("since", since), ("until", until)):
        if day is not None and day.year < _EARLIEST:
            form.add_error(name, f"Enter a date after {_EARLIEST}")
    if since and until and since > until:
        form.add_error("until", "The last day must not be before the first")


def choices_of() -> dict[str, dict[str, str]]:
    """Return the choices of each filter that has a list, by value."""
    known = catalogue()
    return {
        "group": {each.key: each.title for each in known.groups},
        "type": {each.key: each.title for each in known.types},
        "statement": dict(Statement.Kind.choices),
        "source": dict(SOURCE_LABELS),
        "record_as": dict(AS_LABELS),
    }


def in_words(name: str, value: Any, *, author: str = "") -> str:
    """Return a chosen filter in words, for a chip or a heading: "From 3 September 2026"."""
    if name == "since":
        return f"From {formats.day_and_month(value)}"
    if name == "until":
        return f"To {formats.day_and_month(value)}"
    if name == "author":
        return f"Written by {author or value}"
    if name in FLAG_LABELS:
        return FLAG_LABELS[name]
    return choices_of()[name].get(value, str(value))


def _counts(facets: Facets, name: str) -> dict[str, int]:
    return {
        "group": facets.groups,
        "type": facets.types,
        "statement": facets.statements,
        "source": facets.sources,
        "record_as": facets.record_as,
    }[name]


def _is_ours(cursor: str) -> bool:
    try:
        queries.read_cursor(cursor)
    except ValueError:
        return False
    return True
