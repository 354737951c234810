"""What apps above say beside a kind of record, offered here so that records need not know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from records.catalogue import RecordType


@dataclass(frozen=True)
class Procedure:
    """A page of guidance: about this kind of record, with what the council says; or a topic."""

    title: str
    url: str
    is_topic: bool = False
    text: str = ""
    changed_at: datetime | None = None


_OFFERED: list[Callable[[RecordType], Iterable[Procedure]]] = []


def offer(procedures: Callable[[RecordType], Iterable[Procedure]]) -> None:
    """Put guidance beside kinds of record."""
    if procedures not in _OFFERED:
        _OFFERED.append(procedures)


def beside(record_type: RecordType) -> list[Procedure]:
    """Return what is offered for a kind of record."""
    return [each for procedures in _OFFERED for each in procedures(record_type)]
