"""What stands in the way of signing: missing answers, broken rules, unfinished statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from records.catalogue.answers import Answers, Row, Values, is_empty, rows_in
from records.catalogue.asking import (
    columns_asked,
    fields_by_name,
    preset_values,
    reasons_asked,
    visible_fields,
)
from records.catalogue.conditions import holds
from records.catalogue.definitions import (
    ACTIONS,
    MAIN_STATEMENTS,
    MAIN_TEXT,
    REASON_SUFFIX,
    ROWS,
    STATEMENTS,
    Condition,
    Field,
    Problem,
    RecordType,
    Rule,
)
from records.catalogue.index import catalogue


def override_reasons() -> tuple[str, ...]:
    """Return the reasons for which a required answer may stay empty."""
    return tuple(each.value for each in catalogue().header.override_reasons)


def _answers(
    record_type: RecordType,
    values: Values,
    shown: set[str],
    statements: Sequence[Row],
    actions: Sequence[Row],
    facts: Mapping[str, Any],
) -> Answers:
    """Return the answers that count: those asked, and those that the type gives itself."""
    counted = shown | {sets.field for sets in record_type.sets}
    known = {**preset_values(record_type, values), **values}
    kept = {
        name: value
        for name, value in known.items()
        if name in counted or name.removesuffix(REASON_SUFFIX) in counted
    }
    return Answers(record_type, kept, statements, actions, facts)


def missing(
    record_type: RecordType,
    values: Values,
    *,
    statements: Sequence[Row] = (),
    actions: Sequence[Row] = (),
    facts: Mapping[str, Any] | None = None,
    gaps: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Return the answers that are required, asked just now, and not given.

    ``statements`` and ``actions`` are rows that name their ``field_key``. ``facts`` is what only
    the caller knows: ``late``, ``has_both_roles``, ``has_communication_need``. A field in ``gaps``
    has a stated reason for being empty, which counts where the answer may be left out.
    """
    header = catalogue().header
    facts = facts or {}
    shown = visible_fields(record_type, values, facts=facts)
    answers = _answers(record_type, values, shown, statements, actions, facts)
    said = {row.get("field_key") for row in statements if str(row.get("text") or "").strip()}
    done = {row.get("field_key") for row in actions if str(row.get("text") or "").strip()}
    voice_explained = bool(answers.values.get("voice_missing_reason"))
    reasons = override_reasons()
    problems = []
    for name, field in fields_by_name(record_type).items():
        if name not in shown:
            continue
        value = answers.values.get(name)
        for ask in reasons_asked(field, value):
            if not str(values.get(field.reason_name) or "").strip():
                problems.append(Problem(field.reason_name, ask))
        if field.kind == ROWS:
            problems += _in_rows(field, answers, voice_explained=voice_explained)
        if not _is_required(field, answers) or (field.persons_voice and voice_explained):
            continue
        if field.kind == STATEMENTS:
            answered = name in said
        elif field.kind == ACTIONS:
            answered = name in done
        elif field.kind == ROWS:
            answered = len(rows_in(value, field)) >= max(1, field.at_least)
        else:
            answered = not is_empty(value, field, header.placeholders)
            # Whoever types the whole of it as statements has written it.
            answered = answered or (name == MAIN_TEXT and MAIN_STATEMENTS in said)
        if answered or (field.overridable and gaps and gaps.get(name)):
            continue
        problems.append(
            Problem(
                field=name,
                message=field.required,
                overridable=field.overridable,
                essential=field.essential,
                override_reasons=reasons if field.overridable else (),
            )
        )
    return problems


def _in_rows(field: Field, answers: Answers, *, voice_explained: bool) -> Iterator[Problem]:
    """Yield what is missing in the rows of a question, each with its row and column."""
    given = answers.values.get(field.name)
    rows = given if given and rows_in(given, field) else []
    placeholders = catalogue().header.placeholders
    for number, row in enumerate(rows):
        place = f"{field.name}-{number}."
        in_row = replace(answers, values=row)
        for column in columns_asked(field, row):
            for ask in reasons_asked(column, row.get(column.name)):
                if not str(row.get(column.reason_name) or "").strip():
                    yield Problem(place + column.reason_name, ask)
            explained = column.persons_voice and voice_explained
            asked = _is_required(column, in_row) and not explained
            if asked and is_empty(row.get(column.name), column, placeholders):
                yield Problem(place + column.name, column.required)
    if len(rows) > field.at_most:
        yield Problem(field.name, f"Keep to {field.at_most} rows at most")


