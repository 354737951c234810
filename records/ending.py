"""What apps above know of the end of a record: what must end before, what is held, what is over."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.expressions import Combinable

from people.models import Person


@dataclass(frozen=True)
class Request:
    """Something that was asked or complained of about a person, by number, and when it ended.

    ``kept`` is its class of the schedule; ``ended_on`` is None while it waits for an answer.
    """

    person: int
    kept: str
    ended_on: date | None
    is_to_erase: bool


HELD = "The record is held, or a request about it waits"

_ASKED: list[Callable[[Person], Iterable[str]]] = []
_COPIES: list[Callable[[Iterable[str], datetime], Iterable[str]]] = []
_REQUESTS: list[Callable[[Collection[int]], Iterable[Request]]] = []
_HOLDS: list[Callable[[Person], bool]] = []
_UNTIL_ANSWERED: list[Callable[[Person], bool]] = []
_HELD: list[Callable[[str], Combinable]] = []
_TIMES: list[Callable[[str], date]] = []
_BEGUN: dict[str, tuple[str, Callable[[date], int]]] = {}
_CLASSES: list[Callable[[], Mapping[str, str]]] = []


def ask(read: Callable[[Person], Iterable[str]]) -> None:
    """Have ``read`` say, in sentences, what is still open about a person."""
    if read not in _ASKED:
        _ASKED.append(read)


def still_open(person: Person) -> list[str]:
    """Return everything that apps above say is still open about a person."""
    return [said for read in _ASKED for said in read(person)]


def ask_of_requests(read: Callable[[Collection[int]], Iterable[Request]]) -> None:
    """Have ``read`` say what was asked, or complained of, about people, given by number."""
    if read not in _REQUESTS:
        _REQUESTS.append(read)


def requests_of(people: Collection[int]) -> list[Request]:
    """Return every request and complaint about people, the open ones too."""
    return [each for read in _REQUESTS for each in read(people)]


def ask_for_copies(read: Callable[[Iterable[str], datetime], Iterable[str]]) -> None:
    """Have ``read`` say where copies are stored: of these keys of a record, asked for before."""
    if read not in _COPIES:
        _COPIES.append(read)


def copies_before(person_keys: Iterable[str], at: datetime) -> list[str]:
    """Return under which names copies of a record are stored that were asked for before ``at``."""
    keys = list(person_keys)
    return [name for read in _COPIES for name in read(keys, at)]


def ask_of_holds(read: Callable[[Person], bool], *, until_answered: bool = False) -> None:
    """Have ``read`` say whether a record is held, or only ``until_answered``."""
    holds = _UNTIL_ANSWERED if until_answered else _HOLDS
    if read not in holds:
        holds.append(read)


def is_held(person: Person, *, by_questions: bool = True) -> bool:
    """Say whether a record is held, so that nothing of it is destroyed, on paper either.

    Without ``by_questions``, whether it is held by more than what waits for an answer.
    """
    reads = [*_HOLDS, *_UNTIL_ANSWERED] if by_questions else _HOLDS
    return any(read(person) for read in reads)


def ask_of_many_holds(read: Callable[[str], Combinable]) -> None:
    """Have ``read`` say in a query whether a hold stands on the record that a column names."""
    if read not in _HELD:
        _HELD.append(read)


def are_held(column: str) -> Q:
    """Return what is true in a query where a hold stands on the record that ``column`` names."""
    return reduce(or_, (Q(read(column)) for read in _HELD), Q(pk__in=[]))


def ask_of_times(read: Callable[[str], date]) -> None:
    """Have ``read`` say before which day the time of a class had to begin, to be over today."""
    if read not in _TIMES:
        _TIMES.append(read)


def begun_before(class_key: str) -> date:
    """Return the day before which the time of a class had to begin, to be over today."""
    return _TIMES[0](class_key)


def count_begun(class_key: str, title: str, count: Callable[[date], int]) -> None:
    """Have ``count`` say how much of a class is here whose time began before a day."""
    _BEGUN[class_key] = (title, count)


def begun_of(class_key: str, days: Iterable[date]) -> tuple[str, list[int]] | None:
    """Return what of a class is called, and how much of it began before each of some days.

    None where no app counts it.
    """
    if class_key not in _BEGUN:
        return None
    title, count = _BEGUN[class_key]
    return title, [count(day) for day in days]


def ask_of_classes(read: Callable[[], Mapping[str, str]]) -> None:
    """Have ``read`` say what each class of the schedule is called, and for how long it is kept."""
    if read not in _CLASSES:
        _CLASSES.append(read)


def classes() -> Mapping[str, str]:
    """Return what each class of the schedule is called, and for how long it is kept, by its key."""
    return _CLASSES[0]()
