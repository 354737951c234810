"""The notation in which word lists are written, and the one pass that finds them all.

``wom(a|e)n`` is either; ``carer[s]`` with or without; a space also stands for a hyphen. ``*`` is
any word, ``{Name}`` a capitalised one, ``{X}`` one capital letter, ``{number}`` a number,
``{stop}`` the end of a clause, ``...`` up to eight words between, ``suicid~`` any word that begins
so, ``{relative}`` any of the group of that name in groups.toml. A word with a capital letter is
found only as it is written. There is nothing else, and no way to write a pattern that takes long.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from records.quality.text import MARK, WORD, Piece, Text

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
            parts.append([letter])
        at += 1
    return branches + ["".join(each) for each in product(*parts)], at


def _words(variant: str) -> Iterator[str]:
    for written in variant.split():
        if written in _SPECIAL or written.endswith("~") or written.isalpha():
            yield written
        else:
            yield from (piece.text for piece in Text(written).pieces)


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
        pieces = text.pieces
        found: list[Match] = []
        for first in range(len(pieces)):
            if not (hidden and hidden[first]):
                self._follow(pieces, text, first, hidden, found)
        return found

    def starts_at(self, text: Text, first: int, hidden: Sequence[bool] = ()) -> set[str]:
        """Return the lists of which a phrase begins at this piece, or at the end of the text."""
        return {each.key for each in self.from_piece(text, first, hidden)}

    def from_piece(self, text: Text, first: int, hidden: Sequence[bool] = ()) -> list[Match]:
        """Return what is found from this piece on."""
        found: list[Match] = []
        self._follow(text.pieces, text, first, hidden, found)
        return found

    def _follow(
        self,
        pieces: Sequence[Piece],
        text: Text,
        first: int,
        hidden: Sequence[bool],
        found: list[Match],
    ) -> None:
        open_ends = [(self._root, first, 0)]
        while open_ends:
            node, at, gap = open_ends.pop()
            piece = None
            if at < len(pieces) and not (hidden and hidden[at]):
                piece = pieces[at]
                if at > first and "\n\n" in text.plain[pieces[at - 1].end : piece.start]:
                    piece = None
            if node.special or gap:
                self._follow_special(node, piece, at, gap, open_ends, first, found)
                for kind in node.special.keys() & _GROUPS.keys() if piece is not None else ():
                    for each in _group(kind).from_piece(text, at, hidden):
                        self._reach(node.special[kind], each.last, first, found, open_ends)
            if piece is None:
                continue
            for begun, child in node.beginnings.get(piece.low[:_PREFIX], ()):
                if piece.low.startswith(begun):
                    self._reach(child, at + 1, first, found, open_ends)
            child_low = node.words.get(piece.low)
            if child_low is not None:
                self._reach(child_low, at + 1, first, found, open_ends)
            if piece.low.endswith("'s"):
                child_of = node.words.get(piece.low[:-2])
                if child_of is not None:
                    self._reach(child_of, at + 1, first, found, open_ends)
            if piece.text != piece.low:
                child_as = node.words.get(piece.text)
                if child_as is not None:
                    self._reach(child_as, at + 1, first, found, open_ends)

    def _follow_special(
        self,
        node: _Node,
        piece: Piece | None,
        at: int,
        gap: int,
        open_ends: list[tuple[_Node, int, int]],
        first: int,
        found: list[Match],
    ) -> None:
        if gap and piece is not None and piece.text not in ".!?" and gap <= _GAP_MOST:
            open_ends.append((node, at + 1, gap + 1))
        for kind, child in node.special.items():
            if kind == GAP:
                open_ends.append((child, at, 1))
            elif kind == STOP:
                if piece is None or (piece.kind == MARK and piece.text not in "'\"£&@"):
                    self._reach(child, at + 1, first, found, open_ends)
            elif piece is None:
                continue
            elif (
                (kind == ANY and piece.kind == WORD)
                or (kind == NAME and piece.is_name)
                or (kind == INITIAL and piece.is_initial)
                or (kind == NUMBER and piece.kind == "number")
            ):
                self._reach(child, at + 1, first, found, open_ends)

    def _reach(
        self,
        node: _Node,
        at: int,
        first: int,
        found: list[Match],
        open_ends: list[tuple[_Node, int, int]],
    ) -> None:
        for key in node.ends:
            found.append(Match(key, first, at))
        if node.words or node.special or node.beginnings:
            open_ends.append((node, at, 0))


@cache
def _group(kind: str) -> Phrases:
    """Return the words of a group, looked for by themselves."""
    return Phrases([(kind, _GROUPS[kind])])
