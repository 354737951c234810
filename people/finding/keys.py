"""The keys under which a person is indexed, and which a question asks for.

A key is a sign for its kind and what it says: ``n:okafor`` is a name, ``d:1950-05-03`` a birth. The
database has a number in the place of each, which it compares thirty times as quickly.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import blake2b

import nhs_number

from people.finding.letters import joined, names_in, one_letter_less, sound_of
from people.finding.short_forms import groups_of

LONGEST = 40
_MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def stored(key: str) -> int:
    """Return the number that stands for a key in the database."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


def all_stored(keys: Iterable[str]) -> list[int]:
    """Return the numbers of some keys, in order."""
    return sorted(stored(key) for key in keys)


def exact(name: str) -> str:
    """Return the key of a single name as it is written."""
    return f"n:{name[:LONGEST]}"


def of_names(names: Iterable[str]) -> set[str]:
    """Return every key of single names: as written, how they begin, end and sound."""
    found: set[str] = set()
    for name in names:
        found |= {
            exact(name),
            *near(name),
            *loose(name),
            *(f"v:{each}" for each in groups_of(name)),
        }
        found |= {f"b:{name[:length]}" for length in range(2, min(len(name), 12))}
    return found


def same(name: str) -> set[str]:
    """Return the keys of a name as asked for: itself, how it begins, and what stands for it."""
    return {exact(name), f"b:{name}", *(f"v:{each}" for each in groups_of(name))}


def near(name: str) -> set[str]:
    """Return the keys that a name shares with those one letter away or of the same sound."""
    found = {f"l:{each}" for each in one_letter_less(name[:LONGEST])}
    return found | ({f"s:{sound_of(name)}"} if sound_of(name) else set())


def loose(name: str) -> set[str]:
    """Return the keys that a name shares with those that begin or end as it does."""
    return {f"3:{name[:3]}", f"e:{name[-3:]}"} if len(name) > 3 else set()


def born(day: date) -> str:
    """Return the key of a date of birth."""
    return f"d:{day.isoformat()}"


def born_either_way(day: date) -> set[str]:
    """Return the keys of a date of birth, and of that with day and month the other way round."""
    try:
        return {born(day), born(date(day.year, day.day, day.month))}
    except ValueError:
        return {born(day)}


def born_near(day: date) -> set[str]:
    """Return the keys of a birth either way round, and of those one figure of the day away."""
    found = born_either_way(day)
    for near in range(1, 32):
        if near % 10 == day.day % 10 or near // 10 == day.day // 10:
            with suppress(ValueError):
                found.add(born(day.replace(day=near)))
    for month in range(1, 13):
        with suppress(ValueError):
            found.add(born(day.replace(month=month)))
    for wrong in (-10, -1, 1, 10):
        with suppress(ValueError):
            found.add(born(day.replace(year=day.year + wrong)))
    return found


def year(number: int) -> str:
    """Return the key of a year of birth."""
    return f"y:{number}"


def number(text: str) -> str:
    """Return the key of a reference or an NHS number, however it is spaced."""
    return f"i:{_MARKS.sub('', text).lower()}"


def is_nhs_number(text: str) -> bool:
    """Say whether a text is an NHS number whose check digit is right."""
    digits = _MARKS.sub("", text)
    return (
        len(digits) == 10 and digits.isascii() and digits.isdigit() and nhs_number.is_valid(digits)
    )


def phone(text: str) -> str:
    """Return the key of a telephone number; nothing when it has too few figures to be one."""
    digits = re.sub(r"\D", "", text)
    digits = re.sub(r"^(?:00)?44(?=\d{9})0?", "0", digits)
    return f"t:{digits}" if 9 <= len(digits) <= 15 else ""


def postcode(text: str) -> set[str]:
    """Return the keys of a postcode: the whole of it, and its first half."""
    whole = _MARKS.sub("", text).lower()
    if not whole:
        return set()
    return {f"c:{whole}", f"c:{whole[:-3]}"} if len(whole) > 4 else {f"c:{whole}"}


def whole_postcode(text: str) -> set[str]:
    """Return the key of a whole postcode, if there is one."""
    whole = _MARKS.sub("", text).lower()
    return {f"c:{whole}"} if whole else set()


def address(lines: str) -> set[str]:
    """Return the keys of the words of an address, and of its number together with its street."""
    words = names_in(lines)
    found = {f"a:{each}" for each in words}
    return found | {f"h:{house}" for house in houses(words)}


def houses(words: list[str]) -> set[str]:
    """Return each number of an address with the word behind it: ``12mill`` of 12 Mill Lane."""
    return {both for both in joined(words) if both[0].isdigit() and not both[-1].isdigit()}


def single(*texts: str) -> list[str]:
    """Return the single names in some texts, and what neighbours in one text give as one."""
    found: list[str] = []
    for text in texts:
        names = names_in(text)
        found += [*names, *joined(names)]
    return list(dict.fromkeys(found))
