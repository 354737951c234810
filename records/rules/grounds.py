"""What a statement points to: others of the same person's record that its writer may open."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from people.models import Person
from records.models import EntryVersion
from records.queries.grounds import POINTS_TO, RESTS_ON, SAID_IN, SPEAKS_OF, may_point_to

_REFUSED = {
    RESTS_ON: "Choose facts for an opinion to rest on from the list",
    SPEAKS_OF: "Choose words or views for a decision to speak of from the list",
    SAID_IN: "Choose where a view was recorded from the list",
}


def require_grounds(
    person: Person,
    statements: Iterable[Mapping[str, Any]],
    *,
    by: User,
    before: EntryVersion | None = None,
) -> None:
    """Raise ``ValidationError`` for a statement that ``by`` cannot point to. Part of an action.

    What ``before`` points to already stays, whoever corrects.
    """
    statements = list(statements)
    signed = list(before.statements.all()) if before else []
    for name, kinds in POINTS_TO.items():
        kept = [reference for row in signed for reference in row.details.get(name) or []]
        named = [
            reference
            for row in statements
            for reference in (row.get("details") or {}).get(name) or []
        ]
        if not may_point_to(by, person, [each for each in named if each not in kept], kinds):
            raise ValidationError(_REFUSED[name])
