"""The questions of which entries go into a copy: all, some, or one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from disclosure.models import Export
from disclosure.openers import between, counted
from disclosure.scope import Scope, title_of
from records.forms.timeline import (
    day_to_filter,
    moment_of,
    require_span,
    time_of_moment,
    wrong_with_moment,
)
from records.held import OpenersList
from records.models import Chronology, Entry, Statement
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
    """Which entries: by when they happened, of which types, with which kinds of statement.

    Or a chronology instead; and whether it says who opened the record.
    """

    chronology = forms.ModelChoiceField(
        label="What is copied?",
        help_text="A chronology is copied without the rest of the record.",
        queryset=Chronology.objects.none(),
        required=False,
        blank=True,  # else radio buttons leave out the empty choice
        empty_label="The whole record",
        widget=forms.RadioSelect,
    )
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
    openers_list = forms.ChoiceField(
        label="Does it say who has opened the record?",
        help_text="Lists that were checked and released, on the tab Access. They are for the "
        "person, or someone acting for them.",
        required=False,
        widget=forms.RadioSelect,
    )

    def offer_chronologies(self, chronologies: QuerySet[Chronology]) -> None:
        """Offer the chronologies that are frozen; nothing where there is none, or of one entry."""
        if self.one is not None or not chronologies:
            del self.fields["chronology"]
            return
        field: Any = self.fields["chronology"]
        field.queryset = chronologies
        field.label_from_instance = lambda each: f"Chronology: {each.title}"

    def offer_openers(self, lists: Iterable[OpenersList]) -> None:
        """Offer the lists of who opened the record; nothing where there is none, or of one."""
        lists = [] if self.one is not None else list(lists)
        if not lists:
            del self.fields["openers_list"]
            return
        field: Any = self.fields["openers_list"]
        field.choices = [
            ("", "No"),
            *(
                (each.key, f"Yes, {between(each)} ({counted(len(each.openings))})")
                for each in lists
            ),
        ]
        field.initial, field.mark = "", ""

    def check_openers(self, given: Mapping[str, Any]) -> None:
        """Say what a list of who opened the record does not go with."""
        if not given.get("openers_list"):
            return
        if given.get("purpose") not in (None, Export.Purpose.PERSON):
            words = "Select no: this copy is not for the person or someone acting for them"
            self.add_error("openers_list", words)
        elif given.get("chronology") or given.get("part"):
            self.add_error("openers_list", "Select no: the list is of the whole record")

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
        elif "includes_about_others" in self.fields:
            self.add_error(
                "includes_about_others", "Include it: this entry is marked as private to others"
            )
        elif "includes_restricted" in self.fields:
            self.add_error(
                "includes_restricted", "Include it: this entry is restricted or held back"
            )
        else:
            self.add_error("known_on", "Take this out: the entry did not stand in the record then")


def _counted(label: str, number: int) -> str:
    return f"{label} ({formats.counted(number, 'entry', 'entries')})"
