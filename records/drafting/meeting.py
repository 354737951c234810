"""A correction that met a newer one: what each changed of what stood before, and both in one. Pure.

As a programmer merges three texts: what only one of the two changed is taken from that one, and
where both changed the same sentence or row, both stand, one after the other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from records.catalogue import RecordType, fields_by_name
from records.catalogue import definitions as kinds
from records.drafting import typed_words
from records.drafting.typed_words import Typed, TypedQuestion
from ui import worddiff

MINE, THEIRS, BOTH = "mine", "theirs", "both"
# The number of the signed version that a correction began from, kept with what is typed.
READ = "read_version"
_ROW = re.compile(r"-(\d{1,3})-")
_HERE = re.compile(r"here:(\w+):(\d{1,3})")
_OWN = ("correction",)


@dataclass(frozen=True)
class Meeting:
    """One question that the correction in hand and the newest version answer differently."""

    name: str
    label: str
    before: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    changed_by_me: bool
    changed_by_them: bool
    may_keep_both: bool

    @property
    def pieces(self) -> list[worddiff.Piece]:
        """What is signed and what is typed, word by word."""
        return worddiff.compare("\n".join(self.theirs), "\n".join(self.mine))

    @property
    def is_for_both(self) -> bool:
        """Say whether both changed it, so that somebody must choose."""
        return self.changed_by_me and self.changed_by_them


def meetings(record_type: RecordType, before: Typed, mine: Typed, theirs: Typed) -> list[Meeting]:
    """Return the questions that the two answer differently, in the order of the type."""
    asked = typed_words.questions(record_type, before, mine, theirs)
    names = list(dict.fromkeys(name for each in asked for name in each if name not in _OWN))
    order = list(fields_by_name(record_type))
    found = []
    for name in sorted(names, key=order.index):
        was, one, two = (each.get(name) for each in asked)
        given = _given(was, before), _given(one, mine), _given(two, theirs)
        if given[1] == given[2]:
            continue
        label = next(each.label for each in (one, two, was) if each)
        found.append(
            Meeting(
                name=name,
                label=label,
                before=was.texts if was else (),
                mine=one.texts if one else (),
                theirs=two.texts if two else (),
                changed_by_me=given[1] != given[0],
                changed_by_them=given[2] != given[0],
                may_keep_both=bool(one and two and (one.is_text or one.is_in_rows)),
            )
        )
    return found


def met(
    record_type: RecordType, before: Typed, mine: Typed, theirs: Typed, chosen: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return what is typed, with each question that differs as chosen; the rest stays."""
    was, one, two = typed_words.questions(record_type, before, mine, theirs)
    fields = fields_by_name(record_type)
    rows = {
        name: _merged_rows(was.get(name), before, one[name], mine, two[name], theirs)
        for name, choice in chosen.items()
        if choice == BOTH and one[name].is_in_rows and not one[name].fixed
    }
    taken = {name for name, choice in chosen.items() if choice == THEIRS}
    left = {name for name, choice in chosen.items() if choice == MINE}
    mine, theirs = _pointing(mine, rows, MINE, taken), _pointing(theirs, rows, THEIRS, left)
    typed = dict(mine)
    for name, choice in chosen.items():
        if name in rows:
            _write_rows(typed, name, one[name], mine, theirs, rows[name])
        elif choice == THEIRS:
            for control in one[name].names if name in one else ():
                typed.pop(control, None)
            for control in two[name].names if name in two else ():
                typed[control] = theirs[control]
        elif choice == BOTH and fields[name].each:
            columns = fields[name].columns_by_name
            for control in dict.fromkeys((*one[name].names, *two[name].names)):
                column = columns.get(_ROW.sub("", control.removeprefix(name), count=1))
                kind = column.kind if column else ""
                typed[control] = _cell(control, kind, before, mine, theirs)
        elif choice == BOTH:
            typed[name] = _cell(name, one[name].kind, before, mine, theirs)
    return typed


