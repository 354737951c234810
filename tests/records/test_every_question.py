"""Every question on the form of every type: asked, kept and required when it should be."""

import pytest

from records.catalogue import definitions as kinds
from records.catalogue import form_sections, missing
from records.drafting.references import Known, staff_reference
from records.forms.entry import EntryForm
from records.forms.typed import as_posted
from tests.accounts.factories import make_staff
from tests.people.factories import make_person
from tests.records.catalogue.examples import (
    FACTS,
    TYPES,
    gone_with,
    hiding_answers,
    is_ever_required,
    values_that_require,
    values_that_show,
)
from tests.records.factories import typed_for

pytestmark = pytest.mark.django_db
EACH_TYPE = pytest.mark.parametrize("record_type", TYPES, ids=lambda each: each.key)


@pytest.fixture
def answered():
    """A function that reads what is typed in the form of a type, about somebody in both roles."""
    person, writer = make_person(has_care_needs=True, is_carer=True), make_staff()
    subject = {"kind": "person", "key": person.key, "name": person.name, "role": ""}
    known = Known(person=subject, writer=staff_reference(writer))

    def read(record_type, typed):
        form = EntryForm(
            record_type, person=person, user=writer, known=known, data=as_posted(typed)
        )
        assert form.is_valid(), form.mistakes
        return form.answered()

    return read


def questions(record_type):
    """The questions on a form; those that files answer are asked beside it."""
    return [
        asked
        for section in form_sections(record_type)
        for asked in section.fields
        if asked.kind != kinds.ATTACHMENT
    ]


def together(needs):
    """Put questions on as few forms as can be: none needs what another leaves out or changes.

    ``needs`` are pairs of a question and the answers that it needs beside it.
    """
    forms = []
    for asked, need in needs:
        for given, names in forms:
            agrees = all(given.get(name, value) == value for name, value in need.items())
            if agrees and asked.name not in given and not names & need.keys():
                given.update(need)
                names.add(asked.name)
                break
        else:
            forms.append((dict(need), {asked.name}))
    return forms


def without(typed, names):
    """What is typed without some questions."""
    return {
        part: texts
        for part, texts in typed.items()
        if not any(part == name or part.startswith((f"{name}_", f"{name}-")) for name in names)
    }


def typed_with(record_type, given):
    """Every answer of a form as typed, with the answers that are given."""
    # What says why the person's voice is missing excuses each question that asks for it.
    typed = without(typed_for(record_type), ["voice_missing_reason"])
    for name, value in given.items():
        if value in ("", None):
            typed = without(typed, [name])
        elif isinstance(value, bool):
            typed[name] = [str(value).lower()]
        elif isinstance(value, str):
            typed[name] = [value]
        elif all(isinstance(each, str) for each in value):
            typed[name] = value
        else:
            choices = [
                column.name
                for column in record_type.own_fields[name].columns
                if column.kind == kinds.CHOICE
            ]
            for number, row in enumerate(value):
                typed |= {f"{name}-{number}-{each}": [row[each]] for each in choices}
    return typed


def lacking(record_type, content):
    """Each question that has no answer, and is required, with what is said of it."""
    found = missing(
        record_type,
        content.values,
        statements=[row | {"field_key": row["field"]} for row in content.statements],
        actions=[row | {"field_key": "actions"} for row in content.actions],
        facts=FACTS,
    )
    files = {each.name for each in record_type.own_fields.values() if each.kind == kinds.ATTACHMENT}
    return {each.field: each.message for each in found if each.field not in files}


@EACH_TYPE
def test_each_required_answer_that_is_missing_is_said_and_no_other(record_type, answered):
    required = [each for each in questions(record_type) if is_ever_required(record_type, each)]
    messages = {each.name: each.required for each in required}
    needs = [(each, values_that_require(record_type, each)) for each in required]
    assert len(required) >= 5

    for given, names in together(needs):
        typed = typed_with(record_type, given)
        filled = answered(record_type, typed)
        left = answered(record_type, without(typed, gone_with(names)))

        assert lacking(record_type, filled) == {}
        assert lacking(record_type, left) == {name: messages[name] for name in names}


def kept_in(content):
    """The questions of which a form keeps what is typed."""
    return content.values.keys() | {row["field"] for row in content.statements}


@EACH_TYPE
def test_what_is_typed_counts_only_while_its_question_is_asked(record_type, answered):
    conditional = [each for each in questions(record_type) if each.show_if is not None]

    for given, names in together(
        (each, values_that_show(record_type, each)) for each in conditional
    ):
        content = answered(record_type, typed_with(record_type, given))
        assert names - kept_in(content) == set()

    for given, names in together((each, hiding_answers(record_type, each)) for each in conditional):
        content = answered(record_type, typed_with(record_type, given))
        assert names & kept_in(content) == set()
        assert names & lacking(record_type, content).keys() == set()
