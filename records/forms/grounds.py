"""Which statements another points to, as a form offers them: of this record, and of earlier ones.

A statement of this record is named by its row ("here:statements:2"), for it has no other name
until it is signed; one of an earlier record by its entry ("signed:key:statements:4").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from records.queries.grounds import POINTS_TO, RESTS_ON, SAID_IN, SPEAKS_OF, Ground


@dataclass(frozen=True)
class Pointing:
    """How a statement points to others: which kinds do, what is asked, and what is offered.

    ``here``: statements of this record are offered too.
    """

    name: str
    by: tuple[str, ...]
    label: str
    none_yet: str
    here: bool = True

    @property
    def to(self) -> tuple[str, ...]:
        """The kinds of statement that are offered."""
        return POINTS_TO[self.name]


POINTINGS = (
    Pointing(
        RESTS_ON,
        ("opinion", "assessment", "judgement"),
        "Which facts does it rest on?",
        "What you write down as a fact is offered here.",
    ),
    Pointing(
        SPEAKS_OF,
        ("decision",),
        "Which of their words or views does this speak of?",
        "What you write down as their own words or as a view is offered here.",
    ),
    Pointing(
        SAID_IN,
        ("views",),
        "Where is it recorded?",
        "No words or views have been recorded on this record before.",
        here=False,
    ),
)
_WORDS_SHOWN = 110
_HERE = re.compile(r"here:([a-z0-9_]{1,100}):([0-9]{1,3})")
_SIGNED = re.compile(r"signed:([A-Za-z0-9-]{1,16}):([a-z0-9_]{1,100}):([0-9]{1,4})")
_NOT_KNOWN = "A statement in a record that you may not open"

Choices = list[tuple[str, str]]


def choices_of(grounds: Iterable[Ground], kinds: Iterable[str]) -> Choices:
    """Return earlier statements of some kinds as choices."""
    return [(value_of(each.reference), each.words) for each in grounds if each.kind in set(kinds)]


def here_in(data: QueryDict, titles: Mapping[str, str], kinds: Iterable[str]) -> Choices:
    """Return the statements of some kinds that stand in the rows of a form that was sent.

    ``titles``: what a statement of each question is called.
    """
    found = []
    for field, title in titles.items():
        said = str(data.get(f"{field}-TOTAL_FORMS") or "")
        total = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
        rows = [
            {"kind": data.get(f"{field}-{row}-kind"), "text": data.get(f"{field}-{row}-text")}
            for row in range(total)
        ]
        found += _choices_here(field, rows, title, kinds)
    return found


def here_given(
    given: Mapping[str, Any], titles: Mapping[str, str], kinds: Iterable[str]
) -> Choices:
    """Return the statements of some kinds that stand in the rows of a signed version."""
    return [
        each
        for field, title in titles.items()
        for each in _choices_here(field, given.get(field) or [], title, kinds)
    ]


def _choices_here(
    field: str, rows: Iterable[Mapping[str, Any]], title: str, kinds: Iterable[str]
) -> Choices:
    return [
        (f"here:{field}:{number}", f"In this record, {title} {number + 1}: {_short(text)}")
        for number, row in enumerate(rows)
        if row.get("kind") in set(kinds) and (text := " ".join(str(row.get("text") or "").split()))
    ]


def chosen_in(
    data: QueryDict | None, given: Mapping[str, Any], names: Iterable[str] = tuple(POINTS_TO)
) -> list[str]:
    """Return every signed statement that was chosen on a form, or in what it begins with."""
    if data is not None:
        ends = tuple(f"-{name}" for name in names)
        chosen = [each for name in data if name.endswith(ends) for each in data.getlist(name)]
    else:
        rows = [row for rows in given.values() if isinstance(rows, list) for row in rows]
        chosen = [
            each
            for row in rows
            if isinstance(row, Mapping)
            for name in names
            for each in row.get(name) or []
        ]
    return [each for each in dict.fromkeys(chosen) if _SIGNED.fullmatch(each)]


def entries_named(chosen: Iterable[str]) -> list[str]:
    """Return the entries in which chosen statements stand."""
    return [match[1] for each in chosen if (match := _SIGNED.fullmatch(each))]


def with_chosen(choices: Choices, chosen: Iterable[str]) -> Choices:
    """Return choices, with those already chosen that the writer may not open.

    All of these are called the same, whether there is such a record or not.
    """
    known = {value for value, _ in choices}
    return choices + [(each, _NOT_KNOWN) for each in chosen if each not in known]


def value_of(reference: Mapping[str, Any]) -> str:
    """Return the choice that stands for a reference to a signed entry."""
    return f"signed:{reference['entry']}:{reference['field']}:{reference['position']}"


def as_chosen(
    references: Iterable[Mapping[str, Any]], rows: Mapping[tuple[str, int], int]
) -> list[str]:
    """Return references as choices. ``rows``: field and position to the row of its question."""
    return [
        value_of(each)
        if each.get("entry")
        else f"here:{each['field']}:{rows.get((each['field'], each['position']), 0)}"
        for each in references
    ]


def as_references(
    chosen: Iterable[str], positions: Mapping[tuple[str, int], int]
) -> list[dict[str, Any]]:
    """Return choices as they are signed. ``positions``: field and row to the place in the whole."""
    found: list[dict[str, Any]] = []
    for value in chosen:
        if match := _SIGNED.fullmatch(value):
            found.append({"entry": match[1], "field": match[2], "position": int(match[3])})
        elif match := _HERE.fullmatch(value):
            place = positions.get((match[1], int(match[2])))
            if place is not None:
                found.append({"entry": "", "field": match[1], "position": place})
    return found


def renumbered(value: str, field: str, numbers: list[int]) -> str:
    """Return a choice after the rows of ``field`` were closed up; empty if its row is gone."""
    match = _HERE.fullmatch(value)
    if match is None or match[1] != field:
        return value
    number = int(match[2])
    return f"here:{field}:{numbers.index(number)}" if number in numbers else ""


def _short(line: str) -> str:
    return line if len(line) <= _WORDS_SHOWN else f"{line[:_WORDS_SHOWN].rsplit(' ', 1)[0]} …"
