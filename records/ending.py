"""What apps above hold that must end before a record may be destroyed, besides its own clocks."""

from collections.abc import Callable, Iterable
from datetime import datetime

from people.models import Person

_ASKED: list[Callable[[Person], Iterable[str]]] = []
_COPIES: list[Callable[[Iterable[str], datetime], Iterable[str]]] = []
_HOLDS: list[Callable[[Person], bool]] = []


def ask(read: Callable[[Person], Iterable[str]]) -> None:
    """Have ``read`` say, in sentences, what is still open about a person."""
    if read not in _ASKED:
        _ASKED.append(read)


def still_open(person: Person) -> list[str]:
    """Return everything that apps above say is still open about a person."""
    return [said for read in _ASKED for said in read(person)]


def ask_for_copies(read: Callable[[Iterable[str], datetime], Iterable[str]]) -> None:
    """Have ``read`` say where copies are stored: of these keys of a record, asked for before."""
    if read not in _COPIES:
        _COPIES.append(read)


def copies_before(person_keys: Iterable[str], at: datetime) -> list[str]:
    """Return under which names copies of a record are stored that were asked for before ``at``."""
    keys = list(person_keys)
    return [name for read in _COPIES for name in read(keys, at)]


def ask_of_holds(read: Callable[[Person], bool]) -> None:
    """Have ``read`` say whether a record is held."""
    if read not in _HOLDS:
        _HOLDS.append(read)


def is_held(person: Person) -> bool:
    """Say whether a record is held, so that nothing of it is destroyed, on paper either."""
    return any(read(person) for read in _HOLDS)
