"""What stands in a form as it was typed, question by question, whether it is valid or not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from records.catalogue import Field, RecordType, fields_by_name
from records.catalogue import definitions as kinds
from ui.statements import WORDS

_COUNTS = re.compile(r"-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")
_ROW = re.compile(r"-(\d{1,3})-(.+)$")
_IN_ROWS = (kinds.STATEMENTS, kinds.ACTIONS, kinds.ROWS)
_PARTS = ("day", "month", "year", "amount", "every")
_AS_ONE_TEXT = (kinds.SHORT_TEXT, kinds.LONG_TEXT)
_BESIDE = {"correction": "Why it is corrected"}
Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class TypedQuestion:
    """One question: the names of its controls, and what stands in them in words."""

    name: str
    label: str
    kind: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    fixed: bool = False

    @property
    def is_in_rows(self) -> bool:
        """Say whether it is answered in rows, so that two answers can stand one under another."""
        return self.kind in _IN_ROWS

    @property
    def is_text(self) -> bool:
        """Say whether it is answered in one text."""
        return self.kind in _AS_ONE_TEXT


def questions(record_type: RecordType, *typed: Typed) -> list[dict[str, TypedQuestion]]:
    """Return the questions of each form, by name, in the order of the type; empty ones left out."""
    fields = fields_by_name(record_type)
    order = [*fields, *_BESIDE]
    found = []
    for one in typed:
        names: dict[str, list[str]] = {}
        for control in one:
            name = _question_of(control, order)
            if name:
                names.setdefault(name, []).append(control)
        asked = {}
        for name in order:
            field = fields.get(name)
            texts = _words(name, names.get(name, []), one, field)
            if texts:
                asked[name] = TypedQuestion(
                    name=name,
                    label=field.label if field else _BESIDE[name],
                    kind=field.kind if field else "",
                    names=tuple(names[name]),
                    texts=tuple(texts),
                    fixed=bool(field and field.each),
                )
        found.append(asked)
    return found


def rows_of(record_type: RecordType, typed: Typed) -> set[str]:
    """Return the names of the controls in which questions are answered in rows."""
    fields = fields_by_name(record_type)
    order = list(fields)
    asked = {control: fields.get(_question_of(control, order)) for control in typed}
    return {control for control, field in asked.items() if field and field.kind in _IN_ROWS}


def _question_of(control: str, names: list[str]) -> str:
    """Return the question whose control this is: the longest name that it begins with."""
    fitting = [
        name for name in names if control == name or control.startswith((f"{name}_", f"{name}-"))
    ]
    return max(fitting, key=len, default="")


def _words(name: str, controls: list[str], typed: Typed, field: Field | None = None) -> list[str]:
    if field is not None and field.kind == kinds.ROWS:
        return _words_in_rows(field, controls, typed)
    rows: dict[str, list[str]] = {}
    for control in controls:
        given = [_without_kind(text) for text in typed[control] if text.strip()]
        if not given or _COUNTS.search(control):
            continue
        row = _ROW.match(control[len(name) :])
        part = row[2] if row else control[len(name) :].strip("_-")
        if row and part == "key":  # which action it is: nobody's words
            continue
        words = ", ".join(given)
        if part == "kind" and field is not None and field.kind == kinds.STATEMENTS:
            part, words = "", WORDS.get(words, words)
        said = words if part in ("", "text", "other") else f"{_in_words(part)}: {words}"
        rows.setdefault(row[1] if row else "", []).append(said)
    return ["\n".join(lines) for _, lines in sorted(rows.items(), key=lambda row: row[0].zfill(3))]


def _words_in_rows(field: Field, controls: list[str], typed: Typed) -> list[str]:
    """Return each row as lines, "Question: answer", as far as anything stands in it."""
    rows: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for control in controls:
        row = _ROW.match(control[len(field.name) :])
        given = [_without_kind(text) for text in typed[control] if text.strip()]
        if row and given:
            column = _question_of(row[2], list(field.columns_by_name))
            part = row[2][len(column) :].strip("_")
            rows.setdefault(int(row[1]), {}).setdefault(column, []).append((part, ", ".join(given)))
    found = []
    for number, cells in sorted(rows.items()):
        lines = [*field.fixed_rows[number : number + 1]]
        for column in field.columns:
            parts = sorted(cells.get(column.name, []), key=_place)
            if parts:
                lines.append(f"{column.label}: {' '.join(words for _, words in parts)}")
        found.append("\n".join(lines))
    return found


def _place(part: tuple[str, str]) -> int:
    return _PARTS.index(part[0]) if part[0] in _PARTS else len(_PARTS)


def _in_words(part: str) -> str:
    words = re.sub(r"[_-]+", " ", part)
    return words[:1].upper() + words[1:]


def _without_kind(text: str) -> str:
    """Return a chosen reference ("staff:T00012") without its kind; of a record, that it is one."""
    if re.fullmatch(r"entry:\w+", text):
        return "A record chosen from the list"
    return re.sub(r"^(staff|contact|person):", "", text)
