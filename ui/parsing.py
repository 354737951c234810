"""Read what people type: dates, times, lengths of time, sums of money, names and roles.

Pure functions. Each returns a value, or raises ``Unreadable``: a sentence on what to do,
and names the parts that are wrong, so that a page can mark and link to them.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
EARLIEST_YEAR = 1850
LATEST_YEAR = 2199
LARGEST_SUM = Decimal("9999999.99")
LONGEST_MINUTES = 7 * 24 * 60

_WHOLE_DATE = re.compile(r"^(\d{1,2})[\s/.-]+([0-9]{1,2}|[A-Za-z]{3,9})[\s/.,-]+(\d{2,4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_TIME = re.compile(r"^(\d{1,2})(?:[:.\s]?(\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?$", re.IGNORECASE)
_MINUTES = re.compile(
    r"^(?:(\d{1,3})\s*(?:h|hr|hrs|hour|hours)\s*)?(?:(\d{1,5})\s*(?:m|min|mins|minute|minutes)?)?$",
    re.IGNORECASE,
)


@dataclass
class Unreadable(ValueError):
    """What was typed cannot be read. ``parts`` names the inputs at fault; none means all."""

    message: str
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _month_number(text: str) -> int | None:
    word = text.strip(" .").lower()
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    if len(word) < 3:
        return None
    if word == "sept":
        return 9
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)


def read_date(day: str, month: str, year: str, *, noun: str = "Date") -> date | None:
    """Return the day typed in three boxes, or ``None`` when all are blank.

    A whole date typed or pasted into the first box is understood too ("3 September 2026",
    "3/9/2026", "2026-09-03"). Months may be names. Years need four figures: "26" could be 1926.
    """
    day, month, year = day.strip(), month.strip(), year.strip()
    if day and not month and not year:
        if whole := _WHOLE_DATE.match(day):
            day, month, year = whole.groups()
        elif iso := _ISO_DATE.match(day):
            year, month, day = iso.groups()
    if not (day or month or year):
        return None
    missing = [n for n, text in (("day", day), ("month", month), ("year", year)) if not text]
    if missing:
        words = _and([("a " + name) for name in missing])
        raise Unreadable(f"{noun} must include {words}", tuple(missing))
    if not day.isdecimal() or not 1 <= int(day) <= 31:
        raise Unreadable(f"{noun}: day must be a number from 1 to 31", ("day",))
    number = _month_number(month)
    if number is None:
        raise Unreadable(
            f"{noun}: month must be a number from 1 to 12 or a name, like March",
            ("month",),
        )
    if not year.isdecimal() or len(year) != 4:
        raise Unreadable(f"{noun}: year must have 4 figures, like 2026", ("year",))
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise Unreadable(
            f"{noun}: year must be between {EARLIEST_YEAR} and {LATEST_YEAR}", ("year",)
        )
    try:
        return date(int(year), number, int(day))
    except ValueError:
        month_name = MONTHS[number - 1].title()
        raise Unreadable(
            f"{noun} must be a real date: {month_name} {year} has no day {int(day)}", ("day",)
        ) from None


def read_time(text: str, *, noun: str = "Time") -> time | None:
    """Return the time of day typed, or ``None`` for a blank.

    Understands "3.45pm", "3:45 pm", "15:45", "1545", "3pm", "noon" and "midnight". A bare "3:45"
    could be night or afternoon, so one to seven o'clock without am, pm or a leading 0 is asked
    about rather than guessed: a wrong time in a record is worse than a question.
    """
    text = " ".join(text.split()).lower()
    if not text:
        return None
    if text in ("noon", "midday", "12 noon"):
        return time(12, 0)
    if text in ("midnight", "12 midnight"):
        return time(0, 0)
    match = _TIME.match(text)
    if not match:
        raise Unreadable(f"{noun} must be a time, like 3:45pm or 15:45", ("time",))
    hours_text, minutes_text, half = match.groups()
    hours, minutes = int(hours_text), int(minutes_text or 0)
    if minutes > 59:
        raise Unreadable(f"{noun}: minutes must be from 00 to 59", ("time",))
    if half:
        if not 1 <= hours <= 12:
            raise Unreadable(f"{noun}: with am or pm, hours go from 1 to 12", ("time",))
        return time(hours % 12 + (12 if half == "p" else 0), minutes)
    if hours > 23:
        raise Unreadable(f"{noun} must be a time, like 3:45pm or 15:45", ("time",))
    if not minutes_text:
        raise Unreadable(f"{noun}: say am or pm, like {hours % 12 or 12}pm", ("time",))
    if 1 <= hours <= 7 and len(hours_text) == 1:
        raise Unreadable(
            f"{noun}: say if {hours}:{minutes:02} is am or pm, "
            f"or type {hours:02}:{minutes:02} or {hours + 12}:{minutes:02}",
            ("time",),
        )
    return time(hours, minutes)


def read_minutes(text: str) -> int | None:
    """Return a length of time in minutes ("40", "40 minutes", "1 hour 20"), or ``None``."""
    text = " ".join(text.split())
    if not text:
        return None
    match = _MINUTES.match(text)
    if not match or not any(match.groups()):
        raise Unreadable("Minutes must be a number, like 40, or 1 hour 20", ("minutes",))
    total = int(match.group(1) or 0) * 60 + int(match.group(2) or 0)
    if not 1 <= total <= LONGEST_MINUTES:
        raise Unreadable("Minutes must be from 1 to 10,080, which is a week", ("minutes",))
    return total


def read_pounds(text: str) -> Decimal | None:
    """Return a sum of money to the penny ("148.2", "£1,480"), or ``None`` for a blank."""
    text = text.strip().removeprefix("£").replace(",", "").replace(" ", "")
    if not text:
        return None
    if not re.fullmatch(r"\d+(\.\d{1,2})?", text, re.ASCII):
        raise Unreadable("Amount must be pounds and pence, like 148.20", ("amount",))
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = LARGEST_SUM + 1
    if amount > LARGEST_SUM:
        raise Unreadable("Amount must be £9,999,999.99 or less", ("amount",))
    return amount


def read_people(text: str) -> list[tuple[str, str]]:
    """Return (name, role) for each line of text: "Jo Bloggs, neighbour" is a name, then a role."""
    people = []
    for line in text.splitlines():
        name, _, role = line.partition(",")
        if name.strip():
            people.append((name.strip(), role.strip()))
        elif role.strip():
            raise Unreadable("Put the name first, then a comma, then the role", ("other",))
    return people


def with_plain_line_breaks(text: str) -> str:
    """Undo what a browser adds when it sends a form: CR LF for each line break typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def hidden_character_message(text: str, *, line_breaks: bool = True) -> str | None:
    """Say where a character stands that cannot be kept, or return ``None`` when all is well.

    Control characters and lone surrogates cannot be stored, printed or exported faithfully. They
    come from copying out of other programs, cannot be seen, and so need a sentence that says where.
    """
    for place, character in enumerate(text):
        if character in "\n\t" and line_breaks:
            continue
        if unicodedata.category(character) not in ("Cc", "Cs"):
            continue
        before = text[max(0, place - 25) : place].split("\n")[-1].strip()
        if character in "\r\n\t":
            return "This answer must be on one line. Take out the line break or tab"
        where = f"after “{before}”" if before else "at the start"
        return (
            f"There is a hidden character {where} that cannot be kept. "
            "Delete the words around it and type them again"
        )
    return None


_REASON = re.compile(
    r"\((?P<ask>(?:say|give) [^()]+|reason(?: given)?|date|people, date|link)\)\s*$",
    re.IGNORECASE,
)
_REASON_WORDS = {
    "reason": "Say why",
    "reason given": "What reason was given?",
    "date": "Date",
    "people, date": "People and date",
    "link": "Which record?",
}


def reason_prompt(choice: str) -> str | None:
    """Return the words for the text box that a choice asks for, or ``None`` if it asks nothing.

    "No (say why and when next)" asks "Say why and when next"; "Yes (date)" asks "Date".
    """
    match = _REASON.search(choice)
    if not match:
        return None
    ask = match.group("ask").lower()
    return _REASON_WORDS.get(ask, ask[0].upper() + ask[1:])
