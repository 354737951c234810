"""What the clocks say, in plain sentences."""

from datetime import date, datetime

import clock
from retention.clocks import ANSWERED, LENGTHENED, Clock, Reckoned, WhyNot
from ui import formats

_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_SINCE = {
    "last_contact": "the last contact",
    "case_closed": "the case was closed",
    "death": "the death",
    "decision_date": "the decision",
    "order_ended": "the order or authorisation ended",
    "financial_year_end": "the end of the financial year",
    "request_closed": "the review or inquest was closed",
    "created": "the last of these entries",
    ANSWERED: "a request or a complaint was answered",
}
_UNLESS = "unless it is held because of a claim, an inquiry, a complaint or a request"
_HELD = "but it is held, so that nothing of it is destroyed until the hold has ended"


def sentence(
    reckoned: Reckoned, *, on: date, held: bool = False, kept_until: date | None = None
) -> str:
    """Say when a whole record is due, and why, as somebody would say it to the person.

    ``kept_until``: the day until which it was decided to keep it whatever its day.
    """
    decides = reckoned.decides
    if decides is None:
        return "Nothing is written on this record yet, so there is no day on which it is due."
    if decides.due is None:
        return _without_day(decides)
    when = f"on {formats.day_and_month(decides.due)}"
    verb = "will be due for review" if decides.due > on else "has been due for review since"
    if decides.due <= on:
        when = formats.day_and_month(decides.due)
    told = f"This record {verb} {when}, {because(decides)}"
    longer = ""
    if kept_until is not None and kept_until > max(decides.due, on):
        until = formats.day_and_month(kept_until)
        longer = f" It was decided to keep it until {until}, and to look at it again then."
    if held:
        return f"{told}, {_HELD}.{longer}"
    return f"{told}, {_UNLESS}.{longer}" if decides.due > on else f"{told}.{longer}"


def planned(row: dict[str, str]) -> str:
    """Return what the banner says of a record whose destruction was agreed."""
    day = clock.day_of(datetime.fromisoformat(row["not_before"]))
    return f"Will be destroyed on {formats.day_and_month(day)}: tell a records officer if needed"


def because(each: Clock) -> str:
    """Return how the day was reached: "eight years after the last contact on 1 April 2026"."""
    if each.since is None or each.due is None:
        return ""
    if each.trigger == LENGTHENED:
        until = formats.day_and_month(each.since)
        return f"as a records officer recorded why it is kept until {until} ({each.kept.title})"
    if each.kept.period.get("life_of_parent"):
        return "with the rest of the record"
    if each.trigger == "date_of_birth":
        return f"their {formats.ordinal(each.due.year - each.since.year)} birthday"
    period = each.kept.if_died_period if each.trigger == "death" else each.kept.period
    start = _SINCE[each.trigger]
    return f"{_length(period)} after {start} on {formats.day_and_month(each.since)}"


def _without_day(each: Clock) -> str:
    if each.why_not is WhyNot.INVOLVED:
        return (
            "This record is kept while the council is involved. The time begins when the"
            " involvement has ended."
        )
    if each.why_not is WhyNot.ASKED:
        return (
            "This record is kept while a request or a complaint about it waits for an answer. The"
            " time begins when it is answered."
        )
    return (
        f"No day can be worked out for this record, because {each.why_not}. It is kept until a"
        " records officer has looked at it."
    )


def _length(period: dict[str, int]) -> str:
    for unit in ("years", "months", "days"):
        if unit in period:
            count = period[unit]
            number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
            return f"{number} {unit if count != 1 else unit[:-1]}"
    raise ValueError(f"A period needs years, months or days, not {sorted(period)}")
