"""When it was written, when it was due, and whether days and dates fit."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from records.quality.definitions import ADVICE, WARNING, Finding
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.text import NUMBER, Piece
from ui.parsing import MONTHS

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = frozenset({3, 4, 5})
# In full, or in short; a month is not known by how a word begins: "Mary", "Marsh".
_MONTHS = {
    written: number for number, name in enumerate(MONTHS, start=1) for written in (name, name[:3])
} | {"sept": 9}
_WARN_AFTER, _SAY_WHY_AFTER, _FEW_WORDS = 2, 1, 5
_ORDINALS = frozenset({"st", "nd", "rd", "th", "of"})
_A_YEAR = 366
# How many pieces before a weekday its date may begin, and what stands between.
_BEFORE_A_DAY = 8
_HALF_A_YEAR = 183
# So many days every month has; a number beyond the other is no mistyped day.
_SHORTEST, _MOST = 29, 39
# With no year said, the 29th of February may be of another year.
_LEAP_YEAR = 2000
# "I saw her at home on 12 March": what happened, within so many pieces, and who and where.
_WITHIN = 6
_HAPPENED = frozenset({
    "visited", "saw", "met", "rang", "phoned", "telephoned", "spoke", "came", "fell", "texted",
    "emailed",
})  # fmt: skip
_WHOM = frozenset({
    "her", "him", "them", "me", "us", "to", "with", "at", "home", "again", "back", "both", "and",
})  # fmt: skip
_TO_A_DAY = frozenset({",", "(", "a", "was", "is", "which"})


class _Written(NamedTuple):
    """A day, a month and a year as they are written; the year is 0 where none is known."""

    day: int
    month: int
    year: int
    last: int


@rule("recorded_late")
def recorded_late(look: Look) -> Iterator[Finding]:
    """Find a record signed later than its kind allows."""
    late = look.facts.state.get("working_days_late", 0)
    if late > 0:
        yield Finding(
            "recorded_late",
            severity=WARNING if late > _WARN_AFTER else ADVICE,
            place="event_at",
            values={"event_date": _said(look.facts.happened_on)},
        )


@rule("late_reason_missing")
def late_reason_missing(look: Look) -> Iterator[Finding]:
    """Find a late record with no reason."""
    late = look.facts.state.get("working_days_late", 0)
    reason = str(look.facts.answers.get("late_reason") or "")
    if late >= _SAY_WHY_AFTER and len(reason.split()) < _FEW_WORDS:
        yield Finding("late_reason_missing", place="late_reason")


@rule("event_in_future")
def event_in_future(look: Look) -> Iterator[Finding]:
    """Find an event that has not happened yet."""
    happened, signed = look.facts.happened_on, look.facts.signed_on
    if happened is None or signed is None or look.facts.state.get("may_be_planned"):
        return
    if happened > signed:
        yield Finding("event_in_future", place="event_at")


@rule("date_mismatch")
def date_mismatch(look: Look) -> Iterator[Finding]:
    """Find a weekday that is not the day of its date, and a year far from the event's."""
    for reading in look.narrative:
        for number, piece in enumerate(reading.text.pieces):
            said = _weekday(piece) or _weekday_in_small_letters(reading.text.pieces, number)
            if not said or reading.hidden[number]:
                continue
            found = _date_beside(reading, number, look.facts.happened_on)
            if found is None:
                continue
            day, last = found
            actual = _DAYS[day.weekday()]
            if actual != said:
                yield reading.finding(
                    "date_mismatch",
                    number,
                    last,
                    text=reading.written(number, last),
                    actual_weekday=actual.capitalize(),
                )
        yield from _far_away(reading, look.facts.happened_on)
        yield from _never_comes(reading)
        yield from _not_yet(reading, look.facts.happened_on, look.facts.signed_on)


