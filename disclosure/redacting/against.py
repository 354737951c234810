"""Decisions about words that say otherwise than what was weighed of whoever is named in them.

Somebody was weighed as withheld, and words that name them stay; or as given, and they go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from disclosure.models import RedactedEntry, RedactionMark
from disclosure.redacting.applying import standing
from disclosure.redacting.pieces import Piece
from disclosure.redacting.queries import Part, Progress, terms_for
from disclosure.redacting.reasons import reasons
from disclosure.redacting.terms import APART, Terms
from disclosure.requests.weighing import GIVE, WITHHELD, Weighed, own_words_of
from people.models import Person
from people.naming import folded

_KEEP, _REMOVE = RedactionMark.Decision.KEEP, RedactionMark.Decision.REMOVE
# Whole texts that go for what they are, whoever is named in them.
_WHOLE = frozenset({"told_by_other", "third_party", "entry_third_party"})
_SOURCES = ("told by ", "words of ")
_GONE = "\0"
_KEPT = "withheld, and these words stay"
_STRUCK = "given, and these words go"
_MISSED = "withheld, and nobody decided about these words"


def says_who(mark: RedactionMark, words: str) -> bool:
    """Say whether marked words only say who somebody is, or who told something."""
    if mark.found_by in _WHOLE:
        return words.casefold().startswith(_SOURCES)
    return mark.reason == "WHO_OTHER"


@dataclass(frozen=True)
class Against:
    """Words of which otherwise was decided than was weighed of ``who``.

    ``because``: why, as it was said once that was weighed; blank if nobody did. Without a ``mark``
    nobody decided about them.
    """

    part: Part
    piece: Piece
    words: str
    who: Weighed
    what: str
    mark: RedactionMark | None = None

    @property
    def is_unsaid(self) -> bool:
        """Say whether words of somebody who is withheld stay, and nobody said why."""
        return self.what != _STRUCK and not self.because

    @property
    def because(self) -> str:
        """Why it was decided so, by somebody who could know what was weighed."""
        mark, step = self.mark, self.who.step
        if mark is None or mark.decided_at is None or step is None:
            return ""
        return mark.because if mark.decided_at > step.added_at else ""


class Weighing:
    """What was weighed of those whom a copy may name, to hold decisions against it."""

    def __init__(self, person: Person, people: Iterable[Weighed]) -> None:
        self.people = list(people)
        self._person = person
        self._own = own_words_of(person)
        self._gives = any(each.outcome == GIVE for each in self.people)

    @cached_property
    def terms(self) -> Terms:
        """What is looked for in the copy, reckoned once."""
        return terms_for(self._person, self.people)

    @cached_property
    def _held(self) -> list[tuple[Weighed, Terms]]:
        return [
            (each, replace(self.terms, others=self._names(each)))
            for each in self.people
            if each.outcome == WITHHELD
        ]

    def _names(self, each: Weighed) -> frozenset[str]:
        return frozenset(name for name in each.other.names if folded(name) not in self._own)

    def named_by(self, mark: RedactionMark, words: str) -> list[Weighed]:
        """Return those whom some marked words name, or mean by what they are to the person."""
        if mark.found_by == APART:
            return [who for who in self.people if who.other.is_meant_in(words)]
        beside = mark.label if mark.found_by == "relation" else ""
        said = f"{beside}\n{words}"
        return [who for who in self.people if who.is_named_in(said, but=self._own)]

    def against(self, part: Part, row: RedactedEntry) -> Iterator[Against]:
        """Yield where one part of a copy was decided otherwise than was weighed."""
        if row.is_withheld:
            return
        marks: dict[str, list[RedactionMark]] = {}
        for mark in standing(row):
            marks.setdefault(mark.path, []).append(mark)
        said = "\n".join(piece.text for piece in part.pieces)
        held = [each for each in self._held if each[0].is_named_in(said, but=self._own)]
        for piece in part.pieces:
            here = marks.get(piece.path, [])
            for mark in here:
                yield from self._of_mark(part, piece, mark, here)
            if held and not piece.own:
                yield from _missed(part, piece, here, held)

    def _of_mark(
        self, part: Part, piece: Piece, mark: RedactionMark, beside: Iterable[RedactionMark]
    ) -> Iterator[Against]:
        words = piece.text[mark.start : mark.end]
        if mark.found_by == APART:
            return
        if mark.decision == _KEEP:
            left = _without(piece.text, beside, but=_KEEP)[mark.start : mark.end]
            for who in self.named_by(mark, left):
                if who.outcome == WITHHELD:
                    yield Against(part, piece, words, who, _KEPT, mark)
        elif self._gives and mark.decision == _REMOVE and not reasons()[mark.reason].exemption:
            named = self.named_by(mark, words)
            is_whole = mark.found_by in _WHOLE and not says_who(mark, words)
            if named and not is_whole and all(each.outcome == GIVE for each in named):
                yield Against(part, piece, words, named[0], _STRUCK, mark)


def against_weighed(
    person: Person,
    people: Iterable[Weighed],
    parts: Iterable[Part],
    progress: Iterable[Progress],
) -> list[Against]:
    """Return where a copy was decided otherwise than was weighed, in the order in which it is."""
    weighing, rows = Weighing(person, people), {each.key: each.row for each in progress}
    return [
        each
        for part in parts
        if (row := rows.get(part.key))
        for each in weighing.against(part, row)
    ]


def _without(text: str, marks: Iterable[RedactionMark], *, but: str = "") -> str:
    """Return a text with what is marked blanked out, so that all else stands where it stood."""
    for mark in marks:
        if mark.decision != but:
            gone = _GONE * (mark.end - mark.start)
            text = text[: mark.start] + gone + text[mark.end :]
    return text


def _missed(
    part: Part,
    piece: Piece,
    marks: Iterable[RedactionMark],
    held: Iterable[tuple[Weighed, Terms]],
) -> Iterator[Against]:
    """Yield where somebody who is withheld is named, and nothing is marked."""
    left = _without(piece.text, marks)
    for who, terms in held:
        for each in terms.find(left):
            if each.rule == "name":
                yield Against(part, piece, piece.text[each.start : each.end], who, _MISSED)
