"""Two drafts of one form: where they differ, and what stands in one draft made of both. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from records.catalogue import RecordType, fields_by_name
from records.catalogue import definitions as kinds
from records.drafting import typed_words
from records.drafting.meeting import READ
from records.drafting.typed_words import Typed, TypedQuestion
from ui import worddiff

THIS, OTHER, BOTH = "this", "other", "both"
_ROW = re.compile(r"-(\d{1,3})-")
_BETWEEN = {kinds.LONG_TEXT: "\n\n", kinds.SHORT_TEXT: "; "}


@dataclass(frozen=True)
class Difference:
    """One question that two drafts answer differently."""

    name: str
    label: str
    this: tuple[str, ...]
    other: tuple[str, ...]
    pieces: list[worddiff.Piece]
    may_keep_both: bool


def differences(record_type: RecordType, this: Typed, other: Typed) -> list[Difference]:
    """Return the questions that the two answer differently, in the order of the type."""
    mine, theirs = typed_words.questions(record_type, this, other)
    names = [*mine, *(name for name in theirs if name not in mine)]
    found = []
    for name in names:
        one, two = mine.get(name), theirs.get(name)
        if _given(one, this) == _given(two, other):
            continue
        asked = one or two
        before = one.texts if one else ()
        after = two.texts if two else ()
        found.append(
            Difference(
                name=name,
                label=asked.label if asked else name,
                this=before,
                other=after,
                pieces=worddiff.compare("\n".join(before), "\n".join(after)),
                may_keep_both=bool(one and two and (one.is_text or one.is_in_rows)),
            )
        )
    return found


def joined(
    record_type: RecordType, this: Typed, other: Typed, chosen: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return one draft of two. What differs is taken as chosen; the rest is the same in both."""
    mine, theirs = typed_words.questions(record_type, this, other)
    typed = {**other, **this}
    if READ in this and READ in other:  # signed only once the newer version was seen in both
        # As numbers: the ninth version comes before the tenth.
        typed[READ] = min(this[READ], other[READ], key=lambda said: [(len(n), n) for n in said])
    for name, choice in chosen.items():
        one, two = mine.get(name), theirs.get(name)
        if choice == OTHER or one is None:
            _replace(typed, one, two, other)
        elif choice == BOTH and two is not None:
            if one.fixed:
                _join_cells(record_type, typed, one, two, other)
            elif one.is_in_rows:
                _append_rows(typed, one, two, other)
            else:
                between = _BETWEEN[one.kind]
                typed[name] = [between.join([*this[name], *other[name]])]
        elif two is not None:
            _replace(typed, two, one, this)
    return typed


def _given(asked: TypedQuestion | None, typed: Typed) -> dict[str, list[str]]:
    if asked is None:
        return {}
    return {
        control: typed[control]
        for control in asked.names
        if not control.endswith("_FORMS") and any(text.strip() for text in typed[control])
    }


def _replace(
    typed: dict[str, list[str]],
    out: TypedQuestion | None,
    into: TypedQuestion | None,
    source: Typed,
) -> None:
    for control in out.names if out else ():
        typed.pop(control, None)
    for control in into.names if into else ():
        typed[control] = source[control]


def _append_rows(
    typed: dict[str, list[str]], one: TypedQuestion, two: TypedQuestion, other: Typed
) -> None:
    """Put the rows of one form under those of the other; a row that both have stands once."""
    for control in two.names:
        if control not in one.names:
            typed.pop(control, None)
    there = _rows(one.names, typed)
    following = max(there, default=-1) + 1
    contents = [_content(row) for row in there.values()]
    for row in _rows(two.names, other).values():
        if _content(row) in contents:
            continue
        for control, texts in row.items():
            typed[_ROW.sub(f"-{following}-", control, count=1)] = texts
        following += 1
    typed[f"{one.name}-TOTAL_FORMS"] = [str(following)]


def _join_cells(
    record_type: RecordType,
    typed: dict[str, list[str]],
    one: TypedQuestion,
    two: TypedQuestion,
    other: Typed,
) -> None:
    """Put what one form says of a fixed row under what the other says of it.

    A choice can be made but once: the first stands, and the second where there is none.
    """
    columns = fields_by_name(record_type)[one.name].columns_by_name
    for control in two.names:
        before = typed.get(control, []) if control in one.names else []
        if not any(text.strip() for text in before):
            typed[control] = other[control]
        elif before != other[control] and any(text.strip() for text in other[control]):
            asked = columns.get(_ROW.sub("", control.removeprefix(one.name), count=1))
            if asked is not None and asked.kind in _BETWEEN:
                typed[control] = [_BETWEEN[asked.kind].join([*before, *other[control]])]


def _rows(names: tuple[str, ...], typed: Typed) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {}
    for control in names:
        if row := _ROW.search(control):
            found.setdefault(int(row[1]), {})[control] = typed[control]
    return dict(sorted(found.items()))


def _content(row: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {_ROW.sub("-", control, count=1): texts for control, texts in row.items()}
