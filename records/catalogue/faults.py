"""What is wrong with the catalogue as a whole: things that one file cannot know by itself."""

import re
from collections.abc import Iterator, Mapping

from records.catalogue.asking import all_fields, fields_by_name
from records.catalogue.conditions import faults_in, fields_in, rows_asked
from records.catalogue.definitions import (
    BOOLEAN,
    CHOICE,
    ENTRY_REF,
    FLAGS,
    MOST_ROWS,
    MULTI_CHOICE,
    ROWS,
    STATEMENTS,
    Condition,
    Field,
    RecordType,
)
from records.catalogue.following import follows
from records.catalogue.index import Catalogue
from records.catalogue.outcomes import outcome_reviews
from records.catalogue.patterns import concerns, patterns

# Words in a choice which promise that something more will be said.
_ASKS_FOR_MORE = re.compile(
    r"\((?:say |give |reason|date|people|link)"
    r"|\b(?:because|until|reference| for)$|reason is recorded"
)
_SENTENCE_STARTS = ("Enter ", "Select ", "Add ")
_SENSITIVITIES = frozenset({"normal", "restricted"})
_SEVERITIES = frozenset({"must-fix", "warning"})


def faults(known: Catalogue) -> Iterator[str]:
    """Yield each fault of the catalogue, in words that name the type and the field."""
    for later, earlier in follows().items():
        for key in (later, *earlier):
            if known.get(key) is None:
                yield f"following.toml: names a kind of record that is not known: {key}"
    yield from _outcome_faults(known)
    yield from _pattern_faults(known)
    for record_type in known.types:
        for words in _type_faults(known, record_type):
            yield f"{record_type.key}: {words}"


def _outcome_faults(known: Catalogue) -> Iterator[str]:
    for key, review in outcome_reviews().items():
        named = {key: (review.rows, review.outcome, review.progress, *review.more), **review.plans}
        for type_key, (question, *columns) in named.items():
            record_type = known.get(type_key)
            asked = record_type.own_fields.get(question) if record_type else None
            if asked is None or not set(columns) <= set(asked.columns_by_name):
                yield f"outcomes.toml: {type_key} does not ask {question} as it says"


def _pattern_faults(known: Catalogue) -> Iterator[str]:
    for each in patterns():
        asking: list[RecordType | None] = (
            [known.get(key) for key in each.types] if each.types else list(known.types)
        )
        asked = [
            {field.name: field for field in all_fields(record_type)}.get(each.field)
            for record_type in asking
            if record_type
        ]
        answers = {choice.value for field in asked if field for choice in field.choices}
        if None in asking or not set(each.values) <= answers:
            yield f"patterns.toml: no kind of record tells of {each.key} as it says"
    asked_of = concerns()
    for key in asked_of.types:
        record_type = known.get(key)
        names = {field.name for field in all_fields(record_type)} if record_type else set()
        if asked_of.provider not in names:
            yield f"patterns.toml: {key} does not ask {asked_of.provider} as it says"


