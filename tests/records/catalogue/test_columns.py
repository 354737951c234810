"""Every column of every question in rows: missed when it is required, asked when it should be."""

from records.catalogue import all_fields, columns_asked, missing
from records.catalogue import definitions as kinds
from tests.records.catalogue.examples import (
    COLUMNS,
    FACTS,
    TYPES,
    all_answered,
    cells_that_require,
    cells_that_show,
    cells_that_spare,
    each_of,
    rows_answered,
    values_that_show,
)


def empty(column):
    """Every way in which a cell is left empty."""
    return [None, "", *(["N/A"] if column.kind in kinds.TEXTS else [])]


def missed(record_type, asked, row):
    """What is missing in a question of which the second row is given, and all else is answered."""
    rows = rows_answered(asked)
    rows[1] = rows[1] | row
    given = values_that_show(record_type, asked) | {asked.name: rows, "voice_missing_reason": ""}
    found = missing(record_type, **all_answered(record_type, **given), facts=FACTS)
    return {each.field: each.message for each in found if each.field.startswith(asked.name)}


def test_every_question_in_rows_is_tried():
    rows = [asked for each in TYPES for asked in all_fields(each) if asked.kind == kinds.ROWS]

    assert {asked for _, asked, _ in COLUMNS} == set(rows)
    assert [column for _, _, column in COLUMNS if column.required]


@each_of(each for each in COLUMNS if each[2].required)
def test_a_required_column_is_missed_in_its_row_until_it_is_filled(record_type, asked, column):
    row = cells_that_require(record_type, asked, column)
    place = f"{asked.name}-1.{column.name}"

    assert missed(record_type, asked, row) == {}
    for nothing in empty(column):
        found = missed(record_type, asked, row | {column.name: nothing})
        assert found == {place: column.required}


@each_of(each for each in COLUMNS if not each[2].required)
def test_a_column_that_may_be_left_is_never_missed(record_type, asked, column):
    row = cells_that_show(asked, column)

    assert [missed(record_type, asked, row | {column.name: each}) for each in empty(column)] == [
        {} for _ in empty(column)
    ]


@each_of(each for each in COLUMNS if each[2].required_if is not None)
def test_a_column_that_is_sometimes_required_is_missed_at_no_other_time(record_type, asked, column):
    row = cells_that_spare(record_type, asked, column)

    assert missed(record_type, asked, row | {column.name: None}) == {}


@each_of(each for each in COLUMNS if each[2].show_if is not None)
def test_a_column_is_asked_and_required_only_beside_the_answers_that_show_it(
    record_type, asked, column
):
    other = asked.columns_by_name[column.show_if.field]
    row = rows_answered(asked)[1] | cells_that_require(record_type, asked, column)
    place = f"{asked.name}-1.{column.name}"
    hiding = [each for each in other.choice_values if each not in column.show_if.values]

    def is_asked(answer):
        return column in columns_asked(asked, row | {other.name: answer})

    assert column.required
    assert [each for each in (*hiding, None, "") if is_asked(each)] == []
    assert [each for each in column.show_if.values if not is_asked(each)] == []
    empty_row = row | {column.name: None}
    assert place in missed(record_type, asked, empty_row)
    for each in hiding:
        assert place not in missed(record_type, asked, empty_row | {other.name: each})


@each_of(each for each in COLUMNS if each[2].choices_with_reason)
def test_a_choice_in_a_column_asks_for_its_reason(record_type, asked, column):
    for value, ask in column.choices_with_reason.items():
        row = cells_that_show(asked, column) | {column.name: value}
        place = f"{asked.name}-1.{column.reason_name}"

        assert missed(record_type, asked, row) == {}
        assert missed(record_type, asked, row | {column.reason_name: " "}) == {place: ask}
