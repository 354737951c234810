"""What somebody typed to find a person, taken apart into names, births, numbers and places."""

import re
from dataclasses import dataclass, field
from datetime import date

import clock
from people.finding import keys
from people.finding.letters import folded, names_in

MOST_NAMES = 6
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_FIRST_HALF = re.compile(r"[a-z]{1,2}\d[a-z\d]?")
_DAY = re.compile(
    r"\b(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<d>\d{1,2})[/.\- ](?P<m>\d{1,2})[/.\- ](?P<y>\d{4}|\d{2}(?!\d))"
    r"|(?P<dw>\d{1,2})(?:st|nd|rd|th)? (?P<word>[a-z]{3,9}),? (?P<yw>\d{4}))(?!\d)"
)
_YEAR = re.compile(r"\b(?:born )?(1[89]\d\d|20\d\d)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Asked:
    """The parts of a question. ``numbers`` and ``places`` are keys; ``impossible`` finds nobody."""

    names: list[str] = field(default_factory=list)
    born: date | None = None
    year: int | None = None
    numbers: frozenset[str] = frozenset()
    postcode: str = ""
    places: frozenset[str] = frozenset()
    impossible: bool = False


def read(words: str) -> Asked:
    """Take apart what was typed. A whole NHS or telephone number or reference stands alone."""
    text = " ".join(folded(words).split())[:100]
    digits = re.sub(r"\D", "", text)
    letters = re.sub(r"[\d\s()+\-.]", "", text)
    numbers = {keys.number(text)} if 5 <= len(names_in_one(text)) <= 12 else set()
    if digits and not letters and len(digits) >= 9:
        return Asked(numbers=frozenset(numbers | {keys.phone(text)}) - {""})
    text, day, impossible = _without_day(text)
    if impossible:
        return Asked(impossible=True)
    place = _POSTCODE.search(text)
    if place:
        text = text.replace(place[0], " ", 1)
    elif _FIRST_HALF.fullmatch(text):
        return Asked(postcode=f"c:{text}", numbers=frozenset(numbers))
    year = _YEAR.search(text) if day is None else None
    without_year = _YEAR.sub(" ", text) if year else text
    words_left = names_in(without_year)
    if any(each[0].isdigit() for each in words_left):
        at = frozenset(f"a:{each}" for each in names_in(text))
        return Asked(born=day, numbers=frozenset(numbers), places=at, postcode=_key_of(place))
    return Asked(
        names=words_left[:MOST_NAMES],
        born=day,
        year=int(year[1]) if year else None,
        numbers=frozenset(numbers),
        postcode=_key_of(place),
        places=frozenset(f"a:{each}" for each in words_left),
    )


def names_in_one(text: str) -> str:
    """Return a text without any mark or space."""
    return re.sub(r"[\W_]+", "", text)


def _key_of(place: re.Match | None) -> str:
    return f"c:{place[0].replace(' ', '')}" if place else ""


def _without_day(text: str) -> tuple[str, date | None, bool]:
    """Return a text without its date, the date, and whether it is one that never was."""
    found = _DAY.search(text)
    if found is None:
        return text, None, False
    part = found.groupdict()
    if part["word"] and part["word"][:3] not in _MONTHS:
        return text, None, False
    month = part["month"] or part["m"] or _MONTHS.index(part["word"][:3]) + 1
    number = int(part["year"] or part["y"] or part["yw"])
    if number < 100:
        number += 2000 if number <= clock.today().year % 100 else 1900
    text = text[: found.start()] + " " + text[found.end() :]
    try:
        day = date(number, int(month), int(part["day"] or part["d"] or part["dw"]))
    except ValueError:
        return text, None, True
    return text, day, False
