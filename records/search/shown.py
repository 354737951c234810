"""One page of what was found, as the page shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import clock
from accounts.models import User
from people.models import Person
from records.models import Entry
from records.search.finding import Found, Narrowed, TooMuch, find, find_literally, telling
from records.search.literally import pattern_of, pictures_in
from records.search.passages import passages_of
from records.search.snippets import Like, Piece, Snippet, marked, snippets_of, words_like
from records.search.spelling import Meant, meant
from records.search.words import in_text

_FEW = 3


@dataclass(frozen=True)
class Hit:
    """An entry that was found: what it is, and where in it the words stand."""

    entry: Entry
    title: list[Piece]
    summary: list[Piece]
    event_at: date | datetime
    snippets: list[Snippet]


@dataclass(frozen=True)
class Results:
    """A page of hits, or why there is none; and what may have been meant.

    ``shown_for``: nothing has the words that were asked for, and these are searched for instead.
    ``literally``: nothing has them as whole words, and these entries have them letter for letter.
    ``no_words``: there is no word in what was asked for, and nothing that stands literally.
    ``left_out``: the pictures among the words, which are not looked for.
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
    literally: bool = False
    no_words: bool = False
    left_out: str = ""

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
    if not found.entries and _is_first(viewer, words, person, narrowed, page):
        is_word = bool(telling([words]))
        if any(in_text(words)) and not is_word:
            return Results(too_common=True)
        as_it_stands = _literally(viewer, words, person=person, narrowed=narrowed, page=page)
        if as_it_stands.hits or not is_word:
            return as_it_stands
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
        left_out=pictures_in(words) if found.entries else "",
    )


def _is_first(
    viewer: User, words: str, person: Person | None, narrowed: Narrowed, page: int
) -> bool:
    """Say of an empty page whether no page before it has anything."""
    if page == 1:
        return True
    return not find(viewer, words, person=person, narrowed=narrowed).entries


def _literally(
    viewer: User, words: str, *, person: Person | None, narrowed: Narrowed, page: int
) -> Results:
    try:
        found = find_literally(viewer, words, person=person, narrowed=narrowed, page=page)
    except TooMuch:
        return Results(too_much=True)
    if not found.entries:
        return Results(no_words=True)
    return Results(
        hits=_hits(words, found, pattern_of(words)),
        more=found.more,
        count=found.count,
        literally=True,
    )


def _when(entry: Entry) -> date | datetime:
    """Return when it happened: the day alone where the time is not known."""
    at = clock.local(entry.event_at)
    return at if entry.event_time_known else at.date()


def _hits(words: str, found: Found, pattern: re.Pattern[str] | None = None) -> list[Hit]:
    passages = {entry.pk: passages_of(entry) for entry in found.entries}
    like: Like = pattern or words_like(words, [each for rows in passages.values() for each in rows])
    return [
        Hit(
            entry=entry,
            title=marked(entry.record_type.title, like),
            summary=marked(entry.summary, like),
            event_at=_when(entry),
            snippets=snippets_of(passages[entry.pk], like),
        )
        for entry in found.entries
    ]
