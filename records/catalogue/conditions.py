"""The small language in which the catalogue says when something is so.

A condition is a table. Joined: ``all``, ``any`` (lists), ``not``. About one field: ``field`` with
``equals``, ``in``, ``contains``, ``contains_any``, ``contains_all``, ``starts_with``, ``empty``,
``words_at_least``, ``on_or_before`` (another field, plus days, months or working days),
``after_fact``, ``names_kind`` or ``names_any_of_fact``. About a question in rows: ``rows``, with
its ``field`` and ``where``, a condition on the columns of a row. About the rest of the entry:
``count``, ``statements`` and ``actions``. About what only the caller knows: ``fact``, alone or with
``includes`` or ``includes_field``. About the type itself: ``type`` (what it requires) or ``flag``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import clock
from records.catalogue.answers import Answers, chosen, day_in, rows_in, words_in
from records.catalogue.definitions import Condition

_JOINS = frozenset({"all", "any", "not"})
_ABOUT_THE_REST = frozenset({"rows", "count", "statements", "actions", "fact", "type", "flag"})


def holds(condition: Condition, answers: Answers) -> bool:
    """Say whether the condition is so for these answers."""
    if "all" in condition:
        return all(holds(each, answers) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, answers) for each in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    if "field" in condition:
        value = answers.values.get(condition["field"])
        return all(
            _FIELD_TESTS[name](value, expected, answers)
            for name, expected in condition.items()
            if name != "field"
        )
    for name in _ABOUT_THE_REST:
        if name in condition:
            return _REST_TESTS[name](condition, answers)
    raise ValueError(f"This is no condition: {dict(condition)}")


def faults_in(condition: Condition) -> list[str]:
    """Return what is wrong with the shape of a condition, in words; nothing when it can be used."""
    keys = set(condition)
    if keys & _JOINS:
        if len(keys) != 1:
            return [f"joins in more than one way: {sorted(keys)}"]
        key = keys.pop()
        parts = [condition[key]] if key == "not" else condition[key]
        return [fault for part in parts for fault in faults_in(part)]
    if "field" in keys:
        unknown = keys - {"field"} - set(_FIELD_TESTS)
        if len(keys) < 2 or unknown:
            return [f"asks nothing known of {condition['field']}: {sorted(keys)}"]
        return []
    if len(keys & _ABOUT_THE_REST) != 1:
        return [f"is about nothing known: {sorted(keys)}"]
    if "rows" in keys:
        return _faults_in_rows(condition["rows"])
    extra = keys - _ABOUT_THE_REST - {"includes", "includes_field", "at_least", "at_most"}
    return [f"has words that are not known: {sorted(extra)}"] if extra else []


def _faults_in_rows(wanted: Mapping[str, Any]) -> list[str]:
    if "field" not in wanted or set(wanted) - {"field", "where"}:
        return [f"asks nothing known of rows: {sorted(wanted)}"]
    return faults_in(wanted["where"]) if "where" in wanted else []


def rows_asked(condition: Condition) -> Iterator[tuple[str, Condition | None]]:
    """Yield each question in rows that a condition looks at, with what it asks of a row."""
    for key in ("all", "any"):
        for part in condition.get(key, ()):
            yield from rows_asked(part)
    if "not" in condition:
        yield from rows_asked(condition["not"])
    if "rows" in condition:
        yield condition["rows"]["field"], condition["rows"].get("where")


def fields_in(condition: Condition) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each field that a condition looks at, with the values that it is compared with."""
    for key in ("all", "any"):
        for part in condition.get(key, ()):
            yield from fields_in(part)
    if "not" in condition:
        yield from fields_in(condition["not"])
    if "field" in condition:
        compared = (
            *chosen(condition.get("equals")),
            *condition.get("in", ()),
            *chosen(condition.get("contains")),
            *condition.get("contains_any", ()),
            *condition.get("contains_all", ()),
        )
        yield condition["field"], compared
        if "on_or_before" in condition:
            yield condition["on_or_before"]["field"], ()
    if "count" in condition:
        for name in condition["count"]["fields"]:
            yield name, (condition["count"]["equals"],)
    if "includes_field" in condition:
        yield condition["includes_field"], ()


def _says_something(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {}, ())


