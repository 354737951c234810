"""People and earlier records chosen from those known, or named."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ui import parsing, widgets
from ui.fields.answer import Answer
from ui.fields.text import LONGEST_LINE


class ReferenceField(Answer, forms.Field):
    """People chosen from those known, and anyone else typed as name, then role.

    ``known`` are dicts with kind, key, name and role. Cleans to a list of such dicts, those typed
    with kind "other" and an empty key. Names and roles are the ones in ``known``: never the
    browser's. ``gives_way`` is somebody chosen beforehand, who makes room for a name that is typed.
    """

    ask = "Choose or name someone for “{label}”"
    not_listed = "Someone chosen is not in the list. Choose again, or type their name"
    gives_way: Mapping[str, str] | None = None
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
        return self.widget_class(
            known=self.known.values(), other=self.other, multiple=self.multiple
        )

    def _given(self, value: Any) -> tuple[list[Mapping[str, str]], str]:
        """Return which of those known are chosen, and what is typed beside them.

        What is wrong from there on is wrong in what was typed.
        """
        raw = self.widget.raw(value)
        self.widget.other_is_wrong = False
        if any(chosen not in self.known for chosen in raw["chosen"]):
            raise ValidationError(self.not_listed, code="invalid_choice")
        self.widget.other_is_wrong = True
        text = parsing.with_plain_line_breaks(raw["other"])
        if text.strip() and not self.other:
            raise ValidationError("Choose from the list", code="invalid_choice")
        if wrong := parsing.hidden_character_message(text):
            raise ValidationError(wrong, code="hidden_character")
        return [ref for each, ref in self.known.items() if each in raw["chosen"]], text

    def clean(self, value: Any) -> list[dict[str, str]]:
        chosen, text = self._given(value)
        people = [
            {part: str(ref.get(part, "")) for part in ("kind", "key", "name", "role")}
            for ref in chosen
        ]
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
        if not self.multiple and len(people) == 2 and people[0] == self.gives_way:
            people = people[1:]
        if not self.multiple and len(people) > 1:
            raise ValidationError("Choose or name one person only", code="too_many")
        self.widget.other_is_wrong = False
        if not people and self.required:
            raise self.missing()
        return people


class StaffSelectField(ReferenceField):
    """One member of staff from a long list, or someone outside the council, named.

    ``staff`` are dicts with key, name and role (kind is "staff"); ``around`` are others to choose
    from, each with its kind. Cleans to a list of one, or [].
    """

    ask = "Choose a member of staff for “{label}”"

    def __init__(
        self,
        *,
        staff: Iterable[Mapping[str, str]] = (),
        around: Iterable[Mapping[str, str]] = (),
        other: bool = True,
        **options: Any,
    ) -> None:
        known = [{"kind": "staff"} | dict(person) for person in staff] + [*map(dict, around)]
        super().__init__(known=known, other=other, multiple=False, **options)

    def _make_widget(self) -> widgets.ReferenceWidget:
        return widgets.StaffSelectWidget(known=self.known.values(), other=self.other)


class EntriesField(ReferenceField):
    """Earlier records chosen from those ``known``, and anything else in words, one on each line.

    Cleans to a list of references: a record by its key alone, for what it is called is not for
    everybody; words as a name. Words that are what a known record is called, or hold the address
    of its page, are that record.
    """

    ask = "Choose a record for “{label}”"
    not_listed = "A record chosen is not in the list. Choose again"
    widget_class = widgets.EntriesWidget

    def clean(self, value: Any) -> list[dict[str, str]]:
        chosen, text = self._given(value)
        typed = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            if len(line) > LONGEST_LINE:
                raise ValidationError(
                    f"What is not in the list must be {LONGEST_LINE} characters or fewer a line",
                    code="too_long",
                )
            if (found := self._called(line)) is not None:
                chosen.append(found)
            else:
                typed.append(line)
        keys = dict.fromkeys(str(ref["key"]) for ref in chosen)
        records = [{"kind": "entry", "key": key, "name": "", "role": ""} for key in keys]
        records += [{"kind": "other", "key": "", "name": line, "role": ""} for line in typed]
        if not self.multiple and len(records) > 1:
            raise ValidationError("Choose or name one record only", code="too_many")
        self.widget.other_is_wrong = False
        if not records and self.required:
            raise self.missing()
        return records

    def _called(self, line: str) -> Mapping[str, str] | None:
        """Return the one known record that a line names, by what it is called or by its address."""
        words = line.casefold()
        named = [
            ref
            for ref in self.known.values()
            if ref["name"].casefold() == words or f"/entries/{ref['key']}/" in line
        ]
        return named[0] if len(named) == 1 else None
