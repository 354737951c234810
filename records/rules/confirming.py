"""Who gave the information that somebody else wrote down, and what they say of it since.

Pure words: screen, review and copy all say of a provider what stands here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import clock
from accounts.models import User
from records.models import Confirmation, Entry, EntryVersion
from ui import formats


class State(StrEnum):
    """How it stands between the writer's newest words and the one who gave the information."""

    CONFIRMED = "CONFIRMED"
    CORRECTED = "CORRECTED"
    WAITING = "WAITING"
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True)
class Answer:
    """What a provider said of one version."""

    by: str
    at: datetime
    text: str
    version: int
    is_of_newest: bool

    @property
    def title(self) -> str:
        """What the answer is, in words."""
        return "To be put right" if self.text else "Confirmed"


@dataclass(frozen=True)
class Provided:
    """The provider of information of an entry, with every answer they gave."""

    name: str
    state: State
    words: str
    short: str
    answers: tuple[Answer, ...]

    @property
    def put_right(self) -> tuple[Answer, ...]:
        """The answers that say what should be put right: they stand beside the entry for ever."""
        return tuple(each for each in self.answers if each.text)


def provided(
    entry: Entry, newest: EntryVersion, confirmations: Iterable[Confirmation] | None = None
) -> Provided | None:
    """Return the provider of information of an entry; None if its writer was there.

    ``confirmations`` are those to be told of, with their providers; left out, all of the entry.
    """
    reference = who_told(entry, newest.values)
    if reference is None:
        return None
    found = entry.confirmations.all() if confirmations is None else confirmations
    answers = tuple(_answer(row, newest.number) for row in found)
    if reference.get("kind") != "staff":
        name = formats.person_with_role(reference)
        words = (
            f"from information given by {name}, who is not on the council’s staff "
            "and so is not asked to confirm it"
        )
        return Provided(name, State.OUTSIDE, words, "not on the council’s staff", answers)
    name = reference["name"]
    last = next((each for each in answers if each.is_of_newest), None)
    given = f"from information given by {name}"
    if last is None:
        return Provided(
            name, State.WAITING, f"{given}, not yet confirmed", "not yet confirmed", answers
        )
    day = formats.long_date(last.at)
    if last.text:
        words = f"{given}, who said on {day} what should be put right"
        return Provided(name, State.CORRECTED, words, "who says what should be put right", answers)
    short = f"confirmed {formats.short_date(last.at)}"
    return Provided(
        name, State.CONFIRMED, f"{given}, confirmed by {last.by} on {day}", short, answers
    )


def may_answer(viewer: User, entry: Entry, versions: Sequence[EntryVersion]) -> bool:
    """Say whether ``viewer`` gave the information and has not answered for the newest version."""
    if viewer.pk in (None, entry.author_id) or entry.information_provider_id != viewer.pk:
        return False
    return all(row.version_number != versions[-1].number for row in entry.confirmations.all())


def who_told(entry: Entry, values: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return the provider of information of an entry, as ``values`` name them."""
    named = next(iter(values.get("information_provider") or []), None)
    if named is None and entry.information_provider is not None:
        return {"kind": "staff", "name": entry.information_provider.name}
    return named


def _answer(row: Confirmation, newest: int) -> Answer:
    return Answer(
        by=row.provider.name,
        at=clock.local(row.answered_at),
        text=row.text if row.answer == Confirmation.Answer.CORRECTED else "",
        version=row.version_number,
        is_of_newest=row.version_number == newest,
    )
