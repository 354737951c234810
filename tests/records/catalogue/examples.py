"""Answers to build on: the least that answers each question of a type, by kind."""

from records.catalogue import all_fields, catalogue
from records.catalogue import definitions as kinds
from records.catalogue.answers import Answers
from records.catalogue.conditions import holds

TYPES = catalogue().types
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
    """Return answers with which ``field`` is asked; ``None`` for a field that is never required.

    Where an answer is only sometimes required, the answers make it so.
    """
    given = {}
    asked = field
    by_name = {each.name: each for each in all_fields(record_type)}
    while asked.show_if is not None:
        other = by_name[asked.show_if.field]
        value = asked.show_if.values[0]
        given[other.name] = [value] if other.kind == kinds.MULTI_CHOICE else value
        asked = other
    if field.required_if is None:
        return given
    given |= _answers_that_meet(field.required_if)
    values = {**all_answered(record_type, **given)["values"], field.name: None}
    answers = Answers(record_type, values, facts=FACTS)
    return given if holds(field.required_if, answers) else None


def _answers_that_meet(condition):
    """Return answers that meet a condition on fields; facts and types are what they are."""
    met = {}
    for part in condition.get("all", [condition]):
        if part.get("empty"):
            met[part["field"]] = ""
        elif "in" in part:
            met[part["field"]] = part["in"][0]
    return met


def answers_that_spare(record_type, field):
    """Return answers with which ``field`` is not required, though it sometimes is."""
    by_name = {each.name: each for each in all_fields(record_type)}
    for given in ({}, *_other_answers(field.required_if, by_name)):
        values = {**all_answered(record_type, **given)["values"], field.name: None}
        if not holds(field.required_if, Answers(record_type, values, facts={})):
            return given
    raise AssertionError(f"{record_type.key}.{field.name} is required whatever is answered.")


def _other_answers(condition, by_name):
    """Return, for each field that a condition asks about, answers of every other kind."""
    for key in ("all", "any"):
        for part in condition.get(key, ()):
            yield from _other_answers(part, by_name)
    if "not" in condition:
        yield from _other_answers(condition["not"], by_name)
    if (name := condition.get("field")) in by_name:
        for value in (*by_name[name].choice_values, "Something else", None, True, False):
            many = by_name[name].kind == kinds.MULTI_CHOICE
            yield {name: [value] if many and value else value}
