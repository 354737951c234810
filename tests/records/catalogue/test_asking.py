import pytest

from records.catalogue import (
    all_fields,
    catalogue,
    field_for_statement,
    fields_by_name,
    form_sections,
    header_fields_for,
    preset_values,
    visible_fields,
)
from records.catalogue.asking import retention_class
from records.catalogue.definitions import BOOLEAN, FIELD_KINDS, MULTI_CHOICE
from tests.records.catalogue.examples import FACTS, SOMEBODY, TYPES, all_answered, values_that_show

CONDITIONAL = [
    pytest.param(each, field, id=f"{each.key}.{field.name}")
    for each in TYPES
    for field in all_fields(each)
    if field.show_if is not None
    and field.name in {asked.name for section in form_sections(each) for asked in section.fields}
]


@pytest.mark.parametrize(("record_type", "field"), CONDITIONAL)
def test_a_conditional_question_is_asked_only_when_its_condition_holds(record_type, field):
    shown = all_answered(record_type, **values_that_show(record_type, field))["values"]
    other = fields_by_name(record_type)[field.show_if.field]
    possible = (True, False) if other.kind == BOOLEAN else other.choice_values
    many = other.kind == MULTI_CHOICE
    hiding = [None, *(each for each in possible if each not in field.show_if.values)]
    showing = [each for each in possible if each in field.show_if.values]

    def is_asked(answer):
        given = shown | {other.name: [answer] if many and answer is not None else answer}
        return field.name in visible_fields(record_type, given, facts=FACTS)

    assert showing
    assert len(hiding) > 1
    assert [each for each in showing if not is_asked(each)] == []
    assert [each for each in hiding if is_asked(each)] == []


def test_a_question_behind_a_hidden_question_is_hidden():
    plan = catalogue().get("mental_capacity_assessment")

    assert "fluctuates" not in visible_fields(plan, {})


def test_every_kind_of_field_is_used():
    used = {field.kind for each in TYPES for field in all_fields(each)}

    assert used == FIELD_KINDS


@pytest.mark.parametrize("record_type", TYPES, ids=lambda each: each.key)
def test_every_kind_of_statement_has_a_place(record_type):
    for kind in catalogue().header.statement_kinds:
        assert kind in field_for_statement(record_type, kind).kinds


@pytest.mark.parametrize("record_type", TYPES, ids=lambda each: each.key)
def test_the_system_fields_are_on_no_form(record_type):
    asked = {field.name for section in form_sections(record_type) for field in section.fields}

    assert asked & {"person", "author", "recorded_at", "provider_confirmed_at"} == set()


@pytest.mark.parametrize("record_type", TYPES, ids=lambda each: each.key)
def test_the_header_asks_nothing_that_the_type_words_for_itself(record_type):
    header = {field.name for field in header_fields_for(record_type)}

    assert header & set(record_type.own_fields) == set()
    assert {"event_at", "author_took_part", "source", "sensitivity"} <= header


def test_a_call_in_is_made_by_the_caller_and_a_call_out_by_the_writer():
    call = catalogue().get("phone_call")
    writer = [{"kind": "staff", "key": "s1", "name": "Fola Adeyemi", "role": "Worker"}]

    came_in = preset_values(call, {"direction": "Incoming", "caller": SOMEBODY}, author=writer)
    went_out = preset_values(call, {"direction": "Outgoing", "caller": SOMEBODY}, author=writer)

    assert (came_in["contact_channel"], came_in["contact_made_by"]) == ("Telephone", SOMEBODY)
    assert went_out["contact_made_by"] == writer


def test_what_somebody_answered_is_not_overwritten():
    call = catalogue().get("phone_call")

    assert "contact_channel" not in preset_values(call, {"contact_channel": "Video call"})


def test_a_restricted_type_starts_restricted():
    defaults = {
        key: fields_by_name(catalogue().get(key))["sensitivity"].default
        for key in ("safeguarding_concern", "phone_call")
    }

    assert defaults == {
        "safeguarding_concern": "Restricted to named people",
        "phone_call": "Normal",
    }


def test_a_general_record_of_a_carer_is_kept_as_a_carers():
    call, plan = catalogue().get("phone_call"), catalogue().get("safeguarding_concern")

    assert retention_class(call, "Carer") == "carer_general"
    assert retention_class(call) == "asc_general"
    assert retention_class(plan, "Carer") == "safeguarding_adult"


def test_a_question_that_the_type_words_for_its_own_work_is_asked_in_those_words():
    letter, note = catalogue().get("letter_received"), catalogue().get("case_note")

    assert fields_by_name(letter)["event_at"].label == "Date and time it was received"
    assert fields_by_name(note)["event_at"].label == "Date and time it happened"
    assert fields_by_name(letter)["event_at"].essential


def test_the_header_asks_for_the_persons_words_only_where_the_type_does_not():
    header = {"persons_own_words", "views_wishes_outcomes"}
    plan, note, capacity = (
        {each.name for each in header_fields_for(catalogue().get(key))} & header
        for key in ("safeguarding_plan", "case_note", "mental_capacity_assessment")
    )

    assert (plan, note, capacity) == (set(), header, {"views_wishes_outcomes"})
