"""The notation in which word lists are written, and the one pass that finds them all.

``wom(a|e)n`` is either; ``carer[s]`` with or without; a space also stands for a hyphen. ``*`` is
any word, ``{Name}`` a capitalised one, ``{X}`` one capital letter, ``{number}`` a number,
``{stop}`` the end of a clause, ``...`` up to eight words between, ``suicid~`` any word that begins
so, ``{relative}`` any of the group of that name in groups.toml. A word with a capital letter is
found only as it is written. There is nothing else, and no way to write a pattern that takes long.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from records.quality.text import MARK, WORD, Text

ANY, NAME, INITIAL, NUMBER, STOP, GAP = "*", "{Name}", "{X}", "{number}", "{stop}", "..."
_GROUPS_FILE = Path(__file__).parent / "words" / "groups.toml"
_GROUPS = {
    f"{{{name}}}": tuple(each) for name, each in tomllib.loads(_GROUPS_FILE.read_text()).items()
}
_SPECIAL = frozenset({ANY, NAME, INITIAL, NUMBER, STOP, GAP, *_GROUPS})
_GAP_MOST = 8
_PREFIX = 3


class NotationError(ValueError):
    """A phrase that cannot be read."""


def expanded(phrase: str) -> list[tuple[str, ...]]:
    """Return every sequence of words that a phrase stands for."""
    variants, at = _branches(phrase, 0, "")
    if at != len(phrase):
        raise NotationError(f"{phrase!r}: a bracket is closed that was not opened")
    variants += [each.replace("n't", "nt") for each in variants if "n't" in each]
    found = dict.fromkeys(tuple(_words(each)) for each in variants)
    return [each for each in found if each]


def _branches(phrase: str, at: int, closing: str) -> tuple[list[str], int]:
    branches: list[str] = []
    parts: list[list[str]] = []
    while at < len(phrase):
        letter = phrase[at]
        if letter == closing:
            break
        if letter in "([":
            ending = ")" if letter == "(" else "]"
            inner, at = _branches(phrase, at + 1, ending)
            if at >= len(phrase):
                raise NotationError(f"{phrase!r}: a bracket is not closed")
            parts.append(inner if letter == "(" else ["", *inner])
        elif letter == "|" and closing:
            branches += ["".join(each) for each in product(*parts)]
            parts = []
        elif letter in ")]":
            raise NotationError(f"{phrase!r}: a bracket is closed that was not opened")
        else:
            end = at + 1
            while end < len(phrase) and phrase[end] not in "()[]|":
                end += 1
            parts.append([phrase[at:end]])
            at = end - 1
        at += 1
    return branches + ["".join(each) for each in product(*parts)], at


def _words(variant: str) -> Iterator[str]:
    for written in variant.split():
        if written in _SPECIAL or written.endswith("~") or written.isalpha():
            yield written
        else:
            yield from _pieces_of(written)


@cache
def _pieces_of(written: str) -> tuple[str, ...]:
    return tuple(piece.text for piece in Text(written).pieces)


class _Node:
    """A place in the tree of phrases. What most places do not have they share, empty."""

    __slots__ = ("beginnings", "ends", "special", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = _NO_NODES
        self.special: dict[str, _Node] = _NO_NODES
        self.beginnings: dict[str, list[tuple[str, _Node]]] = _NO_BEGINNINGS
        self.ends: tuple[str, ...] = ()

    def child(self, word: str) -> "_Node":
        if word in _SPECIAL:
            self.special = self.special or {}
            return self.special.setdefault(word, _Node())
        if word.endswith("~"):
            self.beginnings = self.beginnings or {}
            listed = self.beginnings.setdefault(word[:_PREFIX].lower(), [])
            found = next((node for begun, node in listed if begun == word[:-1]), None)
            if found is None:
                if len(word) <= _PREFIX:
                    raise NotationError(f"{word!r}: three letters at least before ~")
                found = _Node()
                listed.append((word[:-1], found))
            return found
        self.words = self.words or {}
        found = self.words.get(word)
        if found is None:
            found = self.words[word] = _Node()
        return found

    def reached(
        self, at: int, first: int, found: "list[Match]", open_ends: "list[tuple[_Node, int, int]]"
    ) -> None:
        """Note what ends here, and go on from here if anything does."""
        for key in self.ends:
            found.append(Match(key, first, at))
        if self.words or self.special or self.beginnings:
            open_ends.append((self, at, 0))


_NO_NODES: dict[str, _Node] = {}
_NO_BEGINNINGS: dict[str, list[tuple[str, _Node]]] = {}


class Match(NamedTuple):
    """A list's words in a text: from the first piece to before the last."""

    key: str
    first: int
    last: int


