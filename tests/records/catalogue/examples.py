"""Answers to build on: the least that answers each question of a type, by kind."""

import pytest

from records.catalogue import all_fields, catalogue, columns_asked
from records.catalogue import definitions as kinds
from records.catalogue.answers import Answers
from records.catalogue.conditions import holds

TYPES = catalogue().types
COLUMNS = [
    (record_type, asked, column)
    for record_type in TYPES
    for asked in all_fields(record_type)
    for column in asked.typed_columns
]
FACTS = {"late": True, "has_both_roles": True, "has_communication_need": True}
SOMEBODY = [{"kind": "contact", "key": "c1", "name": "Ana Clarke", "role": "Daughter"}]

_ANSWERS = {
    kinds.SHORT_TEXT: "A short answer",
    kinds.LONG_TEXT: "An answer that says what happened and why.",
    kinds.DATE: "2026-05-05",
    kinds.DATETIME: "2026-05-05T10:30",
    kinds.BOOLEAN: True,
    kinds.PERSON_REF: SOMEBODY,
    kinds.CONTACT_REF: SOMEBODY,
    kinds.STAFF_REF: [{"kind": "staff", "key": "s1", "name": "Fola Adeyemi", "role": "Worker"}],
    kinds.ENTRY_REF: [{"kind": "other", "key": "", "name": "Assessment of 2019", "role": ""}],
    kinds.ATTACHMENT: ["a1"],
    kinds.MONEY: {"amount": "148.20", "every": "week"},
    kinds.DURATION: {"start": "14:00", "end": "15:30"},
}


def answer_to(field):
    """Return something that answers the question."""
    if field.kind == kinds.CHOICE:
        return field.choice_values[0]
    if field.kind == kinds.MULTI_CHOICE:
        return [field.choice_values[0]]
    if field.kind == kinds.ROWS:
        return rows_answered(field)
    return _ANSWERS.get(field.kind)


def rows_answered(field):
    """Return rows in which every column is answered, the reasons of choices too."""
    rows = [{field.each: about} for about in field.fixed_rows] or [{}, {}]
    return [
        row
        | {each.name: answer_to(each) for each in field.typed_columns}
        | {each.reason_name: "Because of what was seen." for each in field.typed_columns}
        for row in rows
    ]


def all_answered(record_type, **given):
    """Return values, statements and actions that answer every question of a type.

    ``given`` answers win. What one answer makes visible is answered too.
    """
    values = {
        field.name: answer_to(field)
        for field in all_fields(record_type)
        if answer_to(field) is not None and field.name not in given
    }
    values |= given
    for field in all_fields(record_type):
        values[field.reason_name] = "Because of what was seen."
    statements = [
        {"field_key": field.name, "kind": field.kinds[0], "text": "Said so."}
        for field in all_fields(record_type)
        if field.kind == kinds.STATEMENTS
    ]
    actions = [
        {"field_key": "actions", "text": "Phone her", "owner": SOMEBODY, "due": "2026-05-06"}
    ]
    return {"values": values, "statements": statements, "actions": actions}


def values_that_show(record_type, field):
    """Return answers with which ``field`` is asked, whether or not it is required then."""
    by_name = {each.name: each for each in all_fields(record_type)}
    return _that_show(field, by_name) | _not_answered_by(record_type, field.name, by_name)


def hiding_answers(record_type, field):
    """Return answers with which ``field`` is hidden, and the one that hides it is asked."""
    other = next(each for each in all_fields(record_type) if each.name == field.show_if.field)
    possible = (True, False) if other.kind == kinds.BOOLEAN else other.choice_values
    hides = next(each for each in possible if each not in field.show_if.values)
    return values_that_show(record_type, other) | {other.name: _answering(other, hides)}


def values_that_require(record_type, field):
    """Return answers with which ``field`` is asked and required."""
    given = values_that_show(record_type, field)
    by_name = {each.name: each for each in all_fields(record_type)}
    given |= _that_meet(field.required_if, by_name)
    values = {**all_answered(record_type, **given)["values"], field.name: None}
    _is_met(field, Answers(record_type, values, facts=FACTS))
    return given


def cells_that_show(asked, column):
    """Return cells of a row with which a column is asked."""
    return _that_show(column, asked.columns_by_name)


def cells_that_require(record_type, asked, column):
    """Return cells of a row with which a column is asked and required."""
    given = cells_that_show(asked, column)
    given |= _that_meet(column.required_if, asked.columns_by_name)
    _is_met(column, Answers(record_type, rows_answered(asked)[-1] | given))
    return given


