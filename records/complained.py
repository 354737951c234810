"""About whose record somebody complained, for apps that do not know of complaints."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from accounts.models import User

_ASKED: list[Callable[[User, date, date], Q]] = []


def ask(read: Callable[[User, date, date], Q]) -> None:
    """Have ``read`` say, of people, about whose record a complaint came between two days."""
    if read not in _ASKED:
        _ASKED.append(read)


def complained_about(viewer: User, since: date, until: date) -> Q:
    """Return, of people, about whose record somebody complained between two days.

    Of a complaint that is about ``viewer``, ``viewer`` is not told.
    """
    found = Q(pk__in=[])
    for read in _ASKED:
        found |= read(viewer, since, until)
    return found
