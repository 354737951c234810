"""What is still with a member of staff or a team: numbers that the apps above can count.

Restricted records are counted nowhere: those on their lists hand them over.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Team, User


@dataclass(frozen=True)
class Holding:
    """Something that somebody, or a team, may still have. ``page`` is where a manager sees to it.

    ``query`` is what the page is asked for; ``{number}`` in it stands for the staff number.
    """

    title: str
    of_staff: Callable[[User], int] | None = None
    of_team: Callable[[Team], int] | None = None
    page: str = ""
    query: str = ""


@dataclass(frozen=True)
class Held:
    """How many of something are left."""

    title: str
    count: int
    page: str = ""
    query: str = ""


_known: list[Holding] = []


def add(*holdings: Holding) -> None:
    """Have something counted for those who leave, or for teams that close."""
    _known.extend(holdings)


def of_staff(user: User) -> list[Held]:
    """Return what is left with a member of staff, noughts too: they say that it was looked at."""
    return [
        Held(
            each.title,
            each.of_staff(user),
            each.page,
            each.query.format(number=user.staff_number),
        )
        for each in _known
        if each.of_staff is not None
    ]


def of_team(team: Team) -> list[Held]:
    """Return what is left with a team."""
    return [Held(each.title, each.of_team(team)) for each in _known if each.of_team is not None]
