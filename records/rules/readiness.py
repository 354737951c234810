"""What stands between a draft and its signature, and the facts that the catalogue asks for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

import clock
from accounts.models import User
from people.models import Person
from records.catalogue import (
    Problem,
    RecordType,
    action_problems,
    broken_rules,
    fields_by_name,
    missing,
    statement_problems,
)
from records.catalogue.answers import day_in
from records.models import Action, Attachment, EntryVersion
from records.rules.described import undescribed
from records.rules.facts import facts_about
from records.rules.formats import unmet_formats
from records.rules.local_figures import written_within
from records.rules.supervision import decided_by_another, supervised_by_another
from records.rules.times import Times
from records.rules.unsaid import left_unsaid
from ui import formats

PAST_DUE_REASONS = (
    "It has been done already",
    "It was agreed then, and is late",
    "The date is set by law or by a court",
)
_PAST_DUE = "past_due-"


class NotReady(ValidationError):
    """An entry that cannot be signed yet. ``problems`` says each thing that is in the way."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([f"{problem.field}: {problem.message}" for problem in problems])
        self.problems = list(problems)


def event_of(values: Mapping[str, Any]) -> tuple[datetime, bool] | None:
    """Return when it happened and whether the time is known; ``None`` if it cannot be read.

    A day whose time is not known counts from its first minute.
    """
    answer = values.get("event_at")
    try:
        if isinstance(answer, Mapping):
            return clock.local(datetime.fromisoformat(answer["on"])), False
        return clock.local(datetime.fromisoformat(str(answer))), True
    except (KeyError, TypeError, ValueError):
        return None


def days_late(record_type: RecordType, values: Mapping[str, Any], *, at: datetime) -> int:
    """Return the working days beyond the type's limit at which it is signed; 0 without a limit."""
    limit, event = written_within(record_type), event_of(values)
    if limit is None or event is None:
        return 0
    return max(0, clock.working_days_between(clock.day_of(event[0]), clock.day_of(at)) - limit)


def problems(
    record_type: RecordType,
    *,
    person: Person,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    gaps: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    today: date | None = None,
    facts: Mapping[str, Any] | None = None,
    times: Times | None = None,
    files: Iterable[Attachment] = (),
    before: EntryVersion | None = None,
    by: User | None = None,
) -> list[Problem]:
    """Return everything that stands in the way of signing, in the order of the form.

    ``facts`` are those about the person, if a form has asked for them already. ``times`` are those
    of a record that is signed for the first time: a correction is neither late nor in time.
    ``at`` is what lateness is counted to; ``today``, the day of ``at`` unless given, is the day on
    which an action that is agreed may not be past its date already without a reason. ``files`` are
    those that are signed now. Nothing is asked for that ``before``, the whole version that is
    corrected, was signed without. ``by`` is whoever signs.
    """
    at = at or clock.now()
    late = days_late(record_type, values, at=at) > 0
    known = facts_about(record_type, person, late=late, at=at) if facts is None else facts
    facts = {**known, "late": late}
    rows = [statement_row(row) for row in statements]
    done = [action_row(row) for row in actions]
    gaps = gaps or {}
    fields = fields_by_name(record_type)
    order = {name: number for number, name in enumerate(fields)}
    found = _about_time(values, at) + _decided_later(rows, today=today or clock.day_of(at))
    lacking = missing(record_type, values, statements=rows, actions=done, facts=facts, gaps=gaps)
    stood = _statements_in(before)
    if before is not None:
        then = missing(
            record_type,
            before.values,
            statements=stood,
            actions=done,
            facts=facts,
            gaps=before.gaps,
        )
        lacking = [each for each in lacking if each not in then]
    found += lacking
    counted: Counter[str] = Counter()
    for row in rows:
        number = counted[row["field_key"]]
        counted[row["field_key"]] += 1
        asked = fields.get(row["field_key"])
        found += [
            replace(each, field=f"{row['field_key']}-{number}.{each.field}")
            for each in statement_problems(row, field=asked)
            if row not in stood
        ]
    found += decided_by_another(record_type, values, rows, stood=stood)
    if by is not None:
        signed = before.values if before is not None else {}
        found += supervised_by_another(record_type, values, by=by, stood=signed)
    found += [each for each in left_unsaid(rows, values, stood=stood) if not gaps.get(each.rule)]
    for number, row in enumerate(done):
        found += [
            replace(each, field=f"actions-{number}.{each.field}") for each in action_problems(row)
        ]
    found += [
        each
        for each in _past_due(actions, today=today or clock.day_of(at))
        if not gaps.get(each.rule)
    ]
    event = event_of(values)
    day = clock.day_of(event[0] if event else at)
    found += [
        each
        for each in unmet_formats(record_type, person, values, on=day)
        if not gaps.get(each.rule)
    ]
    if times is not None:
        known_day = day if event is not None else None
        found += [
            each
            for each in times.problems(values, event=known_day, at=at)
            if not gaps.get(each.rule)
        ]
    found += [each for each in undescribed(record_type, files) if not gaps.get(each.rule)]
    rules = broken_rules(record_type, values, statements=rows, actions=done, facts=facts)
    found += [each for each in rules if not (each.overridable and gaps.get(each.rule))]
    return sorted(found, key=lambda each: order.get(field_of(each), -1))


