"""What is shown of an entry that was found: the places where the words stand, with them marked.

Made of the text as it was written, in pieces of which each says whether it is marked: nothing is
HTML here, and a template escapes every piece.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from records.search.index import CONFIG
from records.search.passages import Passage
from records.search.words import WORD, folded, in_text, wanted

_AROUND = 110
_SHOWN_AT_MOST = 3
_LOOKED_AT = 200


@dataclass(frozen=True)
class Piece:
    """Some text, and whether it is one of the words that were searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Snippet:
    """Where in the entry the words stand, and the text around them."""

    where: str
    pieces: list[Piece]
    own_words: bool = False


# What is marked: words, folded; or what stands as the pattern says.
Like = frozenset[str] | re.Pattern[str]


def words_like(words: str, passages: Iterable[Passage]) -> frozenset[str]:
    """Return which words of the passages, folded, the database takes for one of those asked for.

    One question for a whole page of results. Only words that begin like one asked for are sent.
    """
    asked = wanted(words)
    begin = {word[:2] for word in in_text(asked)}
    near = {
        each
        for passage in passages
        for each in map(folded, in_text(passage.text))
        if each[:2] in begin
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word"
            " WHERE tsvector_to_array(to_tsvector(%s::regconfig, word))"
            " && tsvector_to_array(to_tsvector(%s::regconfig, %s))",
            [sorted(near), CONFIG, CONFIG, asked],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def snippets_of(passages: Iterable[Passage], like: Like) -> list[Snippet]:
    """Return the places that say most of the words, at most three, in the order of the entry."""
    placed = [(number, each, _found_in(each.text, like)) for number, each in enumerate(passages)]
    telling = [row for row in placed if row[2] and row[1].where]
    telling.sort(key=lambda row: (-len({word for _, _, word in row[2]}), row[0]))
    best = sorted(telling[:_SHOWN_AT_MOST], key=lambda row: row[0])
    return [Snippet(each.where, _cut(each.text, hits), each.own_words) for _, each, hits in best]


def marked(text: str, like: Like) -> list[Piece]:
    """Return a whole text in pieces."""
    return _pieces(text, 0, len(text), _found_in(text, like))


def _found_in(text: str, like: Like) -> list[tuple[int, int, str]]:
    if isinstance(like, re.Pattern):
        return [(match.start(), match.end(), match[0]) for match in like.finditer(text)]
    return [
        (match.start(), match.end(), word)
        for match in WORD.finditer(text)
        if (word := folded(match[0])) in like
    ]


def _cut(text: str, hits: list[tuple[int, int, str]]) -> list[Piece]:
    """Return the stretch of a text with most of the words, cut between words."""
    hits = hits[:_LOOKED_AT]
    start = max(
        (hit[0] for hit in hits),
        key=lambda at: (len({word for begin, _, word in hits if at <= begin < at + _AROUND}), -at),
    )
    begin = _between_words(text, max(0, start - _AROUND), forwards=True)
    end = _between_words(text, min(len(text), start + 2 * _AROUND), forwards=False)
    end = max(end, next(hit[1] for hit in hits if hit[0] == start))
    pieces = _pieces(text, begin, end, hits)
    if begin > 0:
        pieces.insert(0, Piece("… ", marked=False))
    if end < len(text):
        pieces.append(Piece(" …", marked=False))
    return pieces


def _between_words(text: str, at: int, *, forwards: bool) -> int:
    """Return the nearest gap between words that way; the place itself if there is none near."""
    if at in (0, len(text)):
        return at
    if forwards:
        gap = text.find(" ", at, at + 40)
        return at if gap < 0 else gap + 1
    gap = text.rfind(" ", max(0, at - 40), at)
    return at if gap < 0 else gap


def _pieces(text: str, begin: int, end: int, hits: list[tuple[int, int, str]]) -> list[Piece]:
    pieces, at = [], begin
    for start, stop, _ in hits:
        if start < begin or stop > end:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], marked=False))
        pieces.append(Piece(text[start:stop], marked=True))
        at = stop
    if at < end:
        pieces.append(Piece(text[at:end], marked=False))
    return pieces
