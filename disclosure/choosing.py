"""The questions of which entries go into a copy: all, some, or one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from disclosure.scope import Scope, title_of
from records.forms.timeline import (
    day_to_filter,
    moment_of,
    require_span,
    time_of_moment,
    wrong_with_moment,
)
from records.models import Entry, Statement
from ui import formats
from ui.fields import ShowIf

SOME = "SOME"
_CHOSEN = ("since", "until", "types", "kinds")
_NOT_WITH = {
    "chronology": "Take this out: a chronology is copied as it was frozen",
    "openers_list": "Select no: the list of who opened it is of the whole record",
}
_NOT_AS_KNOWN = {
    "chronology": "Take this out: a chronology is copied as it was frozen",
    "openers_list": "Take this out: the list of who opened it is of today",
}
_AS_KNOWN = (
    "Leave empty for the record as it is now, like 27/3/2026 for what had been written by then. "
    "Such a copy has the entries alone, not the pages about the person. What is counted here is "
    "of now."
)
NOTHING = (
    "No entry that would go into the copy is in what you chose. Choose other days, types or kinds"
)


class ScopeForm(forms.Form):
    """Which entries: by when they happened, of which types, with which kinds of statement."""

    entries = forms.ChoiceField(
        label="Which entries go in?",
        help_text="A copy of some has those alone, each whole, and not the pages about the person. "
        "Its cover says what was chosen, and its last pages account for what stays out.",
        choices=[("", "All of them"), (SOME, "Some: between two days, of some types or kinds")],
        required=False,
        widget=forms.RadioSelect,
    )
    since = day_to_filter("From which day?")
    until = day_to_filter("To which day?")
    types = forms.MultipleChoiceField(
        label="Of which types of record?",
        help_text="Leave empty for every type.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose types of record from the list"},
    )
    kinds = forms.MultipleChoiceField(
        label="With which kinds of statement?",
        help_text="Leave empty for any. An entry goes in whole if it has one of them, because an "
        "opinion is read with what it rests on.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose kinds of statement from the list"},
    )

    known_on = day_to_filter("As known on which day?")
    known_time = time_of_moment("At what time?")

    def offer_entries(
        self, by_type: Mapping[str, int], by_kind: Mapping[str, int], one: Entry | None
    ) -> None:
        """Offer what occurs, counted; nothing where ``one`` entry is copied."""
        self.one = one
        self.fields["known_on"].help_text = _AS_KNOWN
        if one is not None:
            for name in ("entries", *_CHOSEN):
                del self.fields[name]
            return
        titles = sorted((title_of(key), key) for key in by_type)
        self.fields["types"].choices = [
            (key, _counted(title, by_type[key])) for title, key in titles
        ]
        self.fields["kinds"].choices = [
            (kind, _counted(str(label), by_kind[kind]))
            for kind, label in Statement.Kind.choices
            if kind in by_kind
        ]
        for name in ("types", "kinds"):
            if not self.fields[name].choices:
                del self.fields[name]
        self.fields["entries"].initial = ""
        for name in ("entries", *_CHOSEN):
            if name in self.fields:
                self.fields[name].mark = ""
        for name in _CHOSEN:
            if name in self.fields:
                self.fields[name].show_if = ShowIf("entries", (SOME,))

    def chosen(self, given: dict[str, Any], has_any: Callable[..., bool]) -> Scope:
        """Return which entries, and say what is wrong with that.

        ``has_any`` says whether a copy of a scope would hold an entry.
        """
        some = given.pop("entries", "") == SOME
        require_span(self)
        said = {name: given.pop(name, None) or None for name in _CHOSEN}
        scope = Scope(
            since=said["since"],
            until=said["until"],
            types=tuple(said["types"] or ()),
            kinds=tuple(said["kinds"] or ()),
            entry=self.one,
        )
        if self.one is None and scope and not some:
            self.add_error("entries", "Select “Some”, or take out what you chose below it")
        elif some and not scope and not any(self.has_error(name) for name in _CHOSEN):
            self.add_error("entries", "Choose days, types or kinds, or select all of them")
        for name, words in _NOT_WITH.items():
            if scope and given.get(name):
                self.add_error(name, words)
        if scope and not self.errors and not has_any(scope):
            self._say_empty()
        return scope

    def known_then(self, given: dict[str, Any]) -> datetime | None:
        """Return as of which instant the record is copied; none for the record as it is."""
        day, time = given.pop("known_on", None), given.pop("known_time", None)
        if day is None:
            if time is not None and not self.has_error("known_on"):
                self.add_error("known_on", "Enter the day, or take the time out")
            return None
        if self.has_error("known_time"):
            return None
        for field, message in wrong_with_moment(day, time).items():
            self.add_error(f"known_{field}", message)
        for name, words in _NOT_AS_KNOWN.items():
            if given.get(name):
                self.add_error("known_on", words)
                break
        return moment_of(day, time)

    def _say_empty(self) -> None:
        if self.one is None:
            self.add_error("entries", NOTHING)
        elif "includes_restricted" in self.fields:
            self.add_error(
                "includes_restricted", "Include it: this entry is restricted or held back"
            )
        else:
            self.add_error("known_on", "Take this out: the entry did not stand in the record then")


def _counted(label: str, number: int) -> str:
    return f"{label} ({formats.counted(number, 'entry', 'entries')})"
