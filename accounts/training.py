"""Whether somebody's training in data protection is valid, and what of that opens records.

Ruling 7: once the days of grace are over nothing new opens; work that is allocated, duty and
emergencies stay open with a warning. ``User`` carries the two dates that this asks, so that no page
asks the database for it.
"""

from datetime import date
from enum import StrEnum

import clock
from accounts import local
from accounts.models import User
from ui import formats

REMIND_DAYS = 30


class State(StrEnum):
    """How training stands on a day."""

    NEVER = "NEVER"
    VALID = "VALID"
    DUE = "DUE"
    GRACE = "GRACE"
    OUT = "OUT"

    @property
    def label(self) -> str:
        """The state as a list writes it."""
        return {
            "NEVER": "None on file",
            "VALID": "Valid",
            "DUE": "Due again soon",
            "GRACE": "Ran out: days of grace",
            "OUT": "Ran out: new records closed",
        }[self.value]


def open_until(user: User) -> date | None:
    """Return the last day on which everything stays open; None if no training is on file."""
    if user.training_until is None:
        return None
    grace = local.settings_value("training.grace_working_days")
    ends = clock.add_working_days(user.training_until, grace)
    return max(ends, user.training_more_until or ends)


def state_of(user: User, day: date) -> State:
    """Return how the training of ``user`` stands on ``day``."""
    until = user.training_until
    if until is None:
        return State.NEVER
    if day <= until:
        return State.DUE if clock.add_days(day, REMIND_DAYS) >= until else State.VALID
    last = open_until(user)
    return State.GRACE if last is not None and day <= last else State.OUT


def is_out(user: User, day: date) -> bool:
    """Say whether nothing new opens for ``user`` on ``day``.

    Whoever has no training on file counts only where the council asks it of everybody.
    """
    state = state_of(user, day)
    if state is State.NEVER:
        return local.is_on("training.asked_of_everybody")
    return state is State.OUT


def because_out(user: User) -> str:
    """Say why records are closed, and what to do."""
    ran_out = (
        "You have no data protection training on file."
        if user.training_until is None
        else f"Your data protection training ran out on {formats.long_date(user.training_until)}."
    )
    return (
        f"{ran_out} Until it is recorded again you open the records of people who are allocated to "
        "you, and what you need on duty or in an emergency. Do the course, then tell your manager."
    )


def note_for(user: User, day: date) -> str:
    """Return the warning that stands on every page; nothing while training is valid."""
    if is_out(user, day):
        return because_out(user)
    if user.training_until is None or state_of(user, day) is not State.GRACE:
        return ""
    return (
        f"Your data protection training ran out on {formats.long_date(user.training_until)}. "
        f"After {formats.long_date(open_until(user))} only what is allocated to you opens, and "
        "what you need on duty or in an emergency. Do the course, then tell your manager."
    )


def reminder_for(user: User, day: date) -> str:
    """Return what the home page says while everything is open yet and training has to be done."""
    state = state_of(user, day)
    if state is State.DUE and user.training_until is not None:
        return (
            "Your data protection training is valid until "
            f"{formats.long_date(user.training_until)}. Do the course again by then, and tell your "
            "manager."
        )
    if state is State.NEVER and not is_out(user, day):
        return (
            "You have no data protection training on file. Do the course, then tell your manager."
        )
    return ""
