"""What stands on the record that goes, by name, for those who compare the two."""

import clock
from accounts.models import User
from people import queries
from people.models import Name, Person


def listed(viewer: User, gone: Person) -> list[tuple[str, list[str]]]:
    """Return the names in use, the relationships and the legal authorities that would go.

    Nothing of a former or a protected name, nor of somebody at the other end who is closed to
    ``viewer``.
    """
    day = clock.today()
    found = [
        ("Names", [f"{each.words} ({each.title.lower()})" for each in _names(gone)]),
        (
            "Relationships",
            [each.words for each in queries.relationships_of(viewer, gone).current_on(day)],
        ),
        (
            "Legal authorities",
            [each.words for each in queries.authorities_of(viewer, gone).current_on(day)],
        ),
    ]
    return [(words, rows) for words, rows in found if rows]


def _names(gone: Person) -> list[Name]:
    return list(Name.objects.searchable().filter(person=gone))
