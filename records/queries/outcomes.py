"""How far each outcome has come: what plans set out and what each review said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.catalogue.outcomes import (
    OutcomeReview,
    outcome_reviews,
    outcomes_in,
    rows_of,
    same_outcome,
)
from records.models import Entry, EntryVersion
from records.queries.entries import is_open

REVIEWS_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """What one review said of one outcome."""

    progress: str
    more: list[str]


@dataclass(frozen=True)
class OutcomeHistory:
    """One outcome, with what each review said of it; nothing for one that did not look at it."""

    text: str
    by_day: list[tuple[Said | None, date]]


@dataclass(frozen=True)
class OutcomeTable:
    """The outcomes of one kind of plan over its reviews, oldest review first."""

    title: str
    plan: Entry | None
    reviews: list[Entry]
    outcomes: list[OutcomeHistory]
    earlier: int = 0


def outcome_tables(viewer: User, person: Person) -> list[OutcomeTable]:
    """Return the outcomes of each kind of plan that was reviewed, in what ``viewer`` may open."""
    versions = _latest(viewer, person, [key for each in _all() for key in each.kinds])
    tables = [_table(each, versions) for each in _all()]
    return [each for each in tables if each.reviews]


def outcomes_to_review(viewer: User, person: Person, type_key: str) -> list[str]:
    """Return the outcomes with which a review begins: those of the plan or review before it."""
    review = outcome_reviews().get(type_key)
    if review is None:
        return []
    versions = _latest(viewer, person, review.kinds)
    return _outcomes(review, versions[-1]) if versions else []


def _all() -> Iterable[OutcomeReview]:
    return outcome_reviews().values()


def _latest(viewer: User, person: Person, kinds: Iterable[str]) -> list[EntryVersion]:
    """Return the latest versions of the entries of some kinds, by the day they are about."""
    found = (
        EntryVersion.objects.newest()
        .filter(entry__person=person, entry__type_key__in=list(kinds), entry__taken_off_at=None)
        .select_related("entry__author")
        .prefetch_related("statements")
        .order_by("entry__event_at", "entry_id")
    )
    readable = access.EntryAccess(viewer, person)
    return [each for each in found if is_open(readable, each.entry)]


def _table(review: OutcomeReview, versions: list[EntryVersion]) -> OutcomeTable:
    mine = [each for each in versions if each.entry.type_key in review.kinds]
    reviews = [each for each in mine if each.entry.type_key == review.type_key]
    plans = [each for each in mine if each.entry.type_key in review.plans]
    shown = reviews[-REVIEWS_SHOWN:]
    named: dict[str, str] = {}
    for version in [*plans[-1:], *shown]:
        texts = _outcomes(review, version) if version in plans else _looked_at(review, version)
        for text in texts:
            named.setdefault(same_outcome(text), text)
    said = [(_said(review, each), clock.day_of(each.entry.event_at)) for each in shown]
    title = catalogue().get(review.type_key)
    return OutcomeTable(
        title=title.title if title else review.type_key,
        plan=plans[-1].entry if plans else None,
        reviews=[each.entry for each in shown],
        outcomes=[
            OutcomeHistory(text, [(each.get(key), on) for each, on in said])
            for key, text in named.items()
        ],
        earlier=len(reviews) - len(shown),
    )


def _outcomes(review: OutcomeReview, version: EntryVersion) -> list[str]:
    said = [(row.field, row.text) for row in version.statements.all()]
    return outcomes_in(review, version.entry.type_key, version.values, said)


def _looked_at(review: OutcomeReview, version: EntryVersion) -> list[str]:
    return [str(row.get(review.outcome) or "") for row in rows_of(version.values, review.rows)]


def _said(review: OutcomeReview, version: EntryVersion) -> dict[str, Said]:
    return {
        same_outcome(str(row.get(review.outcome) or "")): Said(
            str(row.get(review.progress) or ""),
            [str(row[name]) for name in review.more if row.get(name)],
        )
        for row in rows_of(version.values, review.rows)
    }
