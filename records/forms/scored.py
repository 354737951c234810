"""What a form works out from its own answers while it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from records.catalogue import RecordType
from records.rules.checklist import STARRED, arithmetic

_SCORED = {("nhs_chc_checklist", "result"): "domains"}


@dataclass(frozen=True)
class Score:
    """A sum in words, the question in rows that it is of, and the rows that weigh more."""

    words: str
    rows: str
    starred: list[int]


def score_beside(
    record_type: RecordType, name: str, data: QueryDict | None, given: Mapping[str, Any]
) -> Score | None:
    """Return the sum that stands at a question; None for a question without one."""
    rows = _SCORED.get((record_type.key, name))
    if rows is None:
        return None
    about = record_type.own_fields[rows].fixed_rows
    values = given
    if data is not None:
        chosen = [data.get(f"{rows}-{number}-column", "") for number in range(len(about))]
        values = {
            rows: [
                {"domain": each, "column": column}
                for each, column in zip(about, chosen, strict=True)
            ]
        }
    starred = [number for number, each in enumerate(about) if each.endswith(STARRED)]
    return Score(arithmetic(values), rows, starred)
