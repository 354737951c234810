"""What apps above hold about an involvement beside its steps, for copies (ruling 25)."""

from collections.abc import Callable, Iterable

from people.models import Involvement

_HELD: list[Callable[[Involvement], Iterable[tuple[str, str]]]] = []


def hold_beside(read: Callable[[Involvement], Iterable[tuple[str, str]]]) -> None:
    """Have ``read`` say what is held beside an involvement: a label and its words each."""
    if read not in _HELD:
        _HELD.append(read)


def held_beside(involvement: Involvement) -> list[tuple[str, str]]:
    """Return everything that is held beside an involvement."""
    return [said for read in _HELD for said in read(involvement)]
