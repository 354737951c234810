"""An action as its entry was signed, said where it stands otherwise now."""

from collections.abc import Iterable, Mapping
from typing import Any

from records.models import Action
from ui import formats


def as_agreed(action: Action, signed: Iterable[Mapping[str, Any]]) -> str:
    """Return "Fola Adeyemi, social worker, by 3 September 2026"; empty where nothing differs.

    ``signed`` is the list of actions that a version of the entry keeps.
    """
    row = next((each for each in signed if each["key"] == action.key), None)
    if row is None:
        return ""
    owner = action.owner.staff_number if action.owner else ""
    same_owner = row["owner"] == owner and (bool(owner) or row["who"] == action.owner_name)
    if same_owner and row["due_on"] == action.due_on.isoformat():
        return ""
    return f"{row['who']}, by {formats.day_and_month(row['due_on'])}"
