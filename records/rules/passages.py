"""The texts of a record as the coach reads them, each in the place where it is changed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from records.catalogue import Field, RecordType, catalogue, fields_by_name
from records.catalogue.definitions import LONG_TEXT, ROWS, SHORT_TEXT, STATEMENTS
from records.models import Statement
from records.quality import DETAIL, Passage

Rows = Sequence[Mapping[str, Any]]
_TYPED_STATEMENT = re.compile(r"([a-z0-9_]+)-(\d{1,3})-text")
# What came in or was said, to the letter. A text message is one of them unless it was sent.
_AS_SAID = frozenset({
    "account", "body_as_received", "how_felt", "need", "original_words", "persons_view", "wanted",
})  # fmt: skip
_MESSAGE, _WENT_OUT = "message_text", "Sent"
# Short answers that are names, numbers or titles: there is nothing in them to say better.
_NAMES = frozenset({
    "interpreter_details", "law_or_policy", "linked_orders", "name", "new", "number_used", "old",
    "organisation", "paid_to", "period_covered", "place", "proceedings", "relationship",
    "role_of_decider", "sealed_dates", "source", "source_document", "speaker", "time_place",
    "version", "who", "with_whom",
})  # fmt: skip


def passages_of(
    record_type: RecordType, values: Mapping[str, Any], statements: Rows, actions: Rows = ()
) -> Iterator[Passage]:
    """Yield every text: the long answers first, then the statements, then what stands in boxes."""
    asked = fields_by_name(record_type)
    way = str(values.get("direction") or "")
    for name, field in asked.items():
        written = values.get(name)
        if field.kind == LONG_TEXT and isinstance(written, str):
            yield Passage(name, written, verbatim=_is_verbatim(record_type, field, way))
    placed = list(placed_in_rows(statements))
    for place, row in placed:
        yield Passage(f"{place}.text", row["text"], row["kind"], _as_told(row.get("details")))
    for place, row in placed:
        yield from _details(place, row)
    for name, field in asked.items():
        written = values.get(name)
        if field.kind == SHORT_TEXT and name not in _NAMES and isinstance(written, str):
            verbatim = _is_verbatim(record_type, field, way)
            yield Passage(name, written, DETAIL, verbatim=verbatim)
        elif field.kind == ROWS:
            yield from _columns(record_type, field, written or ())
    for number, step in enumerate(actions):
        yield Passage(f"actions-{number}.text", str(step.get("text") or ""), DETAIL)


def as_rows(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """Return stored statements in the shape in which a form gives them."""
    return [
        {"field": row.field, "kind": row.kind, "text": row.text, "details": row.details}
        for row in statements
    ]


def placed_in_rows(statements: Rows) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each statement with its question and its number there: ``decisions-0``."""
    counted: Counter[str] = Counter()
    for row in statements:
        yield f"{row['field']}-{counted[row['field']]}", row
        counted[row["field"]] += 1


def typed_passages(record_type: RecordType, typed: Mapping[str, list[str]]) -> Iterator[Passage]:
    """Yield the texts of a form as they are typed; each is in the place of its box."""
    way = (typed.get("direction") or [""])[0]
    for name, field in fields_by_name(record_type).items():
        if field.kind == LONG_TEXT and typed.get(name):
            yield Passage(name, typed[name][0], verbatim=_is_verbatim(record_type, field, way))
    for name, texts in typed.items():
        row = _TYPED_STATEMENT.fullmatch(name)
        asked = fields_by_name(record_type).get(row[1]) if row else None
        if row is None or asked is None or asked.kind != STATEMENTS or not texts:
            continue
        said = (typed.get(f"{row[1]}-{row[2]}-kind") or [""])[0]
        kind = said if said in asked.kinds else asked.kinds[0] if len(asked.kinds) == 1 else ""
        # Of what kind it is stands there only once it is chosen: until then it may be their words.
        yield Passage(name, texts[0], kind, verbatim=not kind)


def written_in(record_type: RecordType, values: Mapping[str, Any], statements: Rows) -> list[str]:
    """Return what a record tells in the writer's words."""
    return [
        each.text
        for each in passages_of(record_type, values, statements)
        if each.kind != DETAIL and not each.is_exempt
    ]


def names_in(value: Any) -> str:
    """Return the names of those whom an answer refers to."""
    return ", ".join(str(each.get("name", "")) for each in value or () if isinstance(each, Mapping))


def _is_verbatim(record_type: RecordType, asked: Field, way: str) -> bool:
    """Say whether an answer is what came in or was said, to the letter."""
    return (
        asked.name in _AS_SAID
        or asked.persons_voice
        or record_type.has("as_received")
        or (asked.name == _MESSAGE and way != _WENT_OUT)
    )


def _as_told(details: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the details of a statement with names where they refer to somebody."""
    return {
        name: names_in(value) if isinstance(value, list) else value
        for name, value in (details or {}).items()
    }


def _details(place: str, row: Mapping[str, Any]) -> Iterator[Passage]:
    asked = catalogue().header.statement_fields
    for name, written in (row.get("details") or {}).items():
        if name in asked and asked[name].kind == LONG_TEXT and isinstance(written, str):
            verbatim = asked[name].persons_voice or name in _AS_SAID
            yield Passage(f"{place}.{name}", written, DETAIL, verbatim=verbatim)


def _columns(record_type: RecordType, asked: Field, rows: Rows) -> Iterator[Passage]:
    for number, row in enumerate(rows):
        for column in asked.columns:
            written = row.get(column.name)
            read = column.kind == LONG_TEXT or (
                column.kind == SHORT_TEXT and column.name not in _NAMES
            )
            if read and isinstance(written, str):
                verbatim = _is_verbatim(record_type, column, _WENT_OUT)
                place = f"{asked.name}-{number}.{column.name}"
                yield Passage(place, written, DETAIL, verbatim=verbatim)