class Phrases:
    """Many lists of phrases, looked for together."""

    def __init__(self, lists: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._root = _Node()
        for key, phrases in lists:
            for phrase in phrases:
                for words in expanded(phrase):
                    node = self._root
                    for word in words:
                        node = node.child(word)
                    if key not in node.ends:
                        node.ends += (key,)

    def found_in(self, text: Text, hidden: Sequence[bool] = ()) -> list[Match]:
        """Return what is found outside the hidden pieces, in the order of the text."""
        found: list[Match] = []
        for first in range(len(text.pieces)):
            if not (hidden and hidden[first]):
                self._follow(text, first, _kinds, found, hidden)
        return found

    def starts_at(self, text: Text, first: int) -> set[str]:
        """Return the lists of which a phrase begins at this piece, or at the end of the text."""
        found: list[Match] = []
        self._follow(text, first, _kinds, found)
        return {each.key for each in found}

    def lengths_at(self, text: Text, first: int) -> dict[str, tuple[int, ...]]:
        """Return how many pieces each list's phrases take that begin here; for lists of groups."""
        found: list[Match] = []
        self._follow(text, first, _kinds_alone, found)
        lengths: dict[str, tuple[int, ...]] = {}
        for each in found:
            lengths[each.key] = (*lengths.get(each.key, ()), each.last - first)
        return lengths

    def _follow(
        self,
        text: Text,
        first: int,
        kinds: Callable[[Text, int], "_Kinds"],
        found: list[Match],
        hidden: Sequence[bool] = (),
    ) -> None:
        pieces = text.pieces
        open_ends = [(self._root, first, 0)]
        while open_ends:
            node, at, gap = open_ends.pop()
            piece = pieces[at] if at < len(pieces) else None
            if (at > first and at in text.paragraphs) or (hidden and piece and hidden[at]):
                piece = None
            if gap and piece is not None and piece.text not in ".!?" and gap <= _GAP_MOST:
                open_ends.append((node, at + 1, gap + 1))
            special = node.special
            if special:
                if GAP in special:
                    open_ends.append((special[GAP], at, 1))
                for kind, lengths in (_AT_AN_END if piece is None else kinds(text, at)).items():
                    if kind not in special:
                        continue
                    for length in lengths:
                        if not (hidden and any(hidden[at : at + length])):
                            special[kind].reached(at + length, first, found, open_ends)
            if piece is None:
                continue
            if node.beginnings:
                for begun, child in node.beginnings.get(piece.low[:_PREFIX], ()):
                    if piece.low.startswith(begun):
                        child.reached(at + 1, first, found, open_ends)
            words = node.words
            for form in piece.forms:
                if form in words:
                    words[form].reached(at + 1, first, found, open_ends)


# What a piece is beside a word: a name, a number, the first of a group; and how many it takes.
_Kinds = Mapping[str, tuple[int, ...]]
_AT_AN_END: _Kinds = {STOP: (1,)}


def _kinds(text: Text, at: int) -> _Kinds:
    known: _Kinds | None = text.kinds.get(at)
    if known is None:
        known = _kinds_alone(text, at)
        groups = _groups().lengths_at(text, at)
        known = text.kinds[at] = {**known, **groups} if groups else known
    return known


def _kinds_alone(text: Text, at: int) -> _Kinds:
    piece = text.pieces[at]
    if piece.kind == WORD:
        return _WORDS[piece.is_name, piece.is_initial]
    if piece.kind == MARK:
        return _NOTHING if piece.text in "'\"£&@" else _AT_AN_END
    return _A_NUMBER


_NOTHING: _Kinds = {}
_A_NUMBER: _Kinds = {NUMBER: (1,)}
_WORDS: dict[tuple[bool, bool], _Kinds] = {
    (name, initial): dict.fromkeys((ANY, *[NAME] * name, *[INITIAL] * initial), (1,))
    for name in (False, True)
    for initial in (False, True)
}


@cache
def _groups() -> Phrases:
    """Return the words of every group, looked for together; no group stands in another."""
    return Phrases(list(_GROUPS.items()))
