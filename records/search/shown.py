"""One page of what was found, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from people.models import Person
from records.catalogue import catalogue
from records.models import Entry
from records.search.finding import Found, Narrowed, TooMuch, find, telling
from records.search.passages import passages_of
from records.search.snippets import Piece, Snippet, marked, snippets_of, words_like
from records.search.spelling import suggestions
from records.shown import timeline

_FEW = 3


@dataclass(frozen=True)
class Hit:
    """An entry that was found: what it is, and where in it the words stand."""

    entry: Entry
    title: list[Piece]
    summary: list[Piece]
    event_at: datetime | dict
    snippets: list[Snippet]


@dataclass(frozen=True)
class Results:
    """A page of hits, or why there is none; and what may have been meant."""

    hits: Sequence[Hit] = ()
    more: bool = False
    count: int | None = None
    meant: Sequence[str] = ()
    too_much: bool = False
    too_common: bool = False

    @property
    def people(self) -> list[Person]:
        """Return whose entries are shown, each once."""
        return list({hit.entry.person.key: hit.entry.person for hit in self.hits}.values())

    @property
    def keys(self) -> list[str]:
        """Return the keys of the entries shown."""
        return [hit.entry.key for hit in self.hits]


def results(
    viewer: User,
    words: str,
    *,
    person: Person | None = None,
    narrowed: Narrowed,
    page: int,
) -> Results:
    """Search, and return what there is to show."""
    try:
        found = find(viewer, words, person=person, narrowed=narrowed, page=page)
    except TooMuch:
        return Results(too_much=True)
    if not found.entries and not telling([words]):
        return Results(too_common=True)
    few = page == 1 and len(found.entries) < _FEW
    return Results(
        hits=_hits(words, found),
        more=found.more,
        count=found.count,
        meant=suggestions(viewer, words, person=person) if few else (),
    )


def _hits(words: str, found: Found) -> list[Hit]:
    passages = {entry.pk: passages_of(entry) for entry in found.entries}
    like = words_like(words, [each for rows in passages.values() for each in rows])
    return [
        Hit(
            entry=entry,
            title=marked(catalogue().pinned(entry.type_key, entry.type_version).title, like),
            summary=marked(entry.summary, like),
            event_at=timeline.event_time(entry),
            snippets=snippets_of(passages[entry.pk], like),
        )
        for entry in found.entries
    ]
