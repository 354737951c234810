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
from records.search.spelling import Meant, meant
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
    """A page of hits, or why there is none; and what may have been meant.

    ``shown_for``: nothing has the words that were asked for, and these are searched for instead.
    ``also``: the words are written in other entries in nearly the same way.
    """

    hits: Sequence[Hit] = ()
    more: bool = False
    count: int | None = None
    meant: Sequence[str] = ()
    also: Sequence[str] = ()
    shown_for: str = ""
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
    near = Meant()
    if not found.entries or (page == 1 and len(found.entries) < _FEW):
        near = meant(viewer, words, person=person)
    shown_for, others = "", near.instead
    if not found.entries and near.instead:
        # Where nothing has a word as it was typed, what has the nearest is shown, and said to be.
        try:
            put_right = find(viewer, near.instead[0], person=person, narrowed=narrowed, page=page)
        except TooMuch:
            put_right = found
        if put_right.entries:
            found, (shown_for, *others) = put_right, near.instead
    return Results(
        hits=_hits(shown_for or words, found),
        more=found.more,
        count=found.count,
        meant=others,
        also=near.too,
        shown_for=shown_for,
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
