"""What apps above hold that copies tell: beside involvements, and who opened a record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from people.models import Involvement, Person


@dataclass(frozen=True)
class Opening:
    """What one member of staff did on one day, and why they could. ``why`` may be left out."""

    day: date
    who: str
    did: str
    why: str


@dataclass(frozen=True)
class OpenersList:
    """Who opened a record between two days, as it was checked and released for the person."""

    key: str
    since: date
    until: date
    released_at: datetime
    released_by: str
    openings: tuple[Opening, ...]


_HELD: list[Callable[[Involvement], Iterable[tuple[str, str]]]] = []
_LISTS: list[Callable[[Person, str], Iterable[OpenersList]]] = []


def hold_beside(read: Callable[[Involvement], Iterable[tuple[str, str]]]) -> None:
    """Have ``read`` say what is held beside an involvement: a label and its words each."""
    if read not in _HELD:
        _HELD.append(read)


def held_beside(involvement: Involvement) -> list[tuple[str, str]]:
    """Return everything that is held beside an involvement."""
    return [said for read in _HELD for said in read(involvement)]


def hold_openers(read: Callable[[Person, str], Iterable[OpenersList]]) -> None:
    """Have ``read`` say which lists of who opened a record were released: of one key, or all."""
    if read not in _LISTS:
        _LISTS.append(read)


def openers_lists(person: Person, key: str = "") -> list[OpenersList]:
    """Return the released lists of who opened a record, newest first; of ``key`` alone if given."""
    return [each for read in _LISTS for each in read(person, key)]
