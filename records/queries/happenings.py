"""What else happened to a person, between the entries of one page of a timeline.

Each happening belongs to the page of the entry just before it, so that however somebody pages none
is lost and none comes twice; what is from before every entry belongs to the last page.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from accounts.models import User
from people.inlined import together
from people.models import Person
from people.queries.happenings import Happening, Span, Told, of_person

Source = Callable[[User, Person, Span], Told]

_SOURCES: list[Source] = [of_person]


def offer(source: Source) -> None:
    """Tell of what an app above knows. ``source`` says nothing that its viewer may not read."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def happenings(
    viewer: User, person: Person, span: Span | None, *, with_rows: Iterable[Any] = ()
) -> list[Happening]:
    """Return what else happened in a span, newest first; nothing without one.

    All of it is read in one question, and ``with_rows`` with it.
    """
    begun = [source(viewer, person, span) for source in _SOURCES] if span is not None else []
    together(*with_rows, *chain.from_iterable(next(each) for each in begun))
    found: list[Any] = [told for each in begun for told in next(each)]
    # Of one instant, in the order in which they were told.
    return sorted(found, key=lambda each: each.at, reverse=True)
