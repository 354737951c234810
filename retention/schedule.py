"""The retention schedule: how long each class of record is kept, from when, and on what authority.

Read from ``schedule.toml``, as it comes with the product; ``policy`` lays the council's changes
over it. Clocks, holds and destruction are built on both.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ui import formats

FILE = Path(__file__).with_name("schedule.toml")

AUTHORITIES = {
    "verified": "Checked against the source",
    "secondary": "From published schedules of councils",
    "unverified": "Unverified: confirm before use",
}
# Of the period of a class that ends with an age: the age where the last record was made at 17.
_AT_17 = "until_age_if_last_at_17"
UNITS = ("years", "months", "days", "until_age", "minimum_years")
DISPOSALS = {
    "review": "Looked at by a person, then kept or destroyed",
    "destroy": "Listed for destruction",
    "archive": "Offered to the archive",
    "keep": "Kept",
}


# Who sees to it that a class is kept longer where its circumstance is so.
LONGER_BY = {
    "clock": "The clock counts it",
    "officer": "A records officer records it on the record, with the day and the reason",
    "look": "The clock counts what the record says, and whoever decides looks at the rest",
}


@dataclass(frozen=True)
class RetentionClass:
    """One class of the schedule. ``kept_for`` and ``if_died`` are words; the periods stay data."""

    key: str
    title: str
    covers: str
    trigger: str
    starts: str
    starts_how: str
    period: dict[str, Any]
    kept_for: str
    if_died: str
    if_died_period: dict[str, Any]
    died_before_age: int | None
    # After a death the day that comes first counts, and not that of the death alone.
    died_if_sooner: bool
    longer_when: str
    longer_by: str
    basis: str
    authority: str
    disposal: str
    note: str

    @property
    def in_short(self) -> str:
        """What it is called, and for how long it is kept."""
        return f"{self.title}: {self.kept_for}"

    @property
    def said(self) -> str:
        """What somebody verifies of it: the period, and what that rests on."""
        return ". ".join(filter(None, [self.kept_for, self.if_died, self.basis]))

    @property
    def is_unverified(self) -> bool:
        """Say whether the council must confirm this before relying on it."""
        return self.authority == "unverified"

    @property
    def length(self) -> int:
        """The figure of its period, in ``unit``."""
        return self.period[self.unit]

    @property
    def unit(self) -> str:
        """What its period is counted in: one of ``UNITS``."""
        return next(unit for unit in UNITS if unit in self.period)

    @property
    def longer_if(self) -> str:
        """What makes it be kept longer, in words."""
        return self.longer_when.replace("{age}", formats.ordinal(self.period.get(_AT_17, 0)))

    @property
    def length_if_died(self) -> int | None:
        """The years for which it is kept after a death, where the class switches to that."""
        return self.if_died_period.get("years")

    def changed(self, *, length: int, length_if_died: int | None, **said: str) -> "RetentionClass":
        """Return the class with another period, and what else ``said`` of it."""
        period = self.period | {self.unit: length}
        if _AT_17 in period:
            period[_AT_17] += length - self.length
        died = self.if_died_period
        if length_if_died and died:
            died = died | {"years": length_if_died}
        return replace(
            self,
            period=period,
            kept_for=in_words(period),
            if_died=_if_died(died, self.died_before_age, self.died_if_sooner) if died else "",
            if_died_period=died,
            **said,
        )


@dataclass(frozen=True)
class Inquiry:
    """A public inquiry for which councils hold, or may be asked to hold, records of some days."""

    key: str
    name: str
    note: str
    authority: str
    since: date | None = None
    until: date | None = None

    @property
    def title(self) -> str:
        """What a page about it is called."""
        return self.name

    @property
    def said(self) -> str:
        """What somebody answers of it."""
        return self.note

    @property
    def checked(self) -> str:
        """How far it was checked, in words."""
        return AUTHORITIES[self.authority]


@dataclass(frozen=True)
class Rule:
    """A rule that holds across classes, what it rests on, and what it does not hold for."""

    key: str
    title: str
    text: str
    basis: str
    authority: str
    exceptions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()

    @property
    def said(self) -> str:
        """What somebody verifies of it: what it says, and what that rests on."""
        return f"{self.text} {self.basis}"

    @property
    def is_unverified(self) -> bool:
        """Say whether the council must confirm this before relying on it."""
        return self.authority == "unverified"

    @property
    def checked(self) -> str:
        """How far what it rests on was checked, in words."""
        return AUTHORITIES[self.authority]


@dataclass(frozen=True)
class Schedule:
    """The whole schedule."""

    classes: dict[str, RetentionClass]
    rules: tuple[Rule, ...]
    # What is outside this service, by key, in words.
    elsewhere: dict[str, str]

    @property
    def inquiries(self) -> dict[str, Inquiry]:
        """The public inquiries, by key."""
        return {each.key: each for rule in self.rules for each in rule.inquiries}

    @property
    def lengthened_by_officers(self) -> list[RetentionClass]:
        """The classes of which an officer records on the record that it is kept longer."""
        return [each for each in self.classes.values() if each.longer_by == "officer"]


@cache
def schedule() -> Schedule:
    """Return the schedule. Raises ``ValueError`` where the file names what it does not define."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    triggers = data["trigger"]
    classes = {}
    for key, entry in data["class"].items():
        if entry["trigger"] not in triggers:
            raise ValueError(f"{key} starts from {entry['trigger']}, which is not a trigger")
        if entry["authority"] not in AUTHORITIES or entry["disposal"] not in DISPOSALS:
            raise ValueError(f"{key} has an unknown authority or disposal")
        if ("longer_if" in entry) != (entry.get("longer_by") in LONGER_BY):
            raise ValueError(f"{key} does not say who sees to it that it is kept longer")
        died = entry.get("if_died", {})
        before_age, if_sooner = died.get("before_age"), died.get("if_sooner", False)
        classes[key] = RetentionClass(
            key=key,
            title=entry["title"],
            covers=entry["covers"],
            trigger=entry["trigger"],
            starts=triggers[entry["trigger"]]["title"],
            starts_how=triggers[entry["trigger"]]["how"],
            period=entry["period"],
            kept_for=in_words(entry["period"]),
            if_died=_if_died(died["period"], before_age, if_sooner) if died else "",
            if_died_period=died.get("period", {}),
            died_before_age=before_age,
            died_if_sooner=if_sooner,
            longer_when=entry.get("longer_if", ""),
            longer_by=entry.get("longer_by", ""),
            basis=entry["basis"],
            authority=entry["authority"],
            disposal=entry["disposal"],
            note=entry.get("note", ""),
        )
    rules = tuple(_rule(key, entry) for key, entry in data["rule"].items())
    return Schedule(classes=classes, rules=rules, elsewhere=data["elsewhere"])


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    if entry["authority"] not in AUTHORITIES:
        raise ValueError(f"{key} has an unknown authority")
    return Rule(
        key=key,
        title=entry["title"],
        text=entry["text"],
        basis=entry["basis"],
        authority=entry["authority"],
        exceptions=tuple(entry.get("exceptions", ())),
        reasons=tuple(entry.get("reasons", ())),
        inquiries=tuple(Inquiry(**each) for each in entry.get("inquiry", ())),
    )


def _if_died(period: dict[str, Any], before_age: int | None, if_sooner: bool) -> str:
    early = f" before the age of {before_age}" if before_age else ""
    return f"{in_words(period)} after death{early}{', if sooner' if if_sooner else ''}"


def in_words(period: dict[str, Any]) -> str:
    """Return a period as people say it: "8 years", "until the age of 25"."""
    if period.get("life_of_parent"):
        return f"as long as the record it belongs to, and {period['minimum_years']} years at least"
    if "until_age" in period:
        return f"until the age of {period['until_age']}"
    for unit in ("years", "months", "days"):
        if unit in period:
            count = period[unit]
            return f"{count} {unit if count != 1 else unit[:-1]}"
    raise ValueError(f"A period needs years, months, days or an age, not {sorted(period)}")
