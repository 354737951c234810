"""Who said what stands beside an entry: the person themselves, or somebody else for them."""

import re

from people.models import Person
from people.naming import folded, names_of, words_of

_HOW = re.compile(
    r",? \(?(?:(?:by|on the|over the) (?:tele)?phone|by (?:letter|post|text|e-?mail)"
    r"|in (?:person|writing)|on paper|at home|face to face)\)?$"
)


def called(person: Person) -> set[str]:
    """Return how a person is written down as who said something, folded."""
    names = list(names_of([person]))
    first = [words[0] for name in names if (words := words_of(name))]
    return {folded(each) for each in (*names, *first, "the person")}


def is_one_of(names: set[str], said_by: str) -> bool:
    """Say whether that is who said something; whatever else it says may be who speaks for them."""
    return _HOW.sub("", folded(said_by)) in names
