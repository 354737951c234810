"""What the register of requests knows as data: kinds of request, steps, and exemptions."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from accounts.local import settings_value

_HERE = Path(__file__).parent
# What a copy and its letter say of what was left out.
REASONS, GENERAL = "REASONS", "GENERAL"


def in_law(law: str, is_verified: bool) -> str:
    """Return what something rests on, with a warning where nobody qualified has confirmed it."""
    return law if is_verified else f"{law} (not confirmed by a lawyer)"


@dataclass(frozen=True)
class RequestKind:
    """What can be asked or said about a record."""

    key: str
    title: str
    short: str
    law: str
    is_verified: bool
    note: str
    copies: bool = False
    purposes: tuple[str, ...] = ()
    of_the_dead: bool = False
    of_anybody: bool = False
    own_steps: bool = False
    clock: str = "request"
    months: int = 1
    tells_others: bool = False
    acknowledge: dict[str, Any] = field(default_factory=dict)
    kept: str = "subject_access"

    @property
    def law_in_words(self) -> str:
        """What it rests on."""
        return in_law(self.law, self.is_verified)

    @property
    def is_complaint(self) -> bool:
        """Say whether somebody complains: it is acknowledged in a time, and looked at."""
        return self.own_steps and bool(self.acknowledge)

    @property
    def acknowledge_within(self) -> dict[str, int]:
        """In how many working days, or days, they are told that it came; as the council says."""
        if self.acknowledge.get("as_set"):
            return {"working_days": settings_value("requests.acknowledge_working_days")}
        return self.acknowledge

    def is_of(self, *, has_died: bool) -> bool:
        """Say whether it can be asked about somebody who has died, or who is living."""
        return self.of_anybody or self.of_the_dead == has_died


@dataclass(frozen=True)
class StepKind:
    """One kind of step: how it is called and asked, and what waits for it."""

    key: str
    title: str
    does: str
    ask: str
    help: str = ""
    choose: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    decide: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    closes_with: str = ""
    not_enough: tuple[str, ...] = ()
    or_else: str = ""
    for_another: bool = False
    if_late: bool = False
    who: str = ""
    whose: str = "Who is it?"
    by_when: str = "By which day do they have the answer?"
    when: str = "open"
    once: bool = False


@dataclass(frozen=True)
class Exemption:
    """Why something may be withheld, and the test that has to be met."""

    key: str
    title: str
    test: str
    law: str
    is_verified: bool
    opinion: str = ""

    @property
    def law_in_words(self) -> str:
        """What it rests on."""
        return in_law(self.law, self.is_verified)


@cache
def request_kinds() -> dict[str, RequestKind]:
    """Return what can be asked, in the order of the file."""
    return {
        key: RequestKind(key=key, **{**row, "purposes": tuple(row.get("purposes", ()))})
        for key, row in _read("kinds.toml").items()
    }


def complaint_kinds() -> list[str]:
    """Return the keys of the kinds with which somebody complains."""
    return [kind.key for kind in request_kinds().values() if kind.is_complaint]


@cache
def step_kinds() -> dict[str, StepKind]:
    """Return the kinds of step, in the order in which they are usually taken."""
    return {
        key: StepKind(
            key=key,
            **row | {name: tuple(row.get(name, ())) for name in ("needs", "of", "not_enough")},
        )
        for key, row in _read("steps.toml").items()
    }


@cache
def exemptions() -> dict[str, Exemption]:
    """Return the exemptions, in the order of the file."""
    return {key: Exemption(key=key, **row) for key, row in _read("exemptions.toml").items()}


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))
