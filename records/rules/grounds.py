"""What an opinion says it rests on: facts of the same person's record that its writer may open."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from people.models import Person
from records.models import EntryVersion
from records.queries.grounds import RESTS_ON, may_rest_on


def require_grounds(
    person: Person,
    statements: Iterable[Mapping[str, Any]],
    *,
    by: User,
    before: EntryVersion | None = None,
) -> None:
    """Raise ``ValidationError`` for a fact that ``by`` cannot point to. Part of an action.

    What ``before`` points to already stays, whoever corrects.
    """
    kept = [
        reference
        for row in (before.statements.all() if before else [])
        for reference in row.details.get(RESTS_ON) or []
    ]
    named = [
        reference
        for row in statements
        for reference in (row.get("details") or {}).get(RESTS_ON) or []
    ]
    if not may_rest_on(by, person, [each for each in named if each not in kept]):
        raise ValidationError("Choose facts for an opinion to rest on from the list")
