"""Where in a long text each of its corrections stands: after the sentence that it put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from ui.worddiff import alike, sentences

_ALIKE_FROM = 0.4
# Longer texts are compared as a whole: sentence against sentence grows with the square.
_MOST_SENTENCES = 1_000
_MOST_PAIRS = 10_000


@dataclass
class Passage:
    """Part of a text, and what stands directly after it."""

    text: str
    corrections: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Corrected:
    """What one version changed: it stands after the sentence ``place`` of the latest text."""

    place: int
    number: int
    before: str | None
    after: str | None


def corrected_in(texts: Sequence[str]) -> list[Corrected]:
    """Return what each later text changed of the one before it, the newest first."""
    whole = [sentences(text) for text in texts]
    said = [[each.strip() for each in some] for some in whole]
    last = len(said[-1]) - 1
    found = []
    # Where each sentence of the version in hand stands in the latest.
    where = list(range(len(said[-1])))
    for number in range(len(texts) - 1, 0, -1):
        before, after = said[number - 1], said[number]
        if before == after and texts[number - 1] != texts[number]:
            # Only blanks and lines are different.
            found.append(Corrected(last, number, texts[number - 1], texts[number]))
        earlier: list[int] = []
        for i, j, k, m in _runs(before, after):
            place = where[m - 1] if m else -1
            if before[i:j] == after[k:m]:
                earlier += where[k:m]
                continue
            earlier += [place] * (j - i)
            if j - i == len(before) and m - k == len(after):
                place = last
            was = "".join(whole[number - 1][i:j]).strip()
            now = "".join(whole[number][k:m]).strip()
            if was != now:
                found.append(Corrected(place, number, was or None, now or None))
        where = earlier
    return found


def cut(text: str, corrections: dict[int, list[Any]]) -> list[Passage]:
    """Cut a text after each sentence that has corrections, which are given by its place."""
    passages = [Passage("", corrections[-1])] if -1 in corrections else []
    open_ = ""
    for place, sentence in enumerate(sentences(text)):
        open_ += sentence
        if place in corrections:
            passages.append(Passage(open_.strip(), corrections[place]))
            open_ = ""
    if open_.strip():
        passages.append(Passage(open_.strip()))
    return passages


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Return what answers to what: sentence by sentence where each is like its other."""
    if max(len(before), len(after)) > _MOST_SENTENCES:
        yield 0, len(before), 0, len(after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, i, j, k, m in matcher.get_opcodes():
        for y in range(k, m) if (j - i) * (m - k) <= _MOST_PAIRS else ():
            likely = (x for x in range(i, j) if alike(before[x], after[y]) >= _ALIKE_FROM)
            if (x := next(likely, None)) is not None:
                if i < x or k < y:
                    yield i, x, k, y
                yield x, x + 1, y, y + 1
                i, k = x + 1, y + 1
        if i < j or k < m:
            yield i, j, k, m
