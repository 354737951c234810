"""Whether what somebody would sign says anything else than what is signed."""

from collections.abc import Mapping, Sequence
from typing import Any

from records.models import Entry, EntryVersion
from records.signed.corrected_actions import CORRECTED, standing_actions
from records.signed.versions import as_stored

UNCHANGED = "Nothing is different from what was signed. Change what was wrong"


def is_same(
    before: EntryVersion,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    gaps: Mapping[str, Any],
) -> bool:
    """Say whether answers, statements and reasons are those of a signed version."""
    signed = [
        [row.field, row.kind, row.text, row.details, row.about_someone_else]
        for row in before.statements.all()
    ]
    given = [
        [
            row["field"],
            row["kind"],
            row["text"],
            as_stored(row.get("details") or {}),
            bool(row.get("about_someone_else")),
        ]
        for row in statements
    ]
    return before.values == values and before.gaps == gaps and signed == given


def says_the_same(
    entry: Entry,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]] | None,
) -> bool:
    """Say whether a form says what stands in an entry now; None leaves its actions as they are."""
    before = entry.versions.order_by("-number")[0]
    if not is_same(before, as_stored(values), statements, before.gaps):
        return False
    standing = {row.key: row for row in standing_actions(entry)}
    if actions is None:
        return True
    return {each.get("key") for each in actions} == set(standing) and all(
        getattr(standing[each["key"]], name) == each[name]
        for each in actions
        for name in CORRECTED
        if name in each
    )
