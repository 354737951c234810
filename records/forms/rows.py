"""Questions answered in rows: typed statements, actions, and others. Each row is a form.

Rows are counted from what was posted, so that a count changed on the way can do no harm.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from records.catalogue.definitions import MOST_ROWS
from records.drafting.references import Colleagues, Known
from records.forms.grounds import renumbered
from records.forms.mistakes import first_words
from records.forms.quiet import QuietForm
from records.forms.statements import StatementRow
from records.forms.typed import Typed
from records.models import Action
from records.queries.grounds import POINTS_TO
from ui.fields import (
    DateField3,
    ShortTextField,
    StaffSelectField,
)

_TYPED_IN = (forms.TextInput, forms.Textarea)


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
        self.fields["key"] = forms.CharField(
            required=False, max_length=16, widget=forms.HiddenInput
        )
        for field in self.fields.values():
            field.mark = ""
            field.label_size = "plain"

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed in this row; which action it was says nothing."""
        return not any(value for name, value in self.cleaned_data.items() if name != "key")

    def clean(self) -> dict[str, Any]:
        """Ask for the rest once anything stands in the row."""
        given = self.cleaned_data
        if self.is_blank and not self.errors:
            return given
        words = {
            "text": "Enter what will be done",
            "owner": "Choose or name who will do it",
            "due": "Enter the date by which it will be done",
            "priority": "Choose how soon it must be done",
        }
        for name, message in words.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, message)
        return given

    @property
    def said(self) -> str:
        """The first words of the action, by which a mistake names it."""
        return first_words(self["text"].value())

    def answer(self, colleagues: Colleagues) -> dict[str, Any]:
        """Return the action as it is signed, as far as it can be read."""
        given = self.cleaned_data
        owner = colleagues.found(given.get("owner") or [])
        user = colleagues.behind(owner)
        named = [part for each in owner[:1] for part in (each["name"], each["role"]) if part]
        soon = {words: value for value, words in Action.Priority.choices}
        return {
            "text": given.get("text") or "",
            "owner": user,
            "owner_name": "" if user else ", ".join(named)[:150],
            "due_on": given.get("due"),
            "priority": soon.get(given.get("priority") or "", ""),
            **({"key": self.cleaned_data["key"]} if self.cleaned_data.get("key") else {}),
        }


class Rows(BaseFormSet):
    """The rows of one question. ``begin_at_add``: go on at the button that adds a row.

    ``fresh`` are the rows that nobody has seen yet, by number, and what each begins with.
    """

    begin_at_add = False
    fresh: Mapping[int, dict[str, Any]] = MappingProxyType({})

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return what each row is made with."""
        options = super().get_form_kwargs(index)
        if index not in self.fresh:
            return options
        return {**options, "data": None, "files": None, "initial": self.fresh[index]}

    def begin_at(self, number: int, name: str = "") -> None:
        """Open the page at a row, or at the one before; at the button when there is none.

        ``name`` is the question of the row to go on with; left out, the first that is typed in.
        """
        if not self.forms:
            self.begin_at_add = True
            return
        row = self.forms[min(number, len(self.forms) - 1)]
        widgets = [each.widget for key, each in row.fields.items() if name in ("", key)]
        first = next((each for each in widgets if name or isinstance(each, _TYPED_IN)), None)
        if first is not None:
            first.attrs["autofocus"] = True

    def rows_given(self) -> list[tuple[int, forms.Form]]:
        """Return the rows in which something was typed, with their numbers, as they stand.

        Of a row in which something cannot be read, the rest counts.
        """
        return [
            (number, row) for number, row in enumerate(self.forms) if row.errors or not row.is_blank
        ]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Add nothing: rows keep their order, and an empty row is no statement."""


def formset_of(row: type[forms.Form], rows: type[Rows] = Rows) -> type[Rows]:
    """Return the class of the rows of one sort of question."""
    return formset_factory(row, formset=rows, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS)


StatementRows = formset_of(StatementRow)
ActionRows = formset_of(ActionRow)


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
    pointing = tuple(f"-{name}" for name in POINTS_TO)
    for name in [name for name in closed if name.endswith(pointing)]:
        chosen = [renumbered(value, prefix, numbers) for value in closed.getlist(name)]
        closed.setlist(name, [value for value in chosen if value])
    closed[f"{prefix}-TOTAL_FORMS"] = str(min(total, MOST_ROWS))
    closed[f"{prefix}-INITIAL_FORMS"] = "0"
    return closed


def row_named(text: str) -> tuple[str, int] | None:
    """Return the question and the number of a row, "statements-1"; ``None`` for anything else."""
    match = re.fullmatch(r"([a-z0-9_]{1,100})-([0-9]{1,3})", text)
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