def _on_or_before(value: Any, other: Mapping[str, Any], answers: Answers) -> bool:
    day, limit = day_in(value), day_in(answers.values.get(other["field"]))
    if day is None or limit is None:
        return True
    limit = clock.add_months(limit, other.get("months", 0))
    limit = clock.add_days(limit, other.get("days", 0))
    if "working_days" in other:
        limit = clock.add_working_days(limit, other["working_days"])
    return day <= limit


def _after_fact(value: Any, fact: str, answers: Answers) -> bool:
    day, known = day_in(value), day_in(answers.facts.get(fact))
    return day is not None and known is not None and day > known


def _refs(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in chosen(value) if isinstance(each, Mapping)]


def _names_any_of_fact(value: Any, fact: str, answers: Answers) -> bool:
    keys = set(answers.facts.get(fact) or ())
    return any(each.get("key") in keys for each in _refs(value) if each.get("key"))


def _same_text(value: Any) -> str:
    return " ".join(str(value or "").split()).casefold().rstrip(".")


_FIELD_TESTS: Mapping[str, Callable[[Any, Any, Answers], bool]] = {
    "equals": lambda value, expected, _: expected in chosen(value),
    "in": lambda value, expected, _: any(each in expected for each in chosen(value)),
    "contains": lambda value, expected, _: expected in chosen(value),
    "contains_any": lambda value, expected, _: bool(set(expected) & set(chosen(value))),
    "contains_all": lambda value, expected, _: set(expected) <= set(chosen(value)),
    "starts_with": lambda value, expected, _: isinstance(value, str) and value.startswith(expected),
    "empty": lambda value, expected, _: _says_something(value) is not expected,
    "words_at_least": lambda value, expected, _: words_in(value) >= expected,
    "on_or_before": _on_or_before,
    "after_fact": _after_fact,
    "names_kind": lambda value, expected, _: any(
        each.get("kind") in expected for each in _refs(value)
    ),
    "names_any_of_fact": _names_any_of_fact,
}


def _rows(condition: Condition, answers: Answers) -> bool:
    """Say whether enough rows, one unless another number is given, are as they are wanted."""
    wanted = condition["rows"]
    asked = answers.record_type.own_fields[wanted["field"]]
    found = sum(
        "where" not in wanted or holds(wanted["where"], replace(answers, values=row))
        for row in rows_in(answers.values.get(asked.name), asked)
    )
    least = 0 if "at_most" in condition else 1
    return condition.get("at_least", least) <= found <= condition.get("at_most", found)


def _count(condition: Condition, answers: Answers) -> bool:
    wanted = condition["count"]
    found = sum(answers.values.get(name) == wanted["equals"] for name in wanted["fields"])
    return condition.get("at_least", 0) <= found <= condition.get("at_most", found)


def _statements(condition: Condition, answers: Answers) -> bool:
    wanted = condition["statements"]
    found = sum(
        each.get("kind") in wanted["kinds"] and bool(str(each.get("text") or "").strip())
        for each in answers.statements
    )
    return found >= wanted.get("at_least", 1)


def _actions(condition: Condition, answers: Answers) -> bool:
    wanted = condition["actions"]
    due_by = day_in(answers.values.get(wanted["due_by"])) if "due_by" in wanted else None
    found = sum(_action_fits(each, wanted, due_by) for each in answers.actions)
    return found >= wanted.get("at_least", 1)


def _action_fits(action: Mapping[str, Any], wanted: Mapping[str, Any], due_by: date | None) -> bool:
    text = str(action.get("text") or "").casefold()
    due = day_in(action.get("due"))
    if not text.strip() or not action.get("owner") or due is None:
        return False
    if due_by is not None and due > due_by:
        return False
    return any(each.casefold() in text for each in wanted.get("mentioning", [""]))


def _fact(condition: Condition, answers: Answers) -> bool:
    known = answers.facts.get(condition["fact"])
    if "includes" in condition:
        return condition["includes"] in (known or ())
    if "includes_field" in condition:
        value = _same_text(answers.values.get(condition["includes_field"]))
        return value in {_same_text(each) for each in known or ()}
    return bool(known)


_REST_TESTS: Mapping[str, Callable[[Condition, Answers], bool]] = {
    "rows": _rows,
    "count": _count,
    "statements": _statements,
    "actions": _actions,
    "fact": _fact,
    "type": lambda condition, answers: bool(getattr(answers.record_type, condition["type"])),
    "flag": lambda condition, answers: answers.record_type.has(condition["flag"]),
}
