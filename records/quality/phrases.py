"""The notation in which word lists are written, and the one pass that finds them all.

``wom(a|e)n`` is either; ``carer[s]`` with or without; a space also stands for a hyphen. ``*`` is
any word, ``{Name}`` a capitalised one, ``{X}`` one capital letter, ``{number}`` a number,
``{stop}`` the end of a clause, ``...`` up to eight words between, ``suicid~`` any word that begins
so, ``{relative}`` any of the group of that name in groups.toml. A word with a capital letter is
found only as it is written. There is nothing else, and no way to write a pattern that takes long.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
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


class _Rest:
    """What is left of a phrase: letters of one word, then one of several ways on. An end has none.

    Phrases are not multiplied out: what follows a bracket stands once, however one came to it.
    """

    __slots__ = ("letters", "ways")

    def __init__(self, letters: str, ways: "_Ways") -> None:
        self.letters = letters
        self.ways = ways


_Ways = tuple[_Rest, ...]

# A word or its part, with the spaces after it; a bracket; a bar.
_TOKENS = re.compile(r"[()\[\]|]|[^()\[\]|\s]*\s+|[^()\[\]|\s]+")
_BEGUN_TOO_SOON = re.compile(rf"(?<![^\W\d_]{{{_PREFIX}}})~")


def _ways_of(phrase: str, end: _Rest) -> _Ways:
    """Return the ways into a phrase. It is read from its end, as what follows is known there."""
    if _BEGUN_TOO_SOON.search(phrase):
        raise NotationError(f"{phrase!r}: three letters at least before ~")
    ways: _Ways = (end,)
    # For each bracket: the one that opens it, the ways after it, and the ways of its branches.
    inside: list[tuple[str, _Ways, list[_Ways]]] = []
    for part in reversed(_TOKENS.findall(phrase)):
        if part in ")]":
            inside.append(("(" if part == ")" else "[", ways, []))
        elif part in "([":
            if not inside or inside[-1][0] != part:
                raise NotationError(f"{phrase!r}: a bracket is not closed")
            _, after, branches = inside.pop()
            branches = [*branches, ways, *[after] * (part == "[")]
            ways = tuple(dict.fromkeys(each for way in reversed(branches) for each in way))
        elif part == "|":
            if not inside:
                raise NotationError(f"{phrase!r}: a bar stands outside brackets")
            inside[-1][2].append(ways)
            ways = inside[-1][1]
        else:
            ways = (_Rest(part, ways),)
    if inside:
        raise NotationError(f"{phrase!r}: a bracket is closed that was not opened")
    return ways


def _first_words(rest: _Rest, begun: str = "") -> Iterator[tuple[str, _Ways]]:
    """Yield each word that comes next, and the ways on from it; no word where the phrase ends."""
    letters = begun + rest.letters if rest.ways else begun
    word = letters.strip()
    if not rest.ways:
        yield word, (rest,)
    elif word and letters[-1].isspace():
        yield word, rest.ways
    else:
        for way in rest.ways:
            yield from _first_words(way, word)


def _words(written: str) -> tuple[str, ...]:
    if written in _SPECIAL or written.endswith("~") or written.isalpha():
        return (written,)
    return _pieces_of(written)


@cache
def _pieces_of(written: str) -> tuple[str, ...]:
    return tuple(piece.text for piece in Text(written).pieces)


class _Node:
    """A place in the tree of phrases, which unfolds where a text goes.

    What most places do not have they share, empty. ``folded`` are the ways on from here, until it
    is unfolded; ``known`` has the places of the whole tree by their ways, so that each is one.
    """

    __slots__ = ("beginnings", "ends", "folded", "known", "special", "words")

    def __init__(self, folded: _Ways, known: "dict[_Ways, _Node]") -> None:
        self.folded: _Ways | None = folded
        self.known = known
        self.words: dict[str, _Node] = _NO_NODES
        self.special: dict[str, _Node] = _NO_NODES
        self.beginnings: dict[str, list[tuple[str, _Node]]] = _NO_BEGINNINGS
        self.ends: tuple[str, ...] = ()

    def unfold(self) -> "_Node":
        """Work out once which words go on from here, and what ends here."""
        folded = self.folded
        if folded is None:
            return self
        following: dict[str, dict[_Rest, None]] = defaultdict(dict)
        ends: dict[str, None] = {}
        for rest in folded:
            for written, ways in _first_words(rest):
                if not written:
                    ends.update((each.letters, None) for each in ways)
                    continue
                for word in (written, *[written.replace("n't", "nt")] * ("n't" in written)):
                    first, *more = _words(word)
                    on = ways
                    for each in reversed(more):
                        on = (_Rest(f"{each} ", on),)
                    following[first].update(dict.fromkeys(on))
        words: dict[str, _Node] = {}
        special: dict[str, _Node] = {}
        beginnings: dict[str, list[tuple[str, _Node]]] = {}
        for word, each_way in following.items():
            node = self._place(tuple(each_way))
            if word in _SPECIAL:
                special[word] = node
            elif word.endswith("~"):
                beginnings.setdefault(word[:_PREFIX].lower(), []).append((word[:-1], node))
            else:
                words[word] = node
        self.words = words or _NO_NODES
        self.special = special or _NO_NODES
        self.beginnings = beginnings or _NO_BEGINNINGS
        self.ends = tuple(ends)
        self.folded = None
        return self

    def _place(self, ways: _Ways) -> "_Node":
        node = self.known.get(ways)
        if node is None:
            node = self.known[ways] = _Node(ways, self.known)
        return node

    def reached(
        self, at: int, first: int, found: "list[Match]", open_ends: "list[tuple[_Node, int, int]]"
    ) -> None:
        """Note what ends here, and go on from here if anything does."""
        self.unfold()
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
        ways: list[_Rest] = []
        for key, phrases in lists:
            end = _Rest(key, ())
            for phrase in phrases:
                ways += _ways_of(phrase, end)
        self._root = _Node(tuple(ways), {}).unfold()

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
                    open_ends.append((special[GAP].unfold(), at, 1))
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
_A_STOP: _Kinds = {STOP: (1,)}
# A text or a paragraph also ends a clause, with no mark to take.
_AT_AN_END: _Kinds = {STOP: (0,)}


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
        return _NOTHING if piece.text in "'\"£&@" else _A_STOP
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
