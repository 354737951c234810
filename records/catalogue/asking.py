"""Which questions a type asks, in what order, and which of them are asked just now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from records.catalogue.answers import Answers, Row, Values, chosen
from records.catalogue.conditions import holds
from records.catalogue.definitions import (
    STATEMENTS,
    AppliesTo,
    Field,
    RecordType,
    Section,
    ShowIf,
)
from records.catalogue.index import catalogue

# Stands in ``Sets.copy`` for the person who writes the entry.
AUTHOR = "author"


def _applies(applies_to: AppliesTo | None, record_type: RecordType) -> bool:
    if applies_to is None:
        return True
    if record_type.key in applies_to.except_types:
        return False
    named = (
        applies_to.flags,
        applies_to.groups,
        applies_to.types,
        applies_to.decision,
        applies_to.voice,
    )
    return (
        not any(named)
        or bool(applies_to.flags & record_type.flags)
        or record_type.group in applies_to.groups
        or record_type.key in applies_to.types
        or (applies_to.decision and record_type.decision_required)
        or (applies_to.voice and record_type.person_voice_required)
    )


def _is_said_already(field: Field, record_type: RecordType) -> bool:
    """Say whether the type asks for the person's words or views itself, where they belong in it.

    Both of the header's own questions for them are ways of asking for the same again.
    """
    if not field.persons_voice:
        return False
    voices = {"person_words", "views"}
    return any(
        own.kind == STATEMENTS and own.kinds[0] in voices and set(field.kinds) <= set(own.kinds)
        for own in record_type.own_fields.values()
    )


def _worded(field: Field, record_type: RecordType) -> Field:
    for wording in record_type.wordings:
        if wording.field == field.name:
            field = replace(
                field,
                label=wording.label or field.label,
                help=wording.help or field.help,
                required=wording.required or field.required,
            )
    if field.name == "sensitivity":
        return replace(field, default=field.choice_values[1 if record_type.is_restricted else 0])
    if field.name == "contact_channel" and not record_type.has("involves_contact"):
        return replace(field, default="Not a contact")
    return field


@cache
def display_sections(record_type: RecordType) -> tuple[Section, ...]:
    """Return every section with every field that an entry may hold, in the order of reading.

    The header's opening block, the type's own sections, then the header's closing blocks. A field
    that the type words for itself stands where the type puts it, and not in the header.
    """
    before: list[Section] = []
    after: list[Section] = []
    for section in catalogue().header.sections:
        fields = tuple(
            _worded(field, record_type)
            for field in section.fields
            if field.name not in record_type.own_fields
            and _applies(field.applies_to, record_type)
            and not _is_said_already(field, record_type)
        )
        if fields:
            kept = replace(section, fields=fields)
            (before if section.placement == "before" else after).append(kept)
    return (*before, *record_type.sections, *after)


@cache
def form_sections(record_type: RecordType) -> tuple[Section, ...]:
    """Return the sections of the form: nothing that the system or the type answers by itself."""
    sections = []
    for section in display_sections(record_type):
        fields = tuple(
            asked for field in section.fields if (asked := _asked(field, record_type)) is not None
        )
        if fields:
            sections.append(replace(section, fields=fields))
    return tuple(sections)


def _asked(field: Field, record_type: RecordType) -> Field | None:
    if field.system or _fixed_values(record_type, field.name) is not None:
        return None
    if field.show_if is None:
        return field
    possible = _fixed_values(record_type, field.show_if.field)
    if possible is None:
        return field
    if not set(possible) & set(field.show_if.values):
        return None
    return replace(field, show_if=None)


def _fixed_values(record_type: RecordType, name: str) -> tuple[Any, ...] | None:
    """Return what the type may answer for itself; ``None`` when somebody is always asked."""
    sets = [each for each in record_type.sets if each.field == name]
    if not any(each.when is None for each in sets):
        return None
    return tuple(value for each in sets for value in chosen(each.value))


@cache
def all_fields(record_type: RecordType) -> tuple[Field, ...]:
    """Return every field in the order of reading, the system's own among them."""
    return tuple(field for section in display_sections(record_type) for field in section.fields)


@cache
def fields_by_name(record_type: RecordType) -> Mapping[str, Field]:
    """Return every field by its name."""
    return {field.name: field for field in all_fields(record_type)}


