"""Where reviews say how far each outcome has come, and where the outcomes of plans stand."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "outcomes.toml"


@dataclass(frozen=True)
class OutcomeReview:
    """How one kind of review looks at outcomes, and where the plans before it have them."""

    type_key: str
    rows: str
    outcome: str
    progress: str
    more: tuple[str, ...]
    over: tuple[str, ...]
    plans: Mapping[str, tuple[str, ...]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record in which these outcomes stand."""
        return (self.type_key, *self.plans)


@cache
def outcome_reviews() -> dict[str, OutcomeReview]:
    """Return how each kind of review looks at outcomes, as the data file has it."""
    return {
        key: OutcomeReview(
            type_key=key,
            rows=given["rows"],
            outcome=given["outcome"],
            progress=given["progress"],
            more=tuple(given["more"]),
            over=tuple(given["over"]),
            plans={plan: tuple(place) for plan, place in given["plans"].items()},
        )
        for key, given in tomllib.loads(_FILE.read_text("utf-8")).items()
    }


def has_outcomes(type_key: str) -> bool:
    """Say whether outcomes stand in records of a kind: a plan sets them, a review looks at them."""
    return any(type_key in each.kinds for each in outcome_reviews().values())


def same_outcome(text: str) -> str:
    """Return what an outcome is known by: its words, however they are spaced and written."""
    return " ".join(text.split()).casefold()


def outcomes_in(
    review: OutcomeReview,
    type_key: str,
    values: Mapping[str, Any],
    statements: Iterable[tuple[str, str]],
) -> list[str]:
    """Return the outcomes that a plan or an earlier review has, each once, in its own words.

    ``statements`` are question and text. One that a review says is over is not taken along.
    """
    if type_key == review.type_key:
        found = (
            str(row.get(review.outcome) or "")
            for row in rows_of(values, review.rows)
            if row.get(review.progress) not in review.over
        )
        return _once(found)
    question, *column = review.plans[type_key]
    if column:
        return _once(str(row.get(column[0]) or "") for row in rows_of(values, question))
    return _once(text for field, text in statements if field == question)


def rows_of(values: Mapping[str, Any], question: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of an answer."""
    given = values.get(question)
    yield from (row for row in given if isinstance(row, Mapping)) if isinstance(given, list) else ()


def _once(texts: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in texts:
        if text.strip():
            found.setdefault(same_outcome(text), text)
    return list(found.values())