def _is_required(field: Field, answers: Answers) -> bool:
    if not field.required:
        return False
    return field.required_if is None or holds(field.required_if, answers)


def broken_rules(
    record_type: RecordType,
    values: Values,
    *,
    statements: Sequence[Row] = (),
    actions: Sequence[Row] = (),
    facts: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Return the rules across fields that these answers break, the type's own and the header's.

    A rule that needs the rest of the record reads ``facts``; a fact that is not given is not so.
    """
    facts = facts or {}
    shown = visible_fields(record_type, values, facts=facts)
    answers = _answers(record_type, values, shown, statements, actions, facts)
    return [
        problem
        for rule in (*catalogue().header.rules, *record_type.rules)
        if (problem := broken(rule, answers)) is not None
    ]


def broken(rule: Rule, answers: Answers) -> Problem | None:
    """Return the problem if the answers break the rule."""
    if rule.when is not None and not holds(rule.when, answers):
        return None
    fields = fields_by_name(answers.record_type)
    placeholders = catalogue().header.placeholders
    field = rule.field
    kept = rule.must is None or holds(rule.must, answers)
    for name in rule.require:
        if is_empty(answers.values.get(name), fields[name], placeholders):
            field, kept = name, False
    if kept:
        return None
    return Problem(
        field=field,
        message=rule.message,
        severity=rule.severity,
        overridable=rule.overridable or rule.severity == "warning",
        rule=rule.key,
    )


def statement_problems(statement: Row, *, field: Field | None = None) -> list[Problem]:
    """Return the details that a statement of its kind needs and does not have.

    With ``field``, also says when the field does not take that kind.
    """
    header = catalogue().header
    kind = header.statement_kinds.get(statement.get("kind", ""))
    if kind is None:
        return [Problem("kind", "Select what kind of statement this is")]
    problems = []
    if field is not None and kind.key not in field.kinds:
        problems.append(Problem("kind", "Select a kind of statement that fits this question"))
    asked = kind.details
    for name, detail in header.statement_fields.items():
        problems += _row_problems(
            detail, statement, required=name in kind.required, asked=name in asked
        )
    return problems


def unsaid(statement: Row, values: Values) -> dict[str, str]:
    """Return what a statement of its kind leaves unsaid that a reason must stand for, in words.

    Where the record says why the person's voice is missing, nobody is asked what they wanted.
    """
    header = catalogue().header
    kind = header.statement_kinds.get(statement.get("kind", ""))
    if kind is None:
        return {}
    voice_explained = bool(values.get("voice_missing_reason"))
    lacking = {}
    for name, words in kind.unless_explained.items():
        asked = header.statement_fields[name]
        explained = asked.persons_voice and voice_explained
        if not explained and is_empty(statement.get(name), asked, header.placeholders):
            lacking[name] = words
    return lacking


def action_problems(action: Row) -> list[Problem]:
    """Return what an action lacks: what, who, by when, and if it is done, what happened."""
    problems: list[Problem] = []
    for detail in catalogue().header.action_fields.values():
        problems += _row_problems(detail, action, required=True, asked=True)
    return problems


def _row_problems(detail: Field, row: Row, *, required: bool, asked: bool) -> Iterator[Problem]:
    """Yield what one detail of a row lacks. A detail shown by another follows that one's answer."""
    if detail.show_if is not None:
        required = row.get(detail.show_if.field) in detail.show_if.values
        asked = required
    value = row.get(detail.name)
    if asked:
        for ask in reasons_asked(detail, value):
            if not str(row.get(detail.reason_name) or "").strip():
                yield Problem(detail.reason_name, ask)
    if not (required and detail.required):
        return
    if detail.required_if is not None and not _row_holds(detail.required_if, row):
        return
    if is_empty(value, detail, catalogue().header.placeholders):
        yield Problem(detail.name, detail.required)


def _row_holds(condition: Condition, row: Row) -> bool:
    return row.get(condition["field"]) in condition["in"]
