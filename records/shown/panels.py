"""What apps above put beside a signed entry, offered here so that records need not know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from records.models import Entry


@dataclass(frozen=True)
class Panel:
    """A note beside an entry: a state, some text, and who said so when.

    ``on_top`` is for what has to be known before the entry is read.
    ``quoted`` is what of the entry it is about, ``where`` which part of it that is, and ``url``
    where the viewer may answer, or do what ``does`` says.
    """

    title: str
    texts: tuple[str, ...]
    by: str
    at: datetime
    attention: bool = False
    on_top: bool = False
    quoted: str = ""
    where: str = ""
    url: str = ""
    does: str = "Answer it"


_OFFERED: list[Callable[[User, Entry], Iterable[Panel]]] = []


def offer(panels: Callable[[User, Entry], Iterable[Panel]]) -> None:
    """Put panels beside entries. ``panels`` is asked for each viewer and entry."""
    if panels not in _OFFERED:
        _OFFERED.append(panels)


def beside(viewer: User, entry: Entry) -> list[Panel]:
    """Return every panel that is offered for this entry: those on top, then the oldest first."""
    found = [panel for panels in _OFFERED for panel in panels(viewer, entry)]
    return sorted(found, key=lambda panel: (not panel.on_top, panel.at))
