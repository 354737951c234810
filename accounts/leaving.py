"""What somebody is reminded of before they sign out, as the apps above say it."""

from collections.abc import Callable

from accounts.models import User

_SAID: list[Callable[[User], list[str]]] = []


def remind(read: Callable[[User], list[str]]) -> None:
    """Have ``read`` say, in words, what somebody still has with them."""
    if read not in _SAID:
        _SAID.append(read)


def still_with(user: User) -> list[str]:
    """Return all that somebody still has with them."""
    return [said for read in _SAID for said in read(user)]