def in_the_way(record_type: RecordType, **given: Any) -> list[Problem]:
    """Return what of ``problems`` stops signing; advice does not."""
    found = problems(record_type, **given)
    return [each for each in found if each.severity == "must-fix" or each.overridable]


def require(record_type: RecordType, *, finish_later: bool, **given: Any) -> None:
    """Raise ``NotReady`` unless what is ``given``, as ``problems`` takes it, may be signed.

    ``finish_later`` asks only for what no record can be without: when, what kind, who (ruling 13).
    """
    found = in_the_way(record_type, **given)
    if finish_later:
        found = [each for each in found if each.essential]
    if found:
        raise NotReady(found)


def statement_row(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement in the flat shape that the catalogue reads."""
    return {
        "field_key": given["field"],
        "kind": given["kind"],
        "text": given["text"],
        "about_someone_else": bool(given.get("about_someone_else")),
        **(given.get("details") or {}),
    }


def _statements_in(version: EntryVersion | None) -> list[dict[str, Any]]:
    """Return the statements of a signed version as ``statement_row`` returns them."""
    if version is None:
        return []
    return [
        statement_row(
            {
                "field": row.field,
                "kind": row.kind,
                "text": row.text,
                "about_someone_else": row.about_someone_else,
                "details": row.details,
            }
        )
        for row in version.statements.all()
    ]


def action_row(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an action in the shape that the catalogue reads."""
    owner = given.get("owner")
    name = owner.name if owner else given.get("owner_name", "")
    due = given.get("due_on")
    return {
        "field_key": "actions",
        "text": given.get("text", ""),
        "owner": [{"kind": "staff" if owner else "other", "key": "", "name": name}] if name else [],
        "due": due.isoformat() if due else "",
        "priority": Action.Priority(given["priority"]).label if given.get("priority") else "",
        "status": "Open",
    }


def field_of(problem: Problem) -> str:
    """Return the question that a problem is about, whatever row or reason it names."""
    name = problem.field.split(".")[0].removesuffix("__reason")
    head, _, number = name.rpartition("-")
    return head if head and number.isdecimal() else name


def past_due_on(rule: str) -> date | None:
    """Return the date that a reason for agreeing an action late speaks of; None for another."""
    return date.fromisoformat(rule.removeprefix(_PAST_DUE)) if rule.startswith(_PAST_DUE) else None


def _past_due(actions: Sequence[Mapping[str, Any]], *, today: date) -> list[Problem]:
    """Return the actions that would be late from the start; one reason does for one date."""
    found: dict[date, Problem] = {}
    for number, given in enumerate(actions):
        due = given.get("due_on")
        if due and due < today and not given.get("stands"):
            problem = Problem(
                f"actions-{number}.due",
                f"The date by which it will be done has passed: {formats.day_and_month(due)}",
                overridable=True,
                override_reasons=PAST_DUE_REASONS,
                rule=f"{_PAST_DUE}{due.isoformat()}",
                instead="Say why it is late already",
            )
            found.setdefault(due, problem)
    return list(found.values())


def _decided_later(rows: Sequence[Mapping[str, Any]], *, today: date) -> list[Problem]:
    """Return the decisions that are said to be of a day that has not come yet."""
    counted: Counter[str] = Counter()
    found = []
    for row in rows:
        day = day_in(row.get("decided_on")) if row["kind"] == "decision" else None
        if day is not None and day > today:
            place = f"{row['field_key']}-{counted[row['field_key']]}.decided_on"
            found.append(Problem(place, "The day it was decided must not be in the future"))
        counted[row["field_key"]] += 1
    return found


def _about_time(values: Mapping[str, Any], at: datetime) -> list[Problem]:
    event = event_of(values)
    if event is None and values.get("event_at"):
        return [Problem("event_at", "Enter the date and time it happened", essential=True)]
    if event is not None and event[0] > at:
        message = "The date and time it happened must not be in the future"
        return [Problem("event_at", message, essential=True)]
    return []