def _never_comes(reading: Reading) -> Iterator[Finding]:
    """Find a day that no calendar has, such as 31 April."""
    pieces = reading.text.pieces
    for number, piece in enumerate(pieces):
        if piece.kind != NUMBER or reading.hidden[number]:
            continue
        found = _written_date(reading, number, 0)
        # A month in figures may be a fraction or the half of something.
        if found is None or found.day < _SHORTEST or not _names_a_month(reading, number, found):
            continue
        if found.day > monthrange(found.year or _LEAP_YEAR, found.month)[1]:
            text = reading.written(number, found.last)
            yield replace(
                reading.finding("date_mismatch", number, found.last),
                message=f"There is no {text}. Please check the date.",
            )


def _names_a_month(reading: Reading, number: int, found: _Written) -> bool:
    return any(
        each.bare.lower() in _MONTHS and each.is_capitalised
        for each in reading.text.pieces[number : found.last]
    )


def _not_yet(reading: Reading, happened: date | None, signed: date | None) -> Iterator[Finding]:
    """Find a day after the signature on which somebody is said to have come, rung or spoken."""
    if signed is None or (happened is not None and happened > signed):
        return
    pieces = reading.text.pieces
    for number, piece in enumerate(pieces):
        if piece.low != "on" or reading.hidden[number]:
            continue
        weekday = number + 1 < len(pieces) and bool(_weekday(pieces[number + 1]))
        found = _date_after(reading, number + 1 + weekday, happened)
        if found is None or not _has_happened(reading, number):
            continue
        day, last = found
        # Without a year, a day that is far ahead is one of last year.
        if 0 < (day - signed).days < _HALF_A_YEAR:
            text = reading.written(number + 1, last)
            yield replace(
                reading.finding("date_mismatch", number + 1, last),
                message=f"{text} has not come yet, and this says what happened then. "
                "Please check the date.",
            )


def _has_happened(reading: Reading, at: int) -> bool:
    """Say whether somebody came, rang or spoke, and nothing but whom to stands between."""
    begins = reading.text.sentences[reading.text.sentence_of(at)].first
    for number in range(at - 1, max(begins, at - _WITHIN) - 1, -1):
        piece = reading.text.pieces[number]
        if piece.low in _HAPPENED:
            return True
        if not (piece.is_capitalised or piece.low in _WHOM):
            return False
    return False


def _far_away(reading: Reading, happened: date | None) -> Iterator[Finding]:
    """Find a date more than a year from the event, where nothing says that it is long ago."""
    for number, piece in enumerate(reading.text.pieces):
        if piece.kind != NUMBER or reading.hidden[number] or happened is None:
            continue
        found = _date_after(reading, number, None)
        if found is None or reading.cue("long_ago", reading.text.sentence_of(number)):
            continue
        day, last = found
        if abs((day - happened).days) > _A_YEAR:
            yield reading.finding(
                "date_mismatch", number, last, text=reading.written(number, last),
                actual_weekday=f"{day:%A}",
            )  # fmt: skip


@rule("deadline_missed")
def deadline_missed(look: Look) -> Iterator[Finding]:
    """Find work that was done, or is still undone, after its day."""
    due = look.facts.state.get("deadline")
    if isinstance(due, date) and look.facts.signed_on is not None and look.facts.signed_on > due:
        yield Finding(
            "deadline_missed",
            values={
                "due_date": _said(due),
                "basis": look.facts.state.get("basis", "its time limit"),
            },
        )


@rule("review_overdue")
def review_overdue(look: Look) -> Iterator[Finding]:
    """Find a plan that is due for review, or will be within four weeks."""
    due, today = look.facts.state.get("next_review"), look.facts.signed_on
    if isinstance(due, date) and today is not None and (due - today).days <= 28:
        yield Finding(
            "review_overdue",
            severity=WARNING if due < today else ADVICE,
            values={
                "type": look.facts.kind.title.lower(),
                "person": look.facts.person.name,
                "date": _said(due),
            },
        )


@rule("draft_unsigned")
def draft_unsigned(look: Look) -> Iterator[Finding]:
    """Find a draft that has waited for a working day or more."""
    if look.facts.state.get("draft_age_working_days", 0) >= 1:
        yield Finding("draft_unsigned", values={"date": look.facts.state.get("draft_from", "")})


