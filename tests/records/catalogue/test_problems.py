import time

import pytest

from records.catalogue import (
    action_problems,
    broken_rules,
    catalogue,
    fields_by_name,
    missing,
    override_reasons,
    statement_problems,
)
from records.catalogue import definitions as kinds
from tests.records.catalogue.examples import (
    FACTS,
    SOMEBODY,
    TYPES,
    all_answered,
    answers_that_spare,
    gone_with,
    is_ever_required,
    values_that_require,
)

REQUIRED = [
    pytest.param(each, field, id=f"{each.key}.{field.name}")
    for each in TYPES
    for field in fields_by_name(each).values()
    if is_ever_required(each, field)
]
RULES = [
    pytest.param(each, rule, id=f"{each.key}.{rule.key}") for each in TYPES for rule in each.rules
]
RULES += [
    pytest.param(catalogue().get("visit_face_to_face"), rule, id=rule.key)
    for rule in catalogue().header.rules
]
PLACEHOLDERS = ["N/A", " none ", "As above", "see notes.", "TBC", "-", "."]


@pytest.mark.parametrize("record_type", TYPES, ids=lambda each: each.key)
def test_nothing_is_missing_when_everything_is_answered(record_type):
    answered = all_answered(record_type)

    assert missing(record_type, **answered, facts=FACTS) == []


@pytest.mark.parametrize(("record_type", "field"), REQUIRED)
def test_a_required_answer_is_missed(record_type, field):
    answered = all_answered(record_type, **values_that_require(record_type, field))
    if field.persons_voice:
        answered["values"]["voice_missing_reason"] = ""
    filled = {each.field for each in missing(record_type, **answered, facts=FACTS)}
    answered["values"].pop(field.name, None)
    gone = gone_with({field.name})
    answered["statements"] = [row for row in answered["statements"] if row["field_key"] not in gone]

    found = {each.field: each for each in missing(record_type, **answered, facts=FACTS)}

    assert field.name not in filled
    assert found[field.name].message == field.required
    assert found[field.name].severity == "must-fix"


@pytest.mark.parametrize(
    ("record_type", "field"),
    [
        pytest.param(each, field, id=f"{each.key}.{field.name}")
        for each in TYPES
        for field in fields_by_name(each).values()
        if field.required and field.required_if is not None and not field.system
    ],
)
def test_an_answer_that_is_sometimes_required_is_missed_at_no_other_time(record_type, field):
    answered = all_answered(record_type, **answers_that_spare(record_type, field))
    answered["values"].pop(field.name, None)
    answered["statements"] = [
        row for row in answered["statements"] if row["field_key"] != field.name
    ]

    found = {each.field for each in missing(record_type, **answered, facts={})}

    assert field.name not in found


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_text_that_only_fills_the_box_is_no_answer(text):
    note = catalogue().get("case_note")
    answered = all_answered(note, note_about=text)

    assert [each.field for each in missing(note, **answered, facts=FACTS)] == ["note_about"]


def test_none_is_an_answer_where_it_can_be_chosen():
    referral = catalogue().get("referral_received")
    answered = all_answered(referral, communication_needs=["None"])

    assert missing(referral, **answered, facts=FACTS) == []


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("visit_face_to_face", "event_at"),
        ("visit_face_to_face", "people_present"),
        ("phone_call", "direction"),
        ("phone_call", "caller"),
        ("letter_received", "sender"),
        ("meeting_mdt", "people_present"),
    ],
)
def test_when_what_who_and_who_was_there_cannot_be_left_out(key, name):
    record_type = catalogue().get(key)
    gaps = {name: {"reason": override_reasons()[0], "detail": "Asked twice."}}

    found = [each for each in missing(record_type, {}, gaps=gaps) if each.field == name]

    assert [each.overridable for each in found] == [False]


def test_another_required_answer_may_be_left_out_for_a_reason():
    call = catalogue().get("phone_call")
    gaps = {"reason_for_call": {"reason": override_reasons()[0], "detail": "Rang off."}}

    before = {each.field: each for each in missing(call, {})}
    after = {each.field for each in missing(call, {}, gaps=gaps)}

    assert before["reason_for_call"].overridable
    assert before["reason_for_call"].override_reasons == override_reasons()
    assert "reason_for_call" not in after


def test_a_choice_that_needs_a_reason_asks_for_it():
    visit = catalogue().get("visit_face_to_face")
    answered = all_answered(visit, planned="No, unannounced (say why)")
    del answered["values"]["planned__reason"]

    found = missing(visit, **answered, facts=FACTS)

    assert [(each.field, each.message) for each in found] == [
        ("planned__reason", "Say why the visit was unannounced")
    ]


