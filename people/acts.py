"""What can be done with an involvement next, from its state: the buttons on the person's page.

Apps above add theirs from their ``AppConfig.ready``.
"""

from dataclasses import dataclass

from people.access import Permission
from people.models import Involvement

State = Involvement.State


@dataclass(frozen=True)
class Act:
    """One step that is offered: the words of its link, where it leads, and when.

    ``url_name`` takes the keys of person and involvement, and ``key`` where it is a step of people.
    """

    key: str
    label: str
    states: tuple[str, ...]
    permission: Permission
    url_name: str = ""


_ACTS: list[Act] = []


def add_act(act: Act) -> None:
    """Offer a step. Those offered first stand first."""
    if act not in _ACTS:
        _ACTS.append(act)


def acts_in(state: str) -> list[Act]:
    """Return the steps that an involvement in that state may take."""
    return [each for each in _ACTS if state in each.states]