def _weekday(piece: Piece) -> str:
    """Return the day of the week that is written here, also in short: "Sun" or "Thurs"."""
    if piece.low in _DAYS:
        return piece.low
    if piece.low == "weds":
        return "wednesday"
    short = len(piece.low) in _SHORT_DAYS and piece.is_capitalised
    return next((each for each in _DAYS if short and each.startswith(piece.low)), "")


def _weekday_in_small_letters(pieces: list[Piece], number: int) -> str:
    """Return the day of "wed 19 november": a number tells it from "sat" and "sun"."""
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if len(pieces[number].low) not in _SHORT_DAYS or after is None or after.kind != NUMBER:
        return ""
    return next((each for each in _DAYS if each.startswith(pieces[number].low)), "")


def _date_beside(reading: Reading, number: int, happened: date | None) -> tuple[date, int] | None:
    """Read the date of a weekday: after it, or before it as in "3 March, a Tuesday"."""
    found = _date_after(reading, number + 1, happened)
    if found is not None:
        return found
    begins = reading.text.sentences[reading.text.sentence_of(number)].first
    for at in range(max(begins, number - _BEFORE_A_DAY), number):
        found = _date_after(reading, at, happened)
        if found is not None and all(
            each.low in _TO_A_DAY for each in reading.text.pieces[found[1] : number]
        ):
            return found[0], number + 1
    return None


def _date_after(reading: Reading, at: int, happened: date | None) -> tuple[date, int] | None:
    """Read "3 March", "March 3rd" or "3/3/2026"; the event's year where none is said."""
    found = _written_date(reading, at, happened.year if happened else 0)
    if found is None or not found.year:
        return None
    try:
        return date(found.year, found.month, found.day), found.last
    except ValueError:
        return None


def _written_date(reading: Reading, at: int, year: int) -> _Written | None:
    """Read the date that begins here, whether or not there is such a day."""
    pieces = reading.text.pieces
    if at < len(pieces) and pieces[at].text in {",", "("}:
        at += 1
    if at < len(pieces) and pieces[at].low == "the":
        at += 1
    # "March 3rd": the month stands first, and is written in letters.
    month = _month(pieces[at]) if at < len(pieces) and pieces[at].is_capitalised else 0
    at += bool(month)
    if at >= len(pieces) or not pieces[at].text.isdecimal() or len(pieces[at].text) > 2:
        return None
    day, at = int(pieces[at].text), at + 1
    if day > _MOST:
        return None
    while at < len(pieces) and pieces[at].low in _ORDINALS:
        at += 1
    last = at
    if not month:
        if at < len(pieces) and (pieces[at].text == "/" or _parts_figures(pieces, at)):
            at += 1
        month = _month(pieces[at]) if at < len(pieces) else 0
        if not month:
            return None
        last = at + 1
        in_figures = pieces[at].text.isdecimal()
        if last < len(pieces) and pieces[last].text in {"/", "."} and in_figures:
            last += 1
    if last < len(pieces) and pieces[last].text.isdecimal() and len(pieces[last].text) in {2, 4}:
        said = int(pieces[last].text)
        if len(pieces[last].text) == 4 or pieces[last - 1].text in {"/", "."}:
            year, last = said if said > 99 else 2000 + said, last + 1
    return _Written(day, month, year, last)


def _parts_figures(pieces: list[Piece], at: int) -> bool:
    """Say whether this is a full stop within a date in figures, and ends no sentence."""
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    return (
        pieces[at].text == "."
        and after is not None
        and after.text.isdecimal()
        and after.start == pieces[at].end
    )


def _month(piece: Piece) -> int:
    if piece.text.isdecimal() and len(piece.text) <= 2 and 1 <= int(piece.text) <= 12:
        return int(piece.text)
    return _MONTHS.get(piece.bare.lower(), 0)


def _said(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day is not None else ""
