"""In which format a copy is made: ordinary or large print here, every other one arranged."""

import re
from dataclasses import dataclass

from people import queries as people_queries
from people.models import CommunicationNeed, Person

LARGE = 18
SIZES = range(14, 37)
_POINTS = re.compile(r"\b(\d{2})[\s-]*(?:pt|point)", re.IGNORECASE)


@dataclass(frozen=True)
class Needed:
    """The format that a person needs: its words, and the size of print where that meets it."""

    words: str = ""
    print_size: int = 0

    @property
    def is_arranged(self) -> bool:
        """Say whether this product cannot make it, so that somebody must."""
        return bool(self.words) and not self.print_size


def needed_by(person: Person) -> Needed:
    """Return the format that a person needs for what is written; none of somebody who has died."""
    need = None if person.has_died else people_queries.format_needed(person)
    if need is None:
        return Needed()
    size = _size(need) if need.kind == CommunicationNeed.Kind.LARGE_PRINT else 0
    return Needed(need.need, size)


def _size(need: CommunicationNeed) -> int:
    """Return the size that is recorded with the need, or that of large print."""
    found = _POINTS.search(f"{need.need} {need.detail}")
    size = int(found.group(1)) if found else LARGE
    return size if size in SIZES else LARGE
