"""What becomes of each answer of a draft when its kind of record is changed. Nothing is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from records.catalogue import Field, RecordType, fields_by_name, form_sections
from records.catalogue import definitions as kinds
from records.drafting import typed_words
from records.drafting.typed_words import TypedQuestion
from records.forms.folds import USUAL

Typed = dict[str, list[str]]

# Kinds of question whose answers are typed in the same way.
_ALIKE = {kinds.SHORT_TEXT: "text", kinds.LONG_TEXT: "text"}

# What stands in a statement before anybody writes: alone it says nothing.
_BEGUN_WITH = frozenset({
    "kind", "source", "whose_view", "how_known", "speaker", "decided_by", "decider_role",
    "decided_on_day", "decided_on_month", "decided_on_year",
})  # fmt: skip
_IN_ROW = re.compile(r"(\d{1,3})-(.+)$")


@dataclass(frozen=True)
class Change:
    """The answers that go along to another kind of record, and those that have no place there.

    ``typed`` is what the draft holds of the new form.
    """

    carried: tuple[TypedQuestion, ...]
    unplaced: tuple[TypedQuestion, ...]
    typed: Typed


def change_of(typed: Typed, old: RecordType, new: RecordType) -> Change:
    """Say of each answer typed in a form of ``old`` whether a form of ``new`` takes it as it is.

    What a form of ``old`` begins with is nobody's answer: where it still stands so, it goes.
    """
    before = fields_by_name(old)
    after = {field.name: field for section in form_sections(new) for field in section.fields}
    typed = _touched(_with_time(typed, old, new), before, after)
    carried, unplaced = [], []
    for question in typed_words.questions(old, typed)[0].values():
        field = after.get(question.name)
        takes = field is not None and _takes(field, before.get(question.name), typed)
        (carried if takes else unplaced).append(question)
    gone = {name for question in unplaced for name in question.names}
    left = {name: texts for name, texts in typed.items() if name not in gone}
    return Change(tuple(carried), tuple(unplaced), left)


def _touched(typed: Typed, before: Mapping[str, Field], after: Mapping[str, Field]) -> Typed:
    """Return what was typed; what is still as a form began is as the other form begins."""
    left = dict(typed)
    for name, field in before.items():
        if field.kind == kinds.STATEMENTS:
            for control in _untouched_rows(name, typed):
                del left[control]
        elif (usual := _begins_with(field)) and typed.get(name) == [usual]:
            del left[name]
            if name in after and (begins := _begins_with(after[name])):
                left[name] = [begins]
    return left


def _begins_with(field: Field) -> str:
    usual = field.default or USUAL.get(field.name, "")
    return str(usual).lower() if isinstance(usual, bool) else str(usual)


def _untouched_rows(name: str, typed: Typed) -> set[str]:
    """Return the controls of the statements in which nothing stands but what a row begins with."""
    rows: dict[str, set[str]] = {}
    for control, texts in typed.items():
        row = _IN_ROW.match(control.removeprefix(f"{name}-"))
        if row and control.startswith(f"{name}-"):
            rows.setdefault(row[1], set())
            if any(text.strip() for text in texts):
                rows[row[1]].add(row[2])
    return {
        control
        for number, said in rows.items()
        if said <= _BEGUN_WITH
        for control in typed
        if control.startswith(f"{name}-{number}-")
    }


def _with_time(typed: Typed, old: RecordType, new: RecordType) -> Typed:
    """Return what was typed with the start as the time it happened, where only that is asked."""
    start = next((typed.get(f"{each}_start") for each in _lasting(old) - _lasting(new)), None)
    said = [*typed.get("event_at_time", []), *typed.get("event_at_time_not_known", [])]
    return typed | {"event_at_time": start} if start and not any(said) else typed


def _lasting(record_type: RecordType) -> set[str]:
    return {
        name for name, field in fields_by_name(record_type).items() if field.kind == kinds.DURATION
    }


def _takes(field: Field, before: Field | None, typed: Typed) -> bool:
    """Say whether ``field`` can show what was typed into ``before``, word for word."""
    if before is None or _alike(field) != _alike(before):
        return False
    if field.kind in (kinds.CHOICE, kinds.MULTI_CHOICE):
        return set(filter(None, typed.get(field.name, []))) <= set(field.choice_values)
    if field.kind == kinds.ROWS:
        return field.each == before.each and _columns(field) == _columns(before)
    if field.kind == kinds.STATEMENTS:
        said = {
            text
            for key, texts in typed.items()
            if key.startswith(f"{field.name}-") and key.endswith("-kind")
            for text in texts
            if text
        }
        return said <= set(field.kinds)
    return True


def _columns(field: Field) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {each.name: (_alike(each), each.choice_values) for each in field.columns}


def _alike(field: Field) -> str:
    return _ALIKE.get(field.kind, field.kind)
