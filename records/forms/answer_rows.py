"""One row of a question that the catalogue gives columns of its own."""

from typing import Any

from django.http import QueryDict

from records.catalogue import Field, RecordType, columns_asked
from records.catalogue import definitions as kinds
from records.drafting.references import Colleagues, Known
from records.forms.fields import build
from records.forms.mistakes import first_words
from records.forms.needed import mark_of
from records.forms.quiet import QuietForm
from records.forms.rows import MOST_ROWS, Rows, formset_of
from ui.fields import ReferenceField


class AnswerRow(QuietForm):
    """One need, risk, option or step: a control for each column.

    ``number`` is the place of a row that the catalogue fixes; what it is about is not typed.
    """

    def __init__(
        self,
        *args: Any,
        asked: Field,
        known: Known,
        worded: Any,
        record_type: RecordType,
        number: int | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.about = asked.fixed_rows[number] if asked.each and number is not None else ""
        given, self.initial = self.initial, {}
        for column in asked.typed_columns:
            self.fields[column.name] = made = build(column, known, in_row=True)
            made.label = worded(column.label)
            if column.required_if is not None:
                made.mark = mark_of(column, asked.columns_by_name, record_type, {})
            # Rows that are all there need the hint once; one that is added stands by itself.
            made.help_text = "" if self.about and number else worded(column.help)
            made.label_size = "plain"
            made.initial = made.decode(column.name, given)

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed or chosen."""
        return not any(value or value is False for value in self.cleaned_data.values())

    @property
    def said(self) -> str:
        """The first words of the row, by which a mistake names it."""
        texts = (each for each in self.asked.typed_columns if each.kind in kinds.TEXTS)
        said = (first_words(self[each.name].value()) for each in texts)
        return next((words for words in said if words), "")

    def answer(self, colleagues: Colleagues) -> dict[str, Any]:
        """Return the row as it is signed: what is asked in it, and what it is about."""
        values: dict[str, Any] = {self.asked.each: self.about} if self.about else {}
        for name, made in self.fields.items():
            cleaned = self.cleaned_data.get(name)
            if isinstance(made, ReferenceField) and cleaned:
                cleaned = colleagues.found(cleaned)
            values |= made.encode(name, cleaned)
        asked = {name for column in columns_asked(self.asked, values) for name in _keys(column)}
        return {name: value for name, value in values.items() if name in asked}


class AnswerRows(Rows):
    """The rows of one question with columns."""

    @property
    def asked(self) -> Field:
        """The question."""
        return self.form_kwargs["asked"]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return what each row is made with, its place among them."""
        return {**super().get_form_kwargs(index), "number": index}

    def rows_given(self) -> list[tuple[int, Any]]:
        """Return the rows in which something was typed; of fixed rows all, once any is begun."""
        given = super().rows_given()
        return list(enumerate(self.forms)) if given and self.asked.each else given

    def answers(self, colleagues: Colleagues) -> list[dict[str, Any]]:
        """Return the rows as they are signed."""
        return [row.answer(colleagues) for _, row in self.rows_given()]


AnswerRowSet = formset_of(AnswerRow, AnswerRows)


def fixed_to(data: QueryDict, asked: Field) -> QueryDict:
    """Return what was posted with as many rows as the catalogue fixes, whatever the page said."""
    fixed = data.copy()
    fixed[f"{asked.name}-TOTAL_FORMS"] = str(len(asked.fixed_rows))
    fixed[f"{asked.name}-INITIAL_FORMS"] = "0"
    return fixed


def begun_with(asked: Field, given: Any) -> list[dict[str, Any]]:
    """Return what the rows begin with: those signed, else as many blank ones as are needed."""
    rows = [dict(row) for row in given or []]
    if asked.each:
        by_name = {row.get(asked.each): row for row in rows}
        return [by_name.get(about, {}) for about in asked.fixed_rows]
    if rows:
        return rows
    return [{}] * min(MOST_ROWS, max(asked.at_least, 1)) if asked.required else []


def _keys(column: Field) -> tuple[str, str]:
    return column.name, column.reason_name
