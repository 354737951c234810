"""What is live about a record and may open it to whoever deals with it (ruling 2).

Apps above offer what they hold: an open request, a copy to check, a breach that is looked into.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from people.models import Person


@dataclass(frozen=True)
class LiveTask:
    """One thing to deal with: what it is called in talk and letters, and what it is."""

    reference: str
    what: str


_OFFERED: list[Callable[[User, Person], Iterable[LiveTask]]] = []


def offer(read: Callable[[User, Person], Iterable[LiveTask]]) -> None:
    """Have ``read`` say what somebody has to deal with about a person, if they may find them."""
    if read not in _OFFERED:
        _OFFERED.append(read)


def live_tasks(user: User, person: Person) -> list[LiveTask]:
    """Return what ``user`` has to deal with about a person now."""
    return [each for read in _OFFERED for each in read(user, person)]
