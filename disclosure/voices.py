"""Who said what stands beside an entry: the person themselves, or somebody else for them."""

import re
from collections.abc import Iterator

from people import queries as people_queries
from people.models import Person
from people.naming import folded, names_of, pattern_of, words_of

_HOW = re.compile(
    r",? \(?(?:(?:by|on the|over the) (?:tele)?phone|by (?:letter|post|text|e-?mail)"
    r"|in (?:person|writing)|on paper|at home|face to face)\)?$"
)


def called(person: Person) -> set[str]:
    """Return how a person is written down as who said something, folded."""
    names = list(names_of([person]))
    first = [words[0] for name in names if (words := words_of(name))]
    return {_compared(each) for each in (*names, *first, *_with_title(person), "the person")}


def is_one_of(names: set[str], said_by: str) -> bool:
    """Say whether that is who said something; whatever else it says may be who speaks for them."""
    return _HOW.sub("", _compared(said_by)) in names


def _with_title(person: Person) -> Iterator[str]:
    """Yield their titles with their family names: none that somebody else around them has too."""
    rows = person.names.filter(is_mistake=False).values_list("honorific", "family_name")
    own = ((person.title, person.family_name), *rows)
    titled = {(title, family) for title, family in own if title and family}
    if not titled:
        return
    beside = [
        *person.contacts.values_list("name", flat=True),
        *names_of(people_queries.records_beside(person)),
    ]
    for title, family in titled:
        if not any(pattern_of([family]).search(each) for each in beside):
            yield f"{title} {family}"


def _compared(text: str) -> str:
    """Return who said something as it is compared: "Mrs. Okafor" is "Mrs Okafor"."""
    return folded(text).replace(".", "")
