"""What the council did beside writing entries: involvements, planned visits, questions asked."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

import clock
from accounts.models import User
from disclosure.about import joined, sentences
from disclosure.models import Export
from disclosure.pdf.document import About, Fact
from people import queries as people_queries
from people.models import Allocation, Involvement, Person
from people.queries import Period
from records import queries as record_queries
from records.held import held_beside
from records.models import GuidanceRequest
from ui import formats

_Row = TypeVar("_Row")
_PART_OF = {Involvement.Role.NEEDS: Export.Part.PERSON, Involvement.Role.CARER: Export.Part.CARER}


def dealings(
    person: Person, going: Collection[int], *, viewer: User, part: str = ""
) -> tuple[list[About], tuple[str, ...]]:
    """Return what was done about a person, and in words how much of it stays out, and why.

    ``going`` are the entries that this copy holds, and ``viewer`` is who asked for it. Where one
    ``part`` is copied alone, what is tied to no entry of it stays out.
    """
    periods, of_other_part = _parted(
        people_queries.periods_open_to(viewer, person),
        lambda each: not part or _PART_OF[Involvement.Role(each.involvement.role)] == part,
    )
    visits, untied = _parted(
        record_queries.visits_of(person), lambda each: not part or each.entry_id in going
    )
    # A question about an entry that stays out says what is in it.
    asked, unsaid = _parted(
        record_queries.questions_about(person),
        lambda each: each.entry_id in going or (each.entry_id is None and not part),
    )
    parts = [About(_title(each.involvement), tuple(_period(each))) for each in periods]
    if visits:
        parts.append(About("Planned visits", tuple(_visit(each) for each in visits)))
    advice = record_queries.advice_of(each.answer_id for each in asked if each.answer_id in going)
    questions = [
        Fact(
            _on(each.asked_at),
            sentences(
                each.question,
                f"{each.asked_by.name} asked {each.asked_of.name}",
                _answer(each, advice),
            ),
        )
        for each in asked
    ]
    if questions:
        parts.append(About("Questions to managers", tuple(questions)))
    untied_because = "tied to no entry of this copy"
    closed = [each for each in periods if each.closed_by is not None]
    wordless = formats.counted(len(closed), "involvement")
    left_out = (
        (of_other_part, "involvement", "involvements", "about the other part"),
        (untied, "planned visit", "planned visits", untied_because),
        (unsaid, "question to a manager", "questions to managers", untied_because),
    )
    return parts, (
        *(
            f"{formats.counted(len(rows), one, many)} left out: {because}."
            for rows, one, many, because in left_out
            if rows
        ),
        *((f"The words of {wordless} left out: restricted to named people.",) if closed else ()),
    )


def _parted(rows: Iterable[_Row], stays: Callable[[_Row], bool]) -> tuple[list[_Row], list[_Row]]:
    inside: list[_Row] = []
    outside: list[_Row] = []
    for row in rows:
        (inside if stays(row) else outside).append(row)
    return inside, outside


def _answer(asked: GuidanceRequest, advice: Mapping[int, str]) -> str:
    """Return what the manager answered, when and after how long; not what stays out."""
    if asked.answered_at is None:
        return "Withdrawn" if asked.withdrawn_at else "Not answered"
    length = formats.length_in_words(clock.minutes_between(asked.asked_at, asked.answered_at))
    answered = f"{asked.asked_of.name} answered on {_on(asked.answered_at)}, after {length}"
    said = advice.get(asked.answer_id or 0)
    return f"{answered}: {said}" if said else f"{answered}, in an entry that is not in this copy"


def _title(involvement: Involvement) -> str:
    role = involvement.get_role_display()
    return f"The council’s involvement: {role[:1].lower()}{role[1:]}"


def _period(period: Period) -> Iterable[Fact]:
    involvement = period.involvement
    until = ""
    if involvement.closed_on:
        until = f"closed {formats.day_and_month(involvement.closed_on)}"
    yield Fact(
        "How it stands",
        sentences(
            joined(
                involvement.get_state_display(),
                f"since {_on(involvement.opened_at)}",
                until,
                involvement.get_urgency_display(),
                involvement.team.name if involvement.team else "",
            ),
            f"Waited for a worker: {involvement.waits_for}" if involvement.waits_for else "",
            _with(f"{involvement.get_risk_display()} risk", involvement.risk_while_waiting)
            if involvement.risk
            else "",
        ),
    )
    for step in period.steps:
        yield Fact(
            _on(step.changed_at),
            sentences(
                _with(step.step, step.reason),
                f"Told or asked: {step.told}" if step.told else "",
                joined(step.get_was_display(), step.get_became_display(), between=" → "),
                step.changed_by.name if step.changed_by else "",
            ),
        )
    for check in period.checks:
        yield Fact(
            _on(check.checked_at),
            sentences(
                f"Checked while waiting: {check.found}",
                check.spoke_with,
                f"{check.get_risk_display()} risk",
                check.checked_by.name,
            ),
        )
    for offer in period.offers:
        yield Fact(
            _on(offer.offered_at),
            sentences(
                _with(f"Offered to {offer.team.name}", offer.reason),
                offer.get_state_display(),
                offer.answer,
            ),
        )
    yield from (_work(each) for each in period.work)
    if period.closed_by is None:
        for label, text in held_beside(involvement):
            yield Fact(label, sentences(text))


def _with(what: str, words: str) -> str:
    return f"{what}: {words}" if words else what


def _work(work: Allocation) -> Fact:
    who = work.worker.described if work.worker else work.team.name
    until = f"until {formats.day_and_month(work.ends_on)}" if work.ends_on else ""
    between = f"from {formats.day_and_month(work.starts_on)}"
    known = f"They were told how: {work.introduced_how}" if work.introduced_how else ""
    return Fact(
        work.get_role_display() if work.worker else "Team",
        sentences(joined(who, joined(between, until, between=" ")), work.reason, known),
    )


def _visit(visit) -> Fact:
    return Fact(
        formats.long_datetime(clock.local(visit.starts_at)),
        sentences(
            joined(visit.get_how_display(), visit.place, visit.worker.name),
            visit.purpose,
            visit.get_status_display(),
            visit.said,
            _interpreter(visit),
        ),
    )


def _interpreter(visit) -> str:
    if not (visit.interpreter or visit.interpreter_for or visit.interpreter_said):
        return ""
    state = visit.get_interpreter_display().lower() if visit.interpreter else ""
    return f"Interpreter: {joined(visit.interpreter_for, state, visit.interpreter_said)}"


def _on(at: datetime) -> str:
    return formats.day_and_month(clock.day_of(at))