def _type_faults(known: Catalogue, record_type: RecordType) -> Iterator[str]:
    if record_type.group not in {group.key for group in known.groups}:
        yield f"has no group {record_type.group}"
    for author in record_type.who_may_author:
        if author not in known.header.author_groups:
            yield f"may be written by nobody known: {author}"
    if record_type.sensitivity not in _SENSITIVITIES:
        yield f"has a sensitivity that is not known: {record_type.sensitivity}"
    if not re.fullmatch(r"[a-z0-9_]+", record_type.retention):
        yield "names no retention class"
    names = [field.name for field in all_fields(record_type)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"asks {name} twice"
    for field in all_fields(record_type):
        for words in _field_faults(known, fields_by_name(record_type), field):
            yield f"{field.name} {words}"
    for rule in record_type.rules:
        for words in _rule_faults(record_type, rule.field, rule.require, rule.severity):
            yield f"rule {rule.key} {words}"
        for condition in (rule.when, rule.must):
            for words in _condition_faults(fields_by_name(record_type), condition):
                yield f"rule {rule.key} {words}"
    for wording in record_type.wordings:
        if wording.field in record_type.own_fields or wording.field not in names:
            yield f"words {wording.field}, which is no question of the header in it"
    for sets in record_type.sets:
        target = fields_by_name(record_type).get(sets.field)
        if target is None:
            yield f"sets {sets.field}, which it does not have"
        elif target.choices and sets.value is not None and sets.value not in target.choice_values:
            yield f"sets {sets.field} to {sets.value}, which cannot be chosen"
        if sets.copy and sets.copy != "author" and sets.copy not in names:
            yield f"copies {sets.copy}, which it does not have"
        for words in _condition_faults(fields_by_name(record_type), sets.when):
            yield f"sets {sets.field} {words}"


def _field_faults(known: Catalogue, fields: Mapping[str, Field], field: Field) -> Iterator[str]:
    if field.required and not field.required.startswith(_SENTENCE_STARTS):
        yield f"asks in words that do not start with Enter, Select or Add: {field.required}"
    if (field.kind in (CHOICE, MULTI_CHOICE)) != bool(field.choices):
        yield "has choices where there should be none, or none where there should be some"
    if field.kind != ENTRY_REF and (field.entries or field.one):
        yield "says which records it takes, and takes none"
    if field.copies:
        chosen = fields.get(field.copies[0])
        if len(field.copies) != 2 or chosen is None or not chosen.one:
            yield "copies what is not an answer of one chosen record"
    for each in field.entries:
        if known.get(each) is None and each not in {group.key for group in known.groups}:
            yield f"takes a kind of record that is not known: {each}"
    for choice in field.choices:
        if _ASKS_FOR_MORE.search(choice.value) and not choice.reason:
            yield f"has a choice that asks for more and does not say what: {choice.value}"
    if (field.kind == STATEMENTS) != bool(field.kinds):
        yield "does not say which kinds of statement it takes"
    for kind in field.kinds:
        if kind not in known.header.statement_kinds:
            yield f"takes a kind of statement that is not known: {kind}"
    if field.show_if is not None:
        other = fields.get(field.show_if.field)
        if other is None:
            yield f"depends on {field.show_if.field}, which this type does not ask"
        else:
            for value in field.show_if.values:
                if not _can_be(other, value):
                    yield f"is shown when {other.name} is {value}, which cannot be chosen"
    if field.applies_to is not None and field.applies_to.flags - FLAGS:
        yield "applies to a flag that is not known"
    yield from _condition_faults(fields, field.required_if)
    yield from _row_faults(known, field)


def _row_faults(known: Catalogue, field: Field) -> Iterator[str]:
    """Yield what is wrong with the rows of a question, and with its columns."""
    if (field.kind == ROWS) != bool(field.columns) or bool(field.row) != bool(field.columns):
        yield "has columns, or a word for a row, where there should be none, or lacks them"
    if len(field.columns_by_name) < len(field.columns):
        yield "has two columns of one name"
    if not field.at_least <= field.at_most <= MOST_ROWS or (field.at_least and not field.required):
        yield "has a least or a most of rows that cannot be kept"
    if field.each and getattr(field.columns_by_name.get(field.each), "kind", "") != CHOICE:
        yield f"has a row for each {field.each}, which is no column with choices"
    for column in field.columns:
        for words in _field_faults(known, field.columns_by_name, column):
            yield f"column {column.name} {words}"


def _rule_faults(
    record_type: RecordType, field: str, require: tuple[str, ...], severity: str
) -> Iterator[str]:
    for name in (field, *require):
        if name not in fields_by_name(record_type):
            yield f"is about {name}, which this type does not ask"
    if severity not in _SEVERITIES:
        yield f"has a severity that is not known: {severity}"


def _condition_faults(fields: Mapping[str, Field], condition: Condition | None) -> Iterator[str]:
    if condition is None:
        return
    yield from faults_in(condition)
    for name, where in rows_asked(condition):
        if name not in fields or fields[name].kind != ROWS:
            yield f"looks at the rows of {name}, which is not answered in rows"
        else:
            yield from _condition_faults(fields[name].columns_by_name, where)
    for name, values in fields_in(condition):
        field = fields.get(name)
        if field is None:
            yield f"looks at {name}, which this type does not ask"
            continue
        for value in values:
            if not _can_be(field, value):
                yield f"compares {name} with {value}, which cannot be chosen"


def _can_be(field: Field, value: object) -> bool:
    if field.kind == BOOLEAN:
        return isinstance(value, bool)
    return not field.choices or value in field.choice_values
