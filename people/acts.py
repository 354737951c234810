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
    # Nobody who has died is told, checked on or asked to wait.
    of_the_living: bool = False


_ACTS: list[Act] = []


def add_act(act: Act) -> None:
    """Offer a step. Those offered first stand first."""
    if act not in _ACTS:
        _ACTS.append(act)


def acts_in(involvement: Involvement) -> list[Act]:
    """Return the steps that an involvement may take from where it stands."""
    has_died = involvement.person.has_died
    return [
        each
        for each in _ACTS
        if involvement.state in each.states and not (has_died and each.of_the_living)
    ]