def is_ever_required(record_type, field):
    """Say whether any answers make a question required: no answer changes what the type is.

    What the type or the system answers itself is required of nobody.
    """
    settled = field.system or any(
        sets.field == field.name and sets.when is None for sets in record_type.sets
    )
    return bool(field.required) and not settled and _may_hold(field.required_if, record_type)


def _may_hold(condition, record_type):
    if condition is None:
        return True
    if "all" in condition:
        return all(_may_hold(each, record_type) for each in condition["all"])
    if "any" in condition:
        return any(_may_hold(each, record_type) for each in condition["any"])
    if "type" in condition or "flag" in condition:
        return holds(condition, Answers(record_type, {}))
    return True


def _is_met(field, answers):
    """Refuse to leave out a rule that these examples do not know how to meet."""
    assert field.required_if is None or holds(field.required_if, answers), (
        f"No example makes {answers.record_type.key}.{field.name} required: {field.required_if}"
    )


def _that_show(field, by_name):
    given = {}
    while field.show_if is not None:
        other = by_name[field.show_if.field]
        given[other.name] = _answering(other, field.show_if.values[0])
        field = other
    return given


def _not_answered_by(record_type, name, by_name):
    """Return answers with which the type, that sometimes answers a question itself, does not."""
    when = [each.when for each in record_type.sets if each.field == name and each.when is not None]
    for given in ({}, *(given for each in when for given in other_answers(each, by_name))):
        answers = Answers(record_type, all_answered(record_type, **given)["values"])
        if not any(holds(each, answers) for each in when):
            return given
    raise AssertionError(f"{record_type.key} answers {name} whatever else is answered.")


def _that_meet(condition, by_name):
    """Return answers that meet a condition on fields; facts and types are what they are."""
    met = {}
    for part in (condition or {}).get("all", [condition] if condition else []):
        if part.get("empty"):
            met[part["field"]] = ""
        elif "in" in part or "equals" in part:
            value = part["in"][0] if "in" in part else part["equals"]
            met[part["field"]] = _answering(by_name[part["field"]], value)
        elif "rows" in part:
            asked = by_name[part["rows"]["field"]]
            cells = _that_meet(part["rows"].get("where"), asked.columns_by_name)
            met[asked.name] = [row | cells for row in rows_answered(asked)]
    return met


def _answering(field, value):
    return [value] if field.kind == kinds.MULTI_CHOICE else value


def answers_that_spare(record_type, field):
    """Return answers with which ``field`` is not required, though it sometimes is."""
    by_name = {each.name: each for each in all_fields(record_type)}
    for given in ({}, *other_answers(field.required_if, by_name)):
        values = {**all_answered(record_type, **given)["values"], field.name: None}
        if not holds(field.required_if, Answers(record_type, values, facts={})):
            return given
    raise AssertionError(f"{record_type.key}.{field.name} is required whatever is answered.")


def cells_that_spare(record_type, asked, column):
    """Return cells with which a column is asked and not required, though it sometimes is."""
    shown = cells_that_show(asked, column)
    for given in other_answers(column.required_if, asked.columns_by_name):
        row = rows_answered(asked)[-1] | shown | given
        spared = not holds(column.required_if, Answers(record_type, row))
        if spared and column in columns_asked(asked, row):
            return shown | given
    raise AssertionError(f"{asked.name}.{column.name} is required in every row that asks it.")


def other_answers(condition, by_name):
    """Return, for each field that a condition asks about, answers of every other kind."""
    for key in ("all", "any"):
        for part in condition.get(key, ()):
            yield from other_answers(part, by_name)
    if "not" in condition:
        yield from other_answers(condition["not"], by_name)
    if (name := condition.get("field")) in by_name:
        for value in (*by_name[name].choice_values, "Something else", None, True, False):
            many = by_name[name].kind == kinds.MULTI_CHOICE
            yield {name: [value] if many and value else value}


def each_of(columns):
    """Mark columns as parameters, each with its type and its question."""
    found = [
        pytest.param(record_type, asked, column, id=f"{record_type.key}.{asked.name}.{column.name}")
        for record_type, asked, column in columns
    ]
    return pytest.mark.parametrize(("record_type", "asked", "column"), found)


def gone_with(names):
    """Return questions, and those in whose answers the same may be said.

    The main text may be written as statements, so it is missing where these are too.
    """
    return {*names, kinds.MAIN_STATEMENTS} if kinds.MAIN_TEXT in names else set(names)
