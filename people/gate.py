"""What must be true of a record before an involvement closes or changes hands.

The list is one thing, in ``oversight`` (ruling 26). It is handed in here, so that the actions that
close and transfer can ask it without knowing those above them; and so is what the list is told of
paper, whose register is beside it.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from people.models import Involvement, Person


class Purpose(StrEnum):
    """Why the record is looked at: to close it, at the front door or later, to offer or move it."""

    FRONT_DOOR = "FRONT_DOOR"
    CLOSE = "CLOSE"
    OFFER = "OFFER"
    MOVE = "MOVE"


Check = Callable[[Involvement, Purpose, datetime], list[str]]
_CHECKS: list[Check] = []
_PAPER: list[Callable[[Person], list[str]]] = []


class NotReady(Exception):
    """The record is not ready. ``unmet`` says in words what is still to be done."""

    def __init__(self, unmet: list[str]) -> None:
        super().__init__("; ".join(unmet))
        self.unmet = unmet


def ask(check: Check) -> None:
    """Have ``check`` name what is neither done nor explained."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def require(involvement: Involvement, purpose: Purpose, *, at: datetime) -> None:
    """Raise ``NotReady`` if anything is neither done nor explained."""
    unmet = [words for check in _CHECKS for words in check(involvement, purpose, at)]
    if unmet:
        raise NotReady(unmet)


def ask_of_paper(read: Callable[[Person], list[str]]) -> None:
    """Have ``read`` say, in words, which paper about a person is not where it belongs."""
    if read not in _PAPER:
        _PAPER.append(read)


def paper_about(person: Person) -> list[str]:
    """Return all that is said of paper about a person that is not where it belongs."""
    return [said for read in _PAPER for said in read(person)]
