"""What differs between two texts, word by word, for a reader who is no engineer.

Pure. Sentences that stand once in both texts hold the comparison together, then words do, so that
the work grows with the length of the texts and not with its square: 200 KB take a moment.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# How many words against how many are compared each with each; more are shown as replaced.
_COMPARED_AT_MOST = 10_000
_FOLDED_FROM, _KEPT_IN_VIEW = 600, 160
# A point inside a word or a number ends no sentence. Nothing is tried twice, however long.
_SENTENCE = re.compile(r"(?:[^\n.!?]++|[.!?]++(?!\s|\Z))*+(?:[.!?]++|\n|\Z)\s*+")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """SAME stands in both texts, GONE only in the earlier, NEW only in the later."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words, and where they stand."""

    kind: Kind
    text: str

    @property
    def folds(self) -> bool:
        """Say whether it is unchanged and so long that its middle is folded away."""
        return self.kind is Kind.SAME and len(self.text) > _FOLDED_FROM

    @property
    def head(self) -> str:
        """The beginning of a folded piece, that stays in view."""
        return self.text[:_KEPT_IN_VIEW]

    @property
    def middle(self) -> str:
        """What is folded away."""
        return self.text[_KEPT_IN_VIEW:-_KEPT_IN_VIEW]

    @property
    def tail(self) -> str:
        """The end of a folded piece, that stays in view."""
        return self.text[-_KEPT_IN_VIEW:]


def compare(before: str, after: str) -> list[Piece]:
    """Return both texts as one row of pieces.

    Those that are not NEW make ``before``, those that are not GONE make ``after``, to the letter.
    """
    found: list[Piece] = []
    for kind, text in _merged(_by_sentence(before, after)):
        if text:
            found.append(Piece(kind, text))
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with the blanks after it: together they are the text."""
    return [each for each in _SENTENCE.findall(text) if each]


def alike(before: str, after: str) -> float:
    """Return how much of two texts is the same words, from 0 to 1."""
    one, two = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    for blank in [word for word in one | two if word.isspace()]:
        del one[blank], two[blank]
    size = max(one.total(), two.total())
    return (one & two).total() / size if size else 1.0


_Row = Sequence[str]
_Said = Iterator[tuple[Kind, str]]


def _by_sentence(before: str, after: str) -> _Said:
    for same, left, right in _anchored(sentences(before), sentences(after)):
        if same:
            yield Kind.SAME, "".join(left)
        else:
            yield from _by_word(_WORD.findall("".join(left)), _WORD.findall("".join(right)))


def _by_word(one: _Row, two: _Row) -> _Said:
    for same, left, right in _anchored(one, two):
        if same:
            yield Kind.SAME, "".join(left)
        elif len(left) * len(right) > _COMPARED_AT_MOST:
            yield Kind.GONE, "".join(left)
            yield Kind.NEW, "".join(right)
        else:
            matcher = SequenceMatcher(None, left, right, autojunk=False)
            for op, i, j, k, m in matcher.get_opcodes():
                if op == "equal":
                    yield Kind.SAME, "".join(left[i:j])
                else:
                    yield Kind.GONE, "".join(left[i:j])
                    yield Kind.NEW, "".join(right[k:m])


def _anchored(one: _Row, two: _Row) -> Iterator[tuple[bool, _Row, _Row]]:
    """Cut two rows at what stands once in each and in the same order."""
    start, end = 0, 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    if start:
        yield True, one[:start], two[:start]
    i, j = start, start
    for k, m in _once_in_each(one, two, start, end):
        if one[i:k] or two[j:m]:
            yield False, one[i:k], two[j:m]
        yield True, one[k : k + 1], two[m : m + 1]
        i, j = k + 1, m + 1
    left, right = one[i : len(one) - end], two[j : len(two) - end]
    if left or right:
        yield False, left, right
    if end:
        yield True, one[len(one) - end :], two[len(two) - end :]


def _once_in_each(one: _Row, two: _Row, start: int, end: int) -> list[tuple[int, int]]:
    """Return the longest run of places, rising in both, of what stands once in each."""
    within_one, within_two = range(start, len(one) - end), range(start, len(two) - end)
    counts = Counter(one[i] for i in within_one)
    others = Counter(two[i] for i in within_two)
    places = {two[j]: j for j in within_two if others[two[j]] == 1}
    pairs = [
        (i, places[one[i]])
        for i in within_one
        if counts[one[i]] == 1 and one[i] in places and not one[i].isspace()
    ]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    lasts: list[int] = []
    ends: list[int] = []
    earlier: list[int] = []
    for number, (_, place) in enumerate(pairs):
        depth = bisect_left(lasts, place)
        earlier.append(ends[depth - 1] if depth else -1)
        if depth == len(lasts):
            lasts.append(place)
            ends.append(number)
        else:
            lasts[depth], ends[depth] = place, number
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = earlier[at]
    return found[::-1]


def _merged(said: _Said) -> _Said:
    """Join neighbours: what is gone stands before what is new, with no crumbs of space between."""
    gone = new = same = ""
    for kind, text in said:
        if kind is Kind.SAME:
            if (gone or new) and text.isspace() and "\n" not in text:
                # A blank between two changed words reads as part of the change.
                gone, new = gone + text, new + text
                continue
            if gone or new:
                yield from _trimmed(same, gone, new)
                same = gone = new = ""
            same += text
        elif kind is Kind.GONE:
            gone += text
        else:
            new += text
    yield from _trimmed(same, gone, new)


def _trimmed(same: str, gone: str, new: str) -> _Said:
    """Yield one stretch and its change; blanks at the end of both stand outside the change."""
    cut = 0
    shortest = min(len(gone), len(new))
    while cut < shortest and gone[-1 - cut] == new[-1 - cut] and gone[-1 - cut] == " ":
        cut += 1
    tail = gone[len(gone) - cut :] if cut else ""
    if cut:
        gone, new = gone[:-cut], new[:-cut]
    yield Kind.SAME, same
    yield Kind.GONE, gone
    yield Kind.NEW, new
    yield Kind.SAME, tail
