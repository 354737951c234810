"""What a decision leaves unsaid: it is answered, or one reason stands for all of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import get_text_list

from records.catalogue import Problem, catalogue, unsaid

_UNSAID = "unsaid-"
# What the person wanted is said too by the words in the record that a decision speaks of.
_WANTED, _SPEAKS_OF = "views_considered", "speaks_of"


def left_unsaid(
    rows: Sequence[Mapping[str, Any]],
    values: Mapping[str, Any],
    *,
    stood: Sequence[Mapping[str, Any]] = (),
) -> list[Problem]:
    """Return a problem for each statement that leaves something unsaid, with the reasons for it.

    ``rows`` are statements as ``statement_row`` returns them. Those in ``stood`` were signed
    before, and are not asked again.
    """
    counted: Counter[str] = Counter()
    found = []
    for row in rows:
        number = counted[row["field_key"]]
        counted[row["field_key"]] += 1
        lacking = {} if row in stood else unsaid(row, values)
        if row.get(_SPEAKS_OF):
            lacking.pop(_WANTED, None)
        if lacking:
            kind = catalogue().header.statement_kinds[row["kind"]]
            words = get_text_list(list(lacking.values()), "or")
            problem = Problem(
                f"{row['field_key']}-{number}.{next(iter(lacking))}",
                f"The {kind.title.lower()} does not say {words}",
                overridable=True,
                override_reasons=kind.explanations,
                rule=reason_key(row["text"]),
                instead="Say why this is enough",
            )
            found.append(problem)
    return found


def reason_key(text: str) -> str:
    """Return what the reason is kept under: other words are another decision, and asked again."""
    return _UNSAID + hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def is_of_statement(rule: str) -> bool:
    """Say whether a reason stands for what a statement leaves unsaid."""
    return rule.startswith(_UNSAID)


def gap_text(gap: Any) -> str:
    """Return why an answer is missing: "Person did not want to answer: asked on 3 September"."""
    if not isinstance(gap, Mapping):
        return str(gap)
    return ": ".join(part for part in (gap.get("reason", ""), gap.get("detail", "")) if part)
