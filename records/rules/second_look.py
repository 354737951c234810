"""What is worth a second look before signing: it may be right, and never stops anybody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import clock
from accounts.models import User
from records.catalogue import Problem
from records.catalogue.answers import day_in
from records.models import Action, Entry
from records.rules.readiness import event_of
from ui import formats

# Beyond these a mistyped year or month is likelier than what is written.
LONG_AGO = 366  # days from the event to today
FAR = 31  # days that a correction moves the event
_FIVE = 5  # working days

PRESENT, TOOK_PART = "writer_is_not_present", "writer_took_no_part"
CHECKLIST = "checklist_has_no_action"
REMEDIES = {
    PRESENT: "Add me to those present",
    TOOK_PART: "Say that I took part",
    CHECKLIST: "Add the action, mine, in five working days",
}
_CHECKLIST = "Complete the NHS continuing healthcare checklist"
_NAMED = ("checklist", "continuing healthcare", "chc")
_ADVICE = "advice"
_ACTION = re.compile(r"actions-(\d{1,3})-")


def second_look(
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    *,
    writer: User,
    corrects: Entry | None,
    today: date,
    adds_actions: bool = True,
) -> list[Problem]:
    """Return a piece of advice for each answer that is possible and seldom meant.

    ``adds_actions``: the form asks for actions, so that one press may add one.
    """
    return [
        *_about_event(values, corrects, today),
        *_about_presence(values, writer),
        *_about_decisions(values, statements),
        *_about_actions(values, actions, today),
        *_about_checklist(values, actions, rule=CHECKLIST if adds_actions else ""),
    ]


def put_right(typed: Mapping[str, list[str]], rule: str, *, writer: User) -> dict[str, list[str]]:
    """Return what was typed with one thing put right as ``REMEDIES`` offers it."""
    if rule == PRESENT:
        ticked = typed.get("people_present", [])
        return {**typed, "people_present": [*ticked, f"staff:{writer.staff_number}"]}
    if rule == CHECKLIST:
        return with_action(typed, _CHECKLIST, writer)
    return {**typed, "author_took_part": ["true"]} if rule == TOOK_PART else dict(typed)


def _about_event(
    values: Mapping[str, Any], corrects: Entry | None, today: date
) -> Iterator[Problem]:
    event = event_of(values)
    if event is None:
        return
    day = clock.day_of(event[0])
    if corrects is not None:
        was = clock.day_of(corrects.event_at)
        if abs((day - was).days) > FAR:
            message = (
                f"The correction moves what happened from {formats.day_and_month(was)} to "
                f"{formats.day_and_month(day)}. Check the day, the month and the year."
            )
            yield Problem("event_at", message, severity=_ADVICE)
    elif (today - day).days > LONG_AGO:
        message = (
            f"This happened on {formats.day_and_month(day)}, {formats.ago(day, today)}. "
            "Check the year."
        )
        yield Problem("event_at", message, severity=_ADVICE)


def _about_presence(values: Mapping[str, Any], writer: User) -> Iterator[Problem]:
    present, took_part = values.get("people_present") or [], values.get("author_took_part")
    # Whoever made a call took part in it.
    calls = values.get("contact_channel") == "Telephone"
    there = [*present, *(values.get("contact_made_by") or [])] if calls else present
    if took_part is True and present and not _names(writer, there):
        message = "You say that you took part, and you are not among those present."
        yield Problem("people_present", message, severity=_ADVICE, rule=PRESENT)
    if took_part is False and _names(writer, present):
        message = "You are ticked among those present, and you say that you took no part."
        yield Problem("author_took_part", message, severity=_ADVICE, rule=TOOK_PART)


def _about_checklist(
    values: Mapping[str, Any], actions: Sequence[Mapping[str, Any]], *, rule: str
) -> Iterator[Problem]:
    """Offer the action for a continuing healthcare checklist that is still to be done."""
    if values.get("chc_considered") != "Checklist to be done":
        return
    texts = " ".join(str(each.get("text") or "") for each in actions).casefold()
    if not any(words in texts for words in _NAMED):
        message = "A continuing healthcare checklist is to be done, and no action says by whom."
        yield Problem("actions", message, severity=_ADVICE, rule=rule)


def with_action(typed: Mapping[str, list[str]], text: str, writer: User) -> dict[str, list[str]]:
    """Return what was typed with one more action, of the writer, in five working days."""
    total = (typed.get("actions-TOTAL_FORMS") or ["0"])[0]
    stand = [int(each[1]) + 1 for name in typed if (each := _ACTION.match(name))]
    row = max([int(total) if total.isdecimal() else 0, *stand])
    due = clock.add_working_days(clock.today(), _FIVE)
    return {
        **typed,
        "actions-TOTAL_FORMS": [str(row + 1)],
        f"actions-{row}-text": [text],
        f"actions-{row}-owner": [f"staff:{writer.staff_number}"],
        f"actions-{row}-due_day": [str(due.day)],
        f"actions-{row}-due_month": [str(due.month)],
        f"actions-{row}-due_year": [str(due.year)],
        f"actions-{row}-priority": [Action.Priority.FIVE_DAYS.label],
    }


def _names(writer: User, references: Sequence[Mapping[str, str]]) -> bool:
    mine = ("staff", writer.staff_number)
    return any((each.get("kind"), each.get("key")) == mine for each in references)


def _about_decisions(
    values: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Ask about decisions of another day than the event: their day is suggested, and can be old."""
    event = event_of(values)
    numbers: dict[str, int] = {}
    for row in statements:
        number = numbers[row["field"]] = numbers.get(row["field"], -1) + 1
        decided = day_in((row.get("details") or {}).get("decided_on"))
        if row["kind"] != "decision" or decided is None or event is None:
            continue
        happened = clock.day_of(event[0])
        if decided > happened:
            message = (
                f"Decided on {formats.day_and_month(decided)}, after what is recorded here "
                f"({formats.day_and_month(happened)}). Check the day."
            )
            yield Problem(f"{row['field']}-{number}.decided_on", message, severity=_ADVICE)


def _about_actions(
    values: Mapping[str, Any], actions: Sequence[Mapping[str, Any]], today: date
) -> Iterator[Problem]:
    """Ask about actions that are agreed for sooner than the date by which they are to be done."""
    event = event_of(values)
    begins = max(today, clock.day_of(event[0])) if event else today
    for number, given in enumerate(actions):
        due = given.get("due_on")
        if not due or given.get("stands") or not _is_later(given.get("priority"), begins, due):
            continue
        soon = Action.Priority(given["priority"]).label
        message = (
            f"“{soon}” does not go with {formats.day_and_month(due)}. Change one of the two, "
            "unless both are meant."
        )
        yield Problem(f"actions-{number}.priority", message, severity=_ADVICE)


def _is_later(priority: Any, begins: date, due: date) -> bool:
    if priority == Action.Priority.SAME_DAY:
        return due > begins
    if priority == Action.Priority.FIVE_DAYS:
        return due > begins and clock.working_days_between(begins, due) > _FIVE
    return False
