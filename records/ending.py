"""What apps above hold that must end before a record may be destroyed, besides its own clocks."""

from collections.abc import Callable, Iterable

from people.models import Person

_ASKED: list[Callable[[Person], Iterable[str]]] = []


def ask(read: Callable[[Person], Iterable[str]]) -> None:
    """Have ``read`` say, in sentences, what is still open about a person."""
    if read not in _ASKED:
        _ASKED.append(read)


def still_open(person: Person) -> list[str]:
    """Return everything that apps above say is still open about a person."""
    return [said for read in _ASKED for said in read(person)]