@cache
def header_fields_for(record_type: RecordType) -> tuple[Field, ...]:
    """Return the header fields that apply to a type and that it does not word for itself."""
    return tuple(
        field for field in all_fields(record_type) if field.name not in record_type.own_fields
    )


def field_for_statement(record_type: RecordType, kind: str) -> Field:
    """Return the field in which a statement of this kind belongs.

    The first of the type's own fields that has the kind as its default, then one that takes it,
    then the header's. Every kind has a place, as the header's general field takes them all.
    """
    fields = [field for field in all_fields(record_type) if field.kind == STATEMENTS]
    own = [field for field in fields if field.name in record_type.own_fields]
    header = [field for field in fields if field.name not in record_type.own_fields]
    candidates = (
        *(field for field in own if field.kinds[:1] == (kind,)),
        *(field for field in header if field.kinds[:1] == (kind,)),
        *(field for field in own if kind in field.kinds),
        *(field for field in header if kind in field.kinds),
    )
    return candidates[0]


def preset_values(
    record_type: RecordType, values: Values, *, author: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the header answers that the type gives itself and that nobody has given.

    ``author`` is the reference of whoever writes; without it what they would answer is left out.
    """
    found: dict[str, Any] = {}
    answers = Answers(record_type, values)
    for sets in record_type.sets:
        if sets.field in found or values.get(sets.field):
            continue
        if sets.when is not None and not holds(sets.when, answers):
            continue
        if sets.copy == AUTHOR:
            if author:
                found[sets.field] = list(author)
        elif sets.copy:
            if values.get(sets.copy):
                found[sets.field] = values[sets.copy]
        else:
            found[sets.field] = sets.value
    return found


def _is_preset(record_type: RecordType, name: str, answers: Answers) -> bool:
    return any(
        sets.field == name and (sets.when is None or holds(sets.when, answers))
        for sets in record_type.sets
    )


def visible_fields(
    record_type: RecordType, values: Values, *, facts: Mapping[str, Any] | None = None
) -> set[str]:
    """Return the names of the fields that are asked, given what is answered so far.

    A field whose condition looks at a hidden field is hidden. Fields that depend on a fact known
    only at signing (late, both roles) are counted as asked unless ``facts`` says otherwise.
    """
    known = {**preset_values(record_type, values), **values}
    answers = Answers(record_type, known)
    fields = fields_by_name(record_type)
    seen: dict[str, bool] = {}

    def shown(name: str) -> bool:
        if name not in seen:
            field = fields[name]
            seen[name] = (
                not field.system
                and not _is_preset(record_type, name, answers)
                and _fact_allows(field, facts)
                and _condition_allows(field.show_if)
            )
        return seen[name]

    def _condition_allows(show_if: ShowIf | None) -> bool:
        if show_if is None:
            return True
        if not set(chosen(known.get(show_if.field))) & set(show_if.values):
            return False
        return _is_preset(record_type, show_if.field, answers) or shown(show_if.field)

    return {name for name in fields if shown(name)}


def columns_asked(asked: Field, row: Row) -> Iterator[Field]:
    """Yield the columns that are asked in a row, given what is answered in it."""
    shown: dict[str, bool] = {}
    for column in asked.columns:
        when = column.show_if
        shown[column.name] = when is None or (
            shown.get(when.field, False)
            and bool(set(chosen(row.get(when.field))) & set(when.values))
        )
        if shown[column.name]:
            yield column


def _fact_allows(field: Field, facts: Mapping[str, Any] | None) -> bool:
    return not field.needs_fact or facts is None or bool(facts.get(field.needs_fact))


def reasons_asked(field: Field, value: Any) -> Iterator[str]:
    """Yield what to ask beside each chosen answer that needs a reason."""
    for each in chosen(value):
        if isinstance(each, str) and each in field.choices_with_reason:
            yield field.choices_with_reason[each]


def retention_class(record_type: RecordType, record_as: str = "") -> str:
    """Return the class in which an entry is kept: a carer's general record is a carer's."""
    if record_as == "Carer" and record_type.retention == "asc_general":
        return "carer_general"
    return record_type.retention


def worded_for_carer(text: str) -> str:
    """Return a label or help text as it reads on a carer's own record."""
    return text.replace("the person", "the carer").replace("The person", "The carer")
