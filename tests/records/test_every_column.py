"""Every column of every question in rows has a control that keeps what is typed, while asked."""

import clock
from records.catalogue import definitions as kinds
from records.catalogue.answers import is_empty
from records.drafting.references import Colleagues, Known
from records.forms.answer_rows import AnswerRow
from records.forms.typed import as_posted
from tests.records.catalogue.examples import COLUMNS, cells_that_show, each_of
from tests.records.factories import typed_answer

NOBODY = Colleagues({}, {})
PERSON = {"kind": "person", "key": "p1", "name": "Ama Okafor", "role": ""}


def answers(record_type, asked, **chosen):
    """What a row of a form says in which every column is typed; ``chosen`` are other choices."""
    typed = {}
    for column in asked.typed_columns:
        typed |= typed_answer(column, on=clock.today())
    typed |= {name: value if isinstance(value, list) else [value] for name, value in chosen.items()}
    row = AnswerRow(
        as_posted(typed),
        asked=asked,
        known=Known(person=PERSON),
        worded=str,
        record_type=record_type,
        number=0,
    )
    assert row.is_valid(), row.errors
    return row.answer(NOBODY)


@each_of(COLUMNS)
def test_what_is_typed_in_a_column_is_kept(record_type, asked, column):
    kept = answers(record_type, asked, **cells_that_show(asked, column))

    assert not is_empty(kept[column.name], column, frozenset())
    if column.kind in kinds.TEXTS:
        assert kept[column.name] == typed_answer(column, on=clock.today())[column.name][0]


@each_of(each for each in COLUMNS if each[2].show_if is not None)
def test_what_is_typed_in_a_column_counts_only_beside_the_answers_that_show_it(
    record_type, asked, column
):
    when = column.show_if
    possible = asked.columns_by_name[when.field].choice_values
    hiding = [each for each in possible if each not in when.values]

    def is_kept(answer):
        return column.name in answers(record_type, asked, **{when.field: answer})

    assert [each for each in when.values if not is_kept(each)] == []
    assert [each for each in (*hiding, "") if is_kept(each)] == []
