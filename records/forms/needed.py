"""The mark beside a question that is needed in some cases: it says in which."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from records.catalogue import Field, RecordType, ShowIf
from records.catalogue.answers import Answers
from records.catalogue.conditions import holds
from records.catalogue.definitions import Condition

OPTIONAL = "(optional)"
_SETTLED = frozenset({"fact", "type", "flag"})  # known before anything is answered


def mark_of(
    asked: Field, beside: Mapping[str, Field], record_type: RecordType, facts: Mapping[str, Any]
) -> str:
    """Return "(optional)", nothing where it is needed, or when it is.

    ``beside`` are the questions that a case may hang on, by name.
    """
    if not asked.required:
        return OPTIONAL
    if asked.required_if is None:
        return ""
    left = _left_open(asked.required_if, Answers(record_type, {}, facts=facts))
    if left is True:
        return ""
    return f"({_in_words(left, asked, beside)})" if left else OPTIONAL


def asked_when(show_if: ShowIf, beside: Mapping[str, Field]) -> str:
    """Return when a question is asked at all: "(asked if “Type of contact” is Meeting)"."""
    return f"(asked if {_is({'field': show_if.field, 'in': show_if.values}, beside)})"


def _left_open(condition: Condition, known: Answers) -> Any:
    """Return what of a condition hangs on answers; True or False where nothing does."""
    for key, settles in (("all", False), ("any", True)):
        if key in condition:
            parts = [_left_open(each, known) for each in condition[key]]
            if settles in parts:
                return settles
            left = [each for each in parts if not isinstance(each, bool)]
            return {key: left} if len(left) > 1 else (left[0] if left else not settles)
    if _SETTLED & set(condition):
        return holds(condition, known)
    return _as_set(condition, known)


def _as_set(condition: Condition, known: Answers) -> Any:
    """Settle a condition on an answer that the type always gives itself, whichever it gives."""
    name = condition.get("field")
    sets = [each for each in known.record_type.sets if each.field == name]
    if not sets or all(each.when for each in sets) or any(each.copy for each in sets):
        return condition
    found = {holds(condition, replace(known, values={name: each.value})) for each in sets}
    return found.pop() if len(found) == 1 else condition


def _in_words(condition: Condition, asked: Field, beside: Mapping[str, Field]) -> str:
    """Return a case in words: needed unless another answer is given, or if it is one of some."""
    if "rows" in condition:
        rows = condition["rows"]
        columns = beside[rows["field"]].columns_by_name
        return f"needed if {_is(rows['where'], columns)}"
    other = beside[condition["field"]]
    if condition.get("empty"):
        return f"needed unless you answer “{other.label}”"
    free = _free_choice(condition, asked, beside)
    return f"optional if {_is(free, beside)}" if free else f"needed if {_is(condition, beside)}"


def _free_choice(
    condition: Condition, asked: Field, beside: Mapping[str, Field]
) -> Condition | None:
    """Return the one or two answers with which it is asked and not needed, if they are so few."""
    name = condition["field"]
    shown_for = asked.show_if is not None and asked.show_if.field == name
    values = asked.show_if.values if shown_for else beside[name].choice_values
    free = [each for each in values if each not in condition.get("in", ())]
    return {"field": name, "in": free} if "in" in condition and 0 < len(free) <= 2 else None


def _is(condition: Condition, beside: Mapping[str, Field]) -> str:
    wanted = condition.get("in") or [condition["equals"]]
    words = [{True: "Yes", False: "No"}.get(each, each) for each in wanted]
    said = " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"“{beside[condition['field']].label}” is {said}"
