"""The time that the law gives for an answer, what stops it, and what makes it longer.

A request is answered in a month; a complaint in months that are counted otherwise, or as agreed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import clock

MONTHS = 1
LONGEST_EXTENSION = 2

# What was asked of them on a day, and when their answer came: none, if it has not.
Waited = tuple[date, date | None]


@dataclass(frozen=True)
class Counted:
    """How the time of a request stands on a day.

    ``due_on`` is the last day to answer; None while the month has not begun, because proof is
    awaited. ``first_due_on`` is what it is without an extension. ``waits_since``: the day since
    which it stands still.
    """

    due_on: date | None
    first_due_on: date | None
    waits_since: date | None
    days_stopped: int


def count(
    received_on: date,
    *,
    proofs: Iterable[Waited] = (),
    questions: Iterable[Waited] = (),
    months_more: int = 0,
    on: date,
) -> Counted:
    """Return how the time of a request that came on ``received_on`` stands at the end of ``on``.

    One calendar month by the corresponding date (3 March: by 3 April; 31 January: by 28 or 29
    February), and the next working day if that is none. Where proof of who asks had to be asked
    for, the month begins on the day that it came. The days from a question that makes the request
    clear to its answer do not count: the last day moves by as many. Neither helps once the time was
    over. An extension makes one month two or three, from the same beginning.
    Source: UK GDPR, Article 12(3) and 12(6), as amended by the Data (Use and Access) Act 2025.
    """
    starts_on, stopped, waits_since = received_on, 0, None
    for asked, came in sorted(proofs):
        if asked > _last_day(starts_on, MONTHS + months_more, stopped):
            continue
        if came is None:
            return Counted(None, None, asked, 0)
        starts_on = max(starts_on, came)
    for asked, answered in sorted(questions):
        if asked > _last_day(starts_on, MONTHS + months_more, stopped):
            continue
        if answered is None:
            waits_since = asked
        stopped += max(0, ((answered or on) - max(asked, starts_on)).days)
    return Counted(
        due_on=_last_day(starts_on, MONTHS + months_more, stopped),
        first_due_on=_last_day(starts_on, MONTHS, stopped),
        waits_since=waits_since,
        days_stopped=stopped,
    )


def count_complaint(
    received_on: date, *, months: int, agreed: Iterable[tuple[date, date]] = ()
) -> Counted:
    """Return how the time of a complaint that came on ``received_on`` stands.

    So many months that begin with the day on which it came (3 March and 6 months: by 2 September),
    weekends and holidays counted. What was agreed with whoever complains is the last day instead,
    earlier or later, if it was agreed while there was time: ``agreed`` are the days on which that
    was done, and until when.
    Source: Local Authority Social Services and NHS Complaints (England) Regulations 2009,
    regulations 13(7) and 14(3) to 14(5).
    """
    due_on = first_due_on = clock.add_days(clock.add_months(received_on, months), -1)
    for on, until in agreed:
        if on <= max(due_on, first_due_on):
            due_on = until
    return Counted(due_on, first_due_on, None, 0)


def acknowledge_by(received_on: date, *, working_days: int = 0, days: int = 0) -> date:
    """Return the last day to say that a request or complaint came.

    So many working days after the day on which it came; or so many days, of which that day is the
    first: 30 days from 1 September end on 30 September.
    Source: the Regulations of 2009, regulation 13(3); Data Protection Act 2018, section 164A.
    """
    if days:
        return clock.add_days(received_on, days - 1)
    return clock.add_working_days(received_on, working_days)


def _last_day(starts_on: date, months: int, stopped: int) -> date:
    """Return the last day of so many months, or the next working day if it is none."""
    ends_on = clock.add_days(clock.add_months(starts_on, months), stopped)
    return clock.add_working_days(clock.add_days(ends_on, -1), 1)