def merged(before: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Return one list of two that both came of ``before``, with the changes of both."""
    to_mine, to_theirs = _kept(before, mine), _kept(before, theirs)
    found: list[Any] = []
    i = j = k = 0
    for place, each in enumerate(before):
        if place in to_mine and place in to_theirs:
            found += _chunk(before[i:place], mine[j : to_mine[place]], theirs[k : to_theirs[place]])
            found.append(each)
            i, j, k = place + 1, to_mine[place] + 1, to_theirs[place] + 1
    return found + _chunk(before[i:], mine[j:], theirs[k:])


def _chunk(before: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    if mine in (before, theirs):
        return list(theirs)
    if theirs == before:
        return list(mine)
    if len(before) > 1 and _in_place(before, mine) and _in_place(before, theirs):
        found: list[Any] = []
        for one, two, three in zip(before, mine, theirs, strict=False):
            found += _chunk([one], [two], [three])
        return found + _chunk([], mine[len(before) :], theirs[len(before) :])
    # What one of the two left as it was, the other changed or took out.
    left = [each for each in mine if each not in before or each in theirs]
    return left + [each for each in theirs if each not in before and each not in mine]


def _in_place(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Say whether each piece was at most written anew where it stood, and others follow."""
    pairs = zip(before, after, strict=False)
    return len(after) >= len(before) and all(a == b or b not in before for a, b in pairs)


def _kept(before: Sequence[Any], after: Sequence[Any]) -> dict[int, int]:
    """Return where each piece of one list stands in the other, as far as it does."""
    numbers: dict[str, int] = {}
    one, two = (
        [numbers.setdefault(repr(each), len(numbers)) for each in some] for some in (before, after)
    )
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return {each.a + n: each.b + n for each in blocks for n in range(each.size)}


def _cell(control: str, kind: str, before: Typed, mine: Typed, theirs: Typed) -> list[str]:
    """Return both texts of one control in one; of a choice, the one that was changed, or mine."""
    was, one, two = (list(each.get(control, [])) for each in (before, mine, theirs))
    if one == was or not any(text.strip() for text in one):
        return two
    if two in (was, one) or not any(text.strip() for text in two):
        return one
    if kind == kinds.LONG_TEXT:
        return [_text("\n".join(was), one[0], two[0])]
    return [f"{one[0]}; {two[0]}"] if kind == kinds.SHORT_TEXT else one


def _text(before: str, mine: str, theirs: str) -> str:
    """Return one text with the sentences that each changed."""
    was, one, two = (
        [each.strip() for each in worddiff.sentences(text)] for text in (before, mine, theirs)
    )
    after = {each.strip(): each for text in (theirs, mine) for each in worddiff.sentences(text)}
    said = [after.get(each, each) for each in merged(was, one, two)]
    said = [each if each[-1:].isspace() else f"{each} " for each in said if each.strip()]
    return "".join(said).rstrip()


def _given(asked: TypedQuestion | None, typed: Typed) -> list[Any]:
    """Return what stands in the controls of a question; empty rows and counts are nothing."""
    if asked is None:
        return []
    if asked.is_in_rows:
        return [row for _, row in _rows(asked, typed)]
    return [(name, typed[name]) for name in sorted(asked.names) if any(map(str.strip, typed[name]))]


def _rows(asked: TypedQuestion | None, typed: Typed) -> list[tuple[int, dict[str, list[str]]]]:
    """Return the number and the content of each row in which something stands."""
    found: dict[int, dict[str, list[str]]] = {}
    for control in sorted(asked.names) if asked else ():
        row = _ROW.search(control)
        if row and any(text.strip() for text in typed[control]):
            found.setdefault(int(row[1]), {})[control[row.end() :]] = typed[control]
    return sorted(found.items())


_Origin = tuple[str, int]


def _merged_rows(
    was: TypedQuestion | None,
    before: Typed,
    one: TypedQuestion,
    mine: Typed,
    two: TypedQuestion,
    theirs: Typed,
) -> list[list[_Origin]]:
    """Return the rows of both in one, each as the rows of the one and the other that it is."""
    from_mine, from_theirs = _rows(one, mine), _rows(two, theirs)
    rows = merged(
        [row for _, row in _rows(was, before)],
        [row for _, row in from_mine],
        [row for _, row in from_theirs],
    )
    found, keys = [], set()
    for row in rows:
        key = tuple(row.get("key", ()))
        if key and key in keys:  # one action, that both changed: as it is typed here
            continue
        keys.add(key)
        origins = [(MINE, number) for number, each in from_mine if each == row]
        found.append(origins + [(THEIRS, number) for number, each in from_theirs if each == row])
    return found


def _pointing(
    typed: Typed, rows: Mapping[str, list[list[_Origin]]], side: str, gone: set[str]
) -> dict[str, list[str]]:
    """Return what is typed, with each statement that names a row naming where that stands now.

    Rows of the questions in ``gone`` are not kept: nothing may point to another in their place.
    """

    def anew(text: str) -> str:
        here = _HERE.fullmatch(text)
        if here is None or here[1] in gone:
            return "" if here else text
        if here[1] not in rows:
            return text
        places = (n for n, each in enumerate(rows[here[1]]) if (side, int(here[2])) in each)
        return next((f"here:{here[1]}:{place}" for place in places), "")

    found = {}
    for control, texts in typed.items():
        new = [anew(text) for text in texts]
        found[control] = texts if new == texts else [text for text in new if text]
    return found


def _write_rows(
    typed: dict[str, list[str]],
    name: str,
    asked: TypedQuestion,
    mine: Typed,
    theirs: Typed,
    rows: list[list[_Origin]],
) -> None:
    for control in asked.names:
        typed.pop(control, None)
    for place, origins in enumerate(rows):
        side, number = origins[0]
        begin = f"{name}-{number}-"
        for control, texts in (mine if side == MINE else theirs).items():
            if control.startswith(begin):
                typed[f"{name}-{place}-{control.removeprefix(begin)}"] = texts
    typed[f"{name}-TOTAL_FORMS"] = [str(len(rows))]
    typed[f"{name}-INITIAL_FORMS"] = ["0"]
