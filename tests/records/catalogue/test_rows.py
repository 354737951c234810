"""Questions answered in rows: what is missing in them, and what rules may ask of them."""

import pytest

from records.catalogue import broken_rules, catalogue, columns_asked, missing, visible_fields
from records.catalogue import definitions as kinds
from records.catalogue.answers import Answers, is_empty
from records.catalogue.conditions import holds
from records.catalogue.definitions import Choice, Field, ShowIf
from tests.records.catalogue.examples import FACTS, all_answered

RISK = catalogue().get("risk_assessment")
NEEDS = catalogue().get("needs_assessment")
DECISION = catalogue().get("decision_record")
GRAVE = {"hazard": "Choking", "likelihood": "Likely", "severity": "Could be fatal"}
WHOLE = GRAVE | {"controls": "Soft food.", "accepted": "Accepts it as it is"}


def missed(record_type, name, rows, **given):
    answered = all_answered(record_type, **{name: rows, "voice_missing_reason": "", **given})
    found = missing(record_type, **answered, facts=FACTS)
    return [each.field for each in found if each.field.startswith(name)]


def outcomes(*able):
    """The ten outcomes, answered in their order for as many as are given."""
    fixed = NEEDS.own_fields["outcomes"].fixed_rows
    return [
        {"outcome": about} | ({"able": answer, "now": "So and so."} if answer else {})
        for about, answer in zip(fixed, [*able, *[""] * len(fixed)], strict=False)
    ]


def test_each_column_that_is_missing_is_said_with_its_row():
    assert missed(RISK, "risks", [WHOLE, GRAVE]) == ["risks-1.controls", "risks-1.accepted"]
    assert missed(RISK, "risks", [WHOLE, WHOLE]) == []


@pytest.mark.parametrize("rows", [None, [], [{}]])
def test_a_question_without_any_row_is_missed_once(rows):
    assert missed(RISK, "risks", rows) == ["risks"]


def test_there_are_as_many_rows_as_the_least_that_is_wanted():
    options = all_answered(DECISION)["values"]["options_considered"]

    assert missed(DECISION, "options_considered", options[:1]) == ["options_considered"]
    assert missed(DECISION, "options_considered", options) == []


def test_there_are_no_more_rows_than_the_most():
    assert missed(RISK, "risks", [WHOLE] * kinds.MOST_ROWS) == []
    assert missed(RISK, "risks", [WHOLE] * (kinds.MOST_ROWS + 1)) == ["risks"]


def test_a_column_is_asked_only_while_its_condition_holds_in_its_own_row():
    rows = outcomes(*["No", "Yes", *["Does not apply"] * 8])

    assert missed(NEEDS, "outcomes", rows) == ["outcomes-0.why_unable"]


def test_a_column_may_be_required_only_by_another_answer_of_its_row():
    rows = outcomes(*["Yes"] * 10)
    del rows[1]["now"]
    rows[2] = {"outcome": rows[2]["outcome"], "able": "Does not apply"}

    assert missed(NEEDS, "outcomes", rows) == ["outcomes-1.now"]


def test_every_fixed_row_is_answered_once_one_is():
    names = missed(NEEDS, "outcomes", outcomes("Yes"))

    assert names == [f"outcomes-{number}.able" for number in range(1, 10)]
    assert missed(NEEDS, "outcomes", outcomes()) == ["outcomes"]


def test_a_choice_in_a_row_asks_for_its_reason():
    asked_later = WHOLE | {"accepted": "Not asked yet (say when)"}

    assert missed(RISK, "risks", [asked_later]) == ["risks-0.accepted__reason"]
    assert missed(RISK, "risks", [asked_later | {"accepted__reason": "On 5 May."}]) == []


def test_saying_why_the_voice_is_missing_answers_for_what_the_person_says_to_a_risk():
    row = {name: value for name, value in WHOLE.items() if name != "accepted"}

    assert missed(RISK, "risks", [row]) == ["risks-0.accepted"]
    assert missed(RISK, "risks", [row], voice_missing_reason="Chose not to say") == []


def test_text_that_only_fills_a_cell_is_no_answer():
    assert missed(RISK, "risks", [WHOLE | {"controls": "N/A"}]) == ["risks-0.controls"]


def test_a_row_in_which_nothing_stands_is_no_row():
    field = NEEDS.own_fields["outcomes"]

    assert is_empty(outcomes(), field, frozenset())
    assert not is_empty(outcomes("No"), field, frozenset())


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({}, True),
        ({"at_least": 2}, True),
        ({"at_least": 3}, False),
        ({"at_most": 1}, False),
        ({"at_most": 2}, True),
        ({"where": {"field": "severity", "equals": "Minor"}}, True),
        ({"where": {"field": "severity", "equals": "Serious"}}, False),
        ({"where": {"field": "severity", "equals": "Serious"}, "at_most": 0}, True),
        (
            {
                "where": {
                    "all": [
                        {"field": "severity", "equals": "Minor"},
                        {"field": "likelihood", "equals": "Likely"},
                    ]
                }
            },
            False,
        ),
    ],
)
def test_a_rule_counts_the_rows_that_are_as_it_wants_them(condition, held):
    rows = [GRAVE, {"severity": "Minor", "likelihood": "Rare"}, {}]
    wanted = {"field": "risks"} | {k: v for k, v in condition.items() if k == "where"}
    rest = {k: v for k, v in condition.items() if k != "where"}

    assert holds({"rows": wanted, **rest}, Answers(RISK, {"risks": rows})) is held


def test_two_outcomes_are_counted_and_not_asked():
    met = {
        "needs_from_condition": "Yes",
        "significant_impact": "Yes",
        "eligibility_decision": "Eligible needs",
    }

    one = broken_rules(NEEDS, met | {"outcomes": outcomes("No")})
    two = broken_rules(NEEDS, met | {"outcomes": outcomes("No", "No")})

    assert "eligible_needs_all_three" in {each.rule for each in one}
    assert "eligible_needs_all_three" not in {each.rule for each in two}


def test_a_row_of_a_hidden_question_counts_for_nothing():
    record = catalogue().get("dols_record")
    rows = [{"condition": "Trips out", "who": "The home"}]

    shown = visible_fields(record, {"record_step": "Ended", "conditions": rows})

    assert "conditions" not in shown
    found = missing(record, {"record_step": "Ended", "conditions": [{"who": "The home"}]})
    assert [each.field for each in found if each.field.startswith("conditions")] == []


def test_any_one_of_several_answers_of_a_row_shows_a_column():
    field = Field(
        name="changes",
        kind=kinds.ROWS,
        label="Changes",
        row="change",
        columns=(
            Field("what", kinds.MULTI_CHOICE, "What?", choices=(Choice("GP"), Choice("Name"))),
            Field("former", kinds.SHORT_TEXT, "Before?", show_if=ShowIf("what", ("Name",))),
            Field("why", kinds.SHORT_TEXT, "Why?", show_if=ShowIf("former", ("Ama",))),
        ),
    )

    def asked(row):
        return [column.name for column in columns_asked(field, row)]

    assert asked({"what": ["GP", "Name"], "former": "Ama"}) == ["what", "former", "why"]
    assert asked({"what": ["GP"], "former": "Ama"}) == ["what"]
