"""A copy held against the event log before it leaves: is each entry what was signed?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from disclosure.pdf.document import Accounted, Copy, Entry, Line
from disclosure.redacting.applying import key_of, parts_of_copy
from people.models import Person
from records.signed.logged import held_against_log
from ui import formats

DIFFERS = "none. It is not what the event log says was signed: ask the council"
COMPARED = "Each entry was compared with what the event log of the council says was signed."


# What has the code of an entry: its anchor ends with the key of the entry.
_Coded = TypeVar("_Coded", Entry, Accounted, Line)


def with_log(copy: Copy, person: Person) -> Copy:
    """Return a copy that says how its entries agree with the log: one that does not has no code."""
    lines = copy.chronology.lines if copy.chronology else ()
    held = held_against_log(person, set(parts_of_copy(copy)))

    def told(some: Iterable[_Coded]) -> tuple[_Coded, ...]:
        return tuple(
            replace(each, code=DIFFERS) if key_of(each) in held.differing else each for each in some
        )

    return replace(
        copy,
        months=tuple(replace(month, entries=told(month.entries)) for month in copy.months),
        account=told(copy.account),
        chronology=replace(copy.chronology, lines=told(lines)) if copy.chronology else None,
        compared=" ".join(
            [
                COMPARED,
                *_counted(held.differing, "is not what it says", "are not what it says"),
                *_counted(held.untold, "is not told of in it", "are not told of in it"),
                *_counted(held.unsealed, "is not sealed in it yet", "are not sealed in it yet"),
            ]
        ),
    )


def _counted(keys: frozenset[str], one: str, more: str) -> list[str]:
    return [formats.counted(len(keys), f"entry {one}.", f"entries {more}.")] if keys else []
