"""Questions answered in rows: typed statements, and actions. Each row is a form of its own.

Rows are counted from what was posted, so that a count changed on the way can do no harm.
"""

import re
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from records.catalogue import catalogue
from records.forms.fields import LONGEST_TEXT, build
from records.forms.quiet import QuietForm
from records.forms.typed import Typed
from records.models import Action
from records.references import Known, staff_behind, with_staff_found
from ui.fields import (
    DateField3,
    LongTextField,
    ReferenceField,
    ShortTextField,
    ShowIf,
    StaffSelectField,
)

MOST_ROWS = 60
_NOT_TYPED = ("kind", "about_someone_else")

# What a decision may say beside what it must: behind one line, so that a small one stays small.
_FOLDED_KIND = "decision"


class StatementRow(QuietForm):
    """One statement: its words, what kind it is, and what that kind needs beside them."""

    def __init__(
        self,
        *args: Any,
        kinds: tuple[str, ...],
        known: Known,
        usual_day: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kinds = kinds
        known_kinds = catalogue().header.statement_kinds
        self.needed = {kind: _details(known_kinds[kind].required) for kind in kinds}
        self.asked = {
            kind: self.needed[kind] + _details(known_kinds[kind].optional) for kind in kinds
        }
        only = kinds[0] if len(kinds) == 1 else ""
        # A question about one sort of thing takes that sort first; one that takes all asks.
        usual = kinds[0] if len(kinds) < len(known_kinds) else ""
        self.speaker_is_usual = usual == "person_words"
        self.fields["text"] = LongTextField(
            label="Their words, exactly" if only == "person_words" else "Statement",
            rows=2,
            required=False,
            limit=LONGEST_TEXT,
        )
        self.fields["kind"] = forms.ChoiceField(
            label="What kind of statement is it?",
            required=False,
            initial=usual,
            choices=[("", "Choose"), *((kind, known_kinds[kind].title) for kind in kinds)],
            widget=forms.HiddenInput if only else forms.Select,
            error_messages={"invalid_choice": "Choose a kind of statement from the list"},
        )
        for name, field in catalogue().header.statement_fields.items():
            wanted_by = tuple(kind for kind in kinds if name in self.asked[kind])
            if wanted_by:
                self.fields[name] = made = build(field, known)
                needed = any(name in self.needed[kind] for kind in wanted_by)
                made.mark = "" if needed or field.show_if is not None else "(optional)"
                if field.show_if is None and not only and name not in _in_fold(kinds):
                    made.show_if = ShowIf("kind", wanted_by)
                if made.widget.attrs.get("rows"):
                    made.widget.attrs["rows"] = 2
        for name in self.initial:
            if name in self.fields and hasattr(self.fields[name], "decode"):
                self.fields[name].initial = self.fields[name].decode(name, self.initial)
        decided = self.fields.get("decided_on")
        if decided is not None and not decided.initial and usual_day:
            decided.initial = decided.decode("decided_on", {"decided_on": usual_day})
        self.initial = {name: self.initial[name] for name in _NOT_TYPED if name in self.initial}
        if self.speaker_is_usual and not self.is_bound and not self.fields["speaker"].initial:
            self.fields["speaker"].initial = [known.person]
        self.fields["about_someone_else"] = forms.BooleanField(
            label="Private information about someone else", required=False
        )
        for field in self.fields.values():
            field.label_size = "plain"
            field.mark = getattr(field, "mark", "")

    @property
    def folded(self) -> list[forms.BoundField]:
        """What a decision may say beside what it must, with the controls to type it in."""
        return [self[name] for name in _in_fold(self.kinds)]

    @property
    def standing(self) -> list[forms.BoundField]:
        """The questions that stand open in the row, the mark of private information last."""
        folded = {each.name for each in self.folded}
        return [each for each in self.visible_fields() if each.name not in folded]

    @property
    def fold_is_open(self) -> bool:
        """Say whether something in the fold was typed, or is wrong."""
        return any(_is_typed(each) or each.errors for each in self.folded)

    @property
    def fold_kinds(self) -> list[str]:
        """The kind to which the fold belongs, where a kind is chosen in the row."""
        return [] if len(self.kinds) == 1 else [_FOLDED_KIND]

    @property
    def chosen_kind(self) -> str:
        """The kind of statement: chosen, or the only one there is."""
        return self.kinds[0] if len(self.kinds) == 1 else self.cleaned_data.get("kind", "")

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed: what is only ticked for you does not count."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in _NOT_TYPED}
        if self.speaker_is_usual:
            given.pop("speaker", None)
        given.pop("decided_on", None)
        return not any(given.values())

    def clean(self) -> dict[str, Any]:
        """Ask for words and a kind once anything stands in the row.

        The day of a decision is filled in beforehand: in a row that holds none it is not read.
        """
        given = self.cleaned_data
        if "decided_on" in self.errors and (
            self.chosen_kind != "decision" or (self.is_blank and set(self.errors) == {"decided_on"})
        ):
            del self.errors["decided_on"]
        if not self.errors and not self.is_blank:
            if not given.get("text"):
                self.add_error("text", "Enter the statement, or clear what stands beside it")
            elif not self.chosen_kind:
                self.add_error("kind", "Choose what kind of statement it is")
        return given

    def answer(self, field: str) -> dict[str, Any]:
        """Return the statement as it is signed: only what its kind asks for."""
        kind = self.chosen_kind
        details: dict[str, Any] = {}
        for name in self.asked[kind]:
            value = self.cleaned_data.get(name)
            if isinstance(self.fields[name], ReferenceField) and value:
                value = with_staff_found(value)
            details |= self.fields[name].encode(name, value)
        return {
            "field": field,
            "kind": kind,
            "text": self.cleaned_data["text"],
            "about_someone_else": bool(self.cleaned_data.get("about_someone_else")),
            "details": details,
        }


def _details(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in ("text", "about_someone_else"))


def _in_fold(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if _FOLDED_KIND not in kinds:
        return ()
    return _details(catalogue().header.statement_kinds[_FOLDED_KIND].optional)


def _is_typed(bound: forms.BoundField) -> bool:
    value = bound.value()
    if isinstance(value, dict):
        return any(str(part or "").strip() for part in value.values())
    return bool(str(value or "").strip())


class ActionRow(QuietForm):
    """One action: what, who, by when, how soon."""

    def __init__(self, *args: Any, known: Known, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"] = ShortTextField(
            label="What will be done?", help_text="Start with a verb.", required=False
        )
        self.fields["owner"] = StaffSelectField(
            label="Who will do it?", staff=known.staff, required=False
        )
        self.fields["due"] = DateField3(label="By when?", required=False)
        self.fields["priority"] = forms.ChoiceField(
            label="How soon?",
            required=False,
            choices=[("", "Choose"), *((label, label) for label in Action.Priority.labels)],
            error_messages={"invalid_choice": "Choose how soon from the list"},
        )
        for field in self.fields.values():
            field.mark = ""
            field.label_size = "plain"

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed in this row."""
        return not any(self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """Ask for the rest once anything stands in the row."""
        given = self.cleaned_data
        if self.errors or self.is_blank:
            return given
        words = {
            "text": "Enter what will be done",
            "owner": "Choose or name who will do it",
            "due": "Enter the date by which it will be done",
            "priority": "Choose how soon it must be done",
        }
        for name, message in words.items():
            if not given.get(name):
                self.add_error(name, message)
        return given

    def answer(self) -> dict[str, Any]:
        """Return the action as it is signed."""
        owner = with_staff_found(self.cleaned_data["owner"])
        user = staff_behind(owner)
        named = ", ".join(filter(None, [owner[0]["name"], owner[0]["role"]]))
        return {
            "text": self.cleaned_data["text"],
            "owner": user,
            "owner_name": "" if user else named[:150],
            "due_on": self.cleaned_data["due"],
            "priority": next(
                value
                for value, words in Action.Priority.choices
                if words == self.cleaned_data["priority"]
            ),
        }


class Rows(BaseFormSet):
    """The rows of one question. ``begin_at_add``: go on at the button that adds a row."""

    begin_at_add = False

    def begin_at(self, number: int) -> None:
        """Open the page at a row, or at the one before; at the button when there is none."""
        if not self.forms:
            self.begin_at_add = True
            return
        row = self.forms[min(number, len(self.forms) - 1)]
        row.fields["text"].widget.attrs["autofocus"] = True

    def rows_given(self) -> list[forms.Form]:
        """Return the rows in which something was typed, in the order in which they stand."""
        return [row for row in self.forms if row.is_valid() and not row.is_blank]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Add nothing: rows keep their order, and an empty row is no statement."""


StatementRows = formset_factory(
    StatementRow, formset=Rows, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)
ActionRows = formset_factory(
    ActionRow, formset=Rows, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS
)


def counted(data: QueryDict, prefix: str, *, more: int = 0) -> QueryDict:
    """Return what was posted with the rows of one question closed up and counted anew.

    What the page said is the least there can be; a row of which nothing was posted was removed.
    """
    pattern = re.compile(rf"^{re.escape(prefix)}-(\d{{1,3}})-")
    matches = [(name, match) for name in data if (match := pattern.match(name))]
    numbers = sorted({int(match[1]) for _, match in matches})
    said = str(data.get(f"{prefix}-TOTAL_FORMS") or "")
    shown = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    gaps = numbers[-1] + 1 - len(numbers) if numbers else 0
    total = max([shown, *(number + 1 for number in numbers)]) - gaps + more
    closed = data.copy()
    for name, _ in matches:
        del closed[name]
    for name, match in matches:
        new = f"{prefix}-{numbers.index(int(match[1]))}-{name[match.end() :]}"
        closed.setlist(new, data.getlist(name))
    closed[f"{prefix}-TOTAL_FORMS"] = str(min(total, MOST_ROWS))
    closed[f"{prefix}-INITIAL_FORMS"] = "0"
    return closed


def with_day_decided(data: QueryDict, prefix: str, day: str) -> QueryDict:
    """Return rows as posted, with a day for each decision that says nothing of when."""
    year, month, date = day.split("-")
    filled = data.copy()
    for number in range(int(data[f"{prefix}-TOTAL_FORMS"])):
        name = f"{prefix}-{number}-decided_on"
        parts = ("day", "month", "year", "time", "time_not_known", "why")
        if not any(data.get(f"{name}_{part}", "").strip() for part in parts):
            filled[f"{name}_day"] = str(int(date))
            filled[f"{name}_month"] = str(int(month))
            filled[f"{name}_year"] = year
    return filled


def row_named(text: str) -> tuple[str, int] | None:
    """Return the question and the number of a row, "statements-1"; ``None`` for anything else."""
    match = re.fullmatch(r"([a-z_]{1,100})-([0-9]{1,3})", text)
    return (match[1], int(match[2])) if match else None


def without_row(typed: Typed, row: str) -> Typed:
    """Return what was typed without one row of a question."""
    named = row_named(row)
    if named is None:
        return typed
    left = {name: texts for name, texts in typed.items() if not name.startswith(f"{row}-")}
    total = f"{named[0]}-TOTAL_FORMS"
    said = (left.get(total) or [""])[0]
    if len(left) < len(typed) and said.isascii() and said.isdecimal() and len(said) < 4:
        left[total] = [str(max(0, int(said) - 1))]
    return left
