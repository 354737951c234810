"""Whether two descriptions of people are of one person: points added up, each with its words.

The points stand in ``weights.toml``, and nothing is learned: staff can be told why.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from people.finding import keys, likeness
from people.finding.letters import names_in
from people.models import Person

_FILE = Path(__file__).with_name("weights.toml")
_NEAR = 0.75
_ESTIMATED_YEARS = 3


@dataclass(frozen=True)
class Described:
    """What is known of somebody: all of it may be missing. ``addresses`` are lines and postcode."""

    given_names: str = ""
    family_name: str = ""
    other_names: tuple[str, ...] = ()
    born_on: date | None = None
    is_estimated: bool = False
    addresses: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    nhs_number: str = ""


@dataclass(frozen=True)
class Compared:
    """How near two descriptions are: the points, and what is the same or not, in words."""

    points: float
    same: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        """Say whether it is shown."""
        return self.points >= weights()["shown"]["possible"]

    @property
    def is_likely(self) -> bool:
        """Say whether it is likely enough to stop at."""
        return self.points >= weights()["shown"]["likely"]


@cache
def weights() -> dict[str, Any]:
    """Return the points, the words and the limits."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def description_of(person: Person) -> Described:
    """Return what a person who was fetched by ``duplicates`` may be compared by."""
    lived_at: Any = person.lived_at  # type: ignore[attr-defined]
    reached: Any = person.reached_at  # type: ignore[attr-defined]
    called: Any = person.called_now  # type: ignore[attr-defined]
    return Described(
        given_names=person.given_names,
        family_name=person.family_name,
        other_names=(person.preferred_name, *(name.full for name in called)),
        born_on=person.born_on,
        is_estimated=person.birth_precision == Person.BirthPrecision.ESTIMATED,
        addresses=tuple((address.lines, address.postcode) for address in lived_at),
        phones=tuple(point.value for point in reached if point.is_telephone),
        nhs_number=person.nhs_number,
    )


def compare(first: Described, second: Described) -> Compared:
    """Add up what the two share and what they do not."""
    levels = _names(first, second) | {
        "born": _born(first, second),
        "postcode": _postcode(first, second),
        "address": _address(first, second),
        "phone": _one_of(
            {keys.phone(each) for each in first.phones},
            {keys.phone(each) for each in second.phones},
        ),
        "nhs_number": _one_of({first.nhs_number}, {second.nhs_number}),
    }
    table = weights()
    said = {name: level for name, level in levels.items() if level}
    return Compared(
        points=sum(table["points"][name][level] for name, level in said.items()),
        same=[table["words"][name][level] for name, level in said.items() if level != "unlike"],
        unlike=[table["words"][name][level] for name, level in said.items() if level == "unlike"],
    )


def _names(first: Described, second: Described) -> dict[str, str]:
    given = _alike(_given(first), _given(second))
    family = _alike(names_in(first.family_name), names_in(second.family_name))
    if "unlike" in (given, family) or "" in (given, family):
        crossed = (
            _alike(names_in(first.given_names), names_in(second.family_name)),
            _alike(names_in(first.family_name), names_in(second.given_names)),
        )
        if all(each and each != "unlike" for each in crossed):
            return {"names_swapped": "same" if set(crossed) == {"same"} else "near"}
    return {"given_names": given, "family_name": family}


def _given(one: Described) -> list[str]:
    others = [name for other in one.other_names for name in names_in(other)]
    family = set(names_in(one.family_name))
    return [*names_in(one.given_names), *(name for name in others if name not in family)]


def _alike(first: list[str], second: list[str]) -> str:
    """Return how alike the nearest two single names are. Two joined names are one, too."""
    if not first or not second:
        return ""
    best = max(
        likeness.of_name(one, other)
        for one in [*first, "".join(first)]
        for other in [*second, "".join(second)]
    )
    if best == 1:
        return "same"
    if best == likeness.STANDS_FOR:
        return "stands_for"
    return "near" if best >= _NEAR else "unlike"


def _born(first: Described, second: Described) -> str:
    if first.born_on is None or second.born_on is None:
        return ""
    near = likeness.of_birth(first.born_on, second.born_on)
    if near == 1:
        return "same"
    if first.is_estimated or second.is_estimated:
        apart = abs(first.born_on.year - second.born_on.year)
        return "estimated" if apart <= _ESTIMATED_YEARS else "unlike"
    return {0.9: "swapped", 0.8: "near", 0.5: "rough", 0.3: "year"}.get(near, "unlike")


def _postcode(first: Described, second: Described) -> str:
    ours, theirs = (_postcodes(each) for each in (first, second))
    if not ours or not theirs:
        return ""
    steps = min(likeness.steps_between(one, other) for one in ours for other in theirs)
    return {0: "same", 1: "near"}.get(steps, "unlike")


def _postcodes(one: Described) -> list[str]:
    return [code.replace(" ", "").lower() for _, code in one.addresses if code.strip()]


def _address(first: Described, second: Described) -> str:
    pairs = [
        (names_in(ours), names_in(theirs))
        for ours, _ in first.addresses
        for theirs, _ in second.addresses
    ]
    found = {_place(ours, theirs) for ours, theirs in pairs if ours and theirs}
    return next((each for each in ("same", "street", "near", "unlike") if each in found), "")


def _place(ours: list[str], theirs: list[str]) -> str:
    if _houses(ours) & _houses(theirs):
        return "same"
    shared = [
        word for word in ours if any(likeness.of_name(word, other) >= _NEAR for other in theirs)
    ]
    near = len(shared) / min(len(ours), len(theirs))
    numbers = {word for word in ours if word.isdigit()} & {
        word for word in theirs if word.isdigit()
    }
    if near >= 0.6:
        return "same" if numbers else "street"
    return "near" if near >= 0.4 and numbers else "unlike"


def _houses(words: list[str]) -> set[str]:
    return keys.houses(words)


def _one_of(ours: set[str], theirs: set[str]) -> str:
    ours, theirs = ours - {""}, theirs - {""}
    if not ours or not theirs:
        return ""
    return "same" if ours & theirs else "unlike"