def test_a_hidden_answer_is_neither_required_nor_counted():
    concern = catalogue().get("safeguarding_enquiry_planning")
    values = {"test_met": "Not met: other response", "who_enquires": SOMEBODY}

    names = {each.field for each in missing(concern, values)}
    rules = {each.rule for each in broken_rules(concern, values, facts={"people_alleged": ["c1"]})}

    assert "plan" not in names
    assert "person_alleged_does_not_enquire" not in rules


def test_saying_why_the_voice_is_missing_answers_for_the_persons_words():
    visit = catalogue().get("visit_face_to_face")
    answered = all_answered(visit, voice_missing_reason="Chose not to say")
    answered["statements"] = [
        row for row in answered["statements"] if row["kind"] not in ("person_words", "views")
    ]

    assert missing(visit, **answered, facts=FACTS) == []
    assert broken_rules(visit, **answered, facts=FACTS) == []


def test_a_record_without_the_persons_voice_says_so():
    visit = catalogue().get("visit_face_to_face")

    rules = [each.rule for each in broken_rules(visit, {})]

    assert rules == ["voice_is_heard"]


def test_a_late_record_says_why():
    note = catalogue().get("case_note")

    late = {each.field for each in missing(note, {}, facts={"late": True})}
    in_time = {each.field for each in missing(note, {}, facts={"late": False})}

    assert late - in_time == {"late_reason"}


@pytest.mark.parametrize(("record_type", "rule"), RULES)
def test_a_rule_lets_through_what_passes_and_stops_what_fails(record_type, rule):
    def is_broken(example):
        found = broken_rules(
            record_type,
            example.values,
            statements=example.statements,
            actions=example.actions,
            facts=example.facts,
        )
        return rule.key in {each.rule for each in found}

    assert [is_broken(each) for each in rule.passes] == [False] * len(rule.passes)
    assert [is_broken(each) for each in rule.fails] == [True] * len(rule.fails)


@pytest.mark.parametrize("kind", catalogue().header.statement_kinds.values(), ids=lambda x: x.key)
def test_a_statement_needs_the_details_of_its_kind(kind):
    details = catalogue().header.statement_fields
    whole = {"kind": kind.key} | {
        name: SOMEBODY
        if details[name].kind.endswith("_ref")
        else details[name].choice_values[0]
        if details[name].choices
        else "2026-05-05"
        for name in kind.required
    }

    assert statement_problems(whole) == []
    for name in kind.required:
        left = {key: value for key, value in whole.items() if key != name}
        assert [each.field for each in statement_problems(left)] == [name]


def test_a_fact_from_somebody_else_names_them():
    fact = {"kind": "fact", "text": "She fell.", "source": "Third party"}

    assert [each.field for each in statement_problems(fact)] == ["source_person"]


def test_a_question_takes_only_its_kinds_of_statement():
    asked = fields_by_name(catalogue().get("visit_face_to_face"))["what_i_saw"]
    words = {
        "kind": "person_words",
        "text": "I know my way.",
        "speaker": SOMEBODY,
        "how_communicated": "Speech",
    }

    assert [each.field for each in statement_problems(words, field=asked)] == ["kind"]


def test_an_action_says_what_who_and_by_when():
    assert [each.field for each in action_problems({})] == [
        "text", "owner", "due", "priority", "status",
    ]  # fmt: skip


def test_an_action_that_is_done_says_what_happened():
    action = {
        "text": "Phone her",
        "owner": SOMEBODY,
        "due": "2026-05-06",
        "priority": "Routine",
        "status": "Done",
    }

    assert [each.field for each in action_problems(action)] == ["outcome", "completed_on"]


def test_nothing_about_money_is_required_to_decide_a_contact():
    outcome = catalogue().get("contact_referral_outcome")

    assert [each.name for each in outcome.own_fields.values() if each.kind == kinds.MONEY] == []


def test_the_longest_type_is_judged_in_less_than_two_milliseconds():
    longest = max(TYPES, key=lambda each: len(fields_by_name(each)))
    answered = all_answered(longest)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        missing(longest, **answered, facts=FACTS)
        broken_rules(longest, **answered, facts=FACTS)
        best = min(best, time.perf_counter() - start)

    assert best < 0.002


def test_a_fact_from_a_document_names_it():
    fact = {"kind": "fact", "text": "She fell.", "source": "Document", "source_detail": "Page 2"}

    assert [each.field for each in statement_problems(fact)] == ["source_document"]
    assert statement_problems(fact | {"source_document": "GP letter, 3 May 2026"}) == []


def test_a_main_text_written_wholly_as_statements_is_not_asked_for():
    note = catalogue().get("case_note")
    said = {"field_key": "statements", "kind": "fact", "text": "The stairs have no rail."}

    def asked(**statement):
        return {each.field for each in missing(note, {}, statements=[said | statement])}

    assert "discussion" not in asked()
    assert "discussion" in asked(text=" ")
    assert "discussion" in asked(field_key="persons_own_words")
