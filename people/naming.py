"""What names somebody in a text, or reaches them: for whoever looks for it, or hides it."""

import re
from collections.abc import Iterable, Iterator

from people.models import Address, ContactPoint, Name, Person

SHORTEST = 3
TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "prof", "the", "and"])
PATTERNS = (
    ("telephone", re.compile(r"(?<![\w+])(?:\+44[\s-]?|\(?0)\d(?:[\s()-]{0,2}\d){8,9}(?!\d)")),
    ("nhs_number", re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("postcode", re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)", re.IGNORECASE)),
)


def names_of(people: Iterable[Person]) -> Iterator[str]:
    """Yield every name that some people have or had."""
    people = list(people)
    for person in people:
        yield from filter(None, (person.name, person.legal_name, person.preferred_name))
    for name in Name.objects.filter(person__in=people, is_mistake=False):
        yield " ".join(filter(None, (name.given_names, name.family_name)))


def reaching(people: list[Person]) -> Iterator[str]:
    """Yield every number and address by which some people are reached or known."""
    for point in ContactPoint.objects.filter(person__in=people, is_mistake=False):
        yield point.value
    for address in Address.objects.filter(person__in=people, is_mistake=False):
        yield from (line.strip() for line in address.lines.splitlines() if line.strip())
        if address.postcode:
            yield address.postcode
    for person in people:
        if person.nhs_number:
            yield person.nhs_number


def words_of(name: str) -> list[str]:
    """Return the words of a name that may stand for it."""
    found = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", name)
    return [each for each in found if len(each) >= SHORTEST and each.casefold() not in TITLES]


def said_of(name: str) -> set[str]:
    """Return a name as it was typed, and the words of it that may stand for it alone.

    Not those of what is no name: "Two police officers", "the manager".
    """
    _, *more = name.split() or [""]
    proper = [each for each in words_of(name) if not each.islower()]
    is_name = not more or any(not each.islower() for each in more)
    return {name, *(proper if is_name else ())} - {""}


def folded(text: str) -> str:
    """Return a name as it is compared: "O'Brien" is "O’BRIEN"."""
    return " ".join(text.split()).replace("’", "'").casefold()


def is_named(pattern: re.Pattern[str], text: str, *, but: Iterable[str] = ()) -> bool:
    """Say whether a text has one of the names of a pattern, other than by a word of ``but``.

    A word alone has a capital in it: "will" is no Will.
    """
    for match in pattern.finditer(text):
        word = match.group()
        if " " in word or not (word.islower() or folded(word) in but):
            return True
    return False


def pattern_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some terms, the longest first, however they are typed."""
    ordered = sorted({each for each in terms if each}, key=lambda each: (-len(each), each))
    spaced = (re.sub(r"(?:\\ )+", r"\\s+", re.escape(each)) for each in ordered)
    typed = (re.sub("['’]", "['’]", each) for each in spaced)
    return re.compile(rf"(?<!\w)(?:{'|'.join(typed)})(?!\w)", re.IGNORECASE)
