"""Who speaks: whether a pronoun, a name or a bare verb is the person or somebody else."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from records.quality.phrases import Match
from records.quality.reading import Look, Reading

_TITLES = {"mr": "he", "mrs": "she", "ms": "she", "miss": "she", "mx": "they"}
_HE = frozenset({
    "husband", "son", "father", "dad", "brother", "nephew", "uncle", "grandson", "grandfather",
    "boyfriend", "stepson", "landlord",
})  # fmt: skip
_SHE = frozenset({
    "wife", "daughter", "mother", "mum", "sister", "niece", "aunt", "granddaughter",
    "grandmother", "girlfriend", "stepdaughter",
})  # fmt: skip
_PRONOUNS = frozenset({"he", "she", "they"})
# With somebody between them, "she said" is the person.
_INTERPRETED = ("cues.interpreter", "cues.family_interprets")
# How many sentences back a pronoun may look for whom it means.
_BACK = 3


class _Mention(NamedTuple):
    at: int
    sentence: int
    is_person: bool
    pronoun: str


def is_the_person(look: Look, reading: Reading, match: Match) -> bool:
    """Say whether the person is who speaks, wants or does here; nobody named means the person."""
    told = look.once(("mentions", reading), lambda: _Mentions(look, reading))
    pieces = reading.text.pieces
    said = pieces[match.first].low.partition("'")[0]
    begun = bisect_left(told.places, match.first)
    if said not in _PRONOUNS and begun < len(told.all) and told.places[begun] < match.last:
        return told.all[begun].is_person
    if pieces[match.first].is_name and begun:
        # The surname of a name that began before the match.
        return told.all[begun - 1].is_person
    if any(reading.has(each) for each in _INTERPRETED):
        return True
    here = reading.text.sentence_of(match.first)
    for number in range(here, here - _BACK, -1):
        found = told.first.get((number, said if said in {"he", "she"} else ""))
        if found is not None and found.at < match.first:
            return found.is_person
    return True


class _Mentions:
    """Who is mentioned in a text, and the first of each sentence whom a pronoun may mean."""

    def __init__(self, look: Look, reading: Reading) -> None:
        self.all = list(_mentions(look, reading))
        self.places = [each.at for each in self.all]
        self.first: dict[tuple[int, str], _Mention] = {}
        for each in self.all:
            for said in ("", "he", "she"):
                if not said or each.pronoun in {"", "they", said}:
                    self.first.setdefault((each.sentence, said), each)


def _mentions(look: Look, reading: Reading) -> Iterator[_Mention]:
    """Yield who is mentioned, in order: names with their titles, relatives and workers."""
    own = look.facts.person.name.lower().split() or [""]
    others = {each.first: each.last - 1 for each in reading.by_key.get("cues.another_person", ())}
    pieces = reading.text.pieces
    number = 0
    while number < len(pieces):
        piece, first = pieces[number], number
        if number in others:
            word = pieces[others[number]].bare.lower()
            number = others[number] + 1
            pronoun = "he" if word in _HE else "she" if word in _SHE else ""
            yield _Mention(first, reading.text.sentence_of(first), False, pronoun)
            continue
        title = _TITLES.get(piece.low)
        while number < len(pieces) and (pieces[number].is_name or pieces[number].low in _TITLES):
            number += 1
        if number == first:
            number += 1
            continue
        names = {each.bare.lower() for each in pieces[first:number]}
        alone = number == first + 1
        is_person = own[0] in names or (own[-1] in names and (title is not None or alone))
        starts = first in reading.text.first_pieces
        if is_person or title or not (alone and starts) or names <= look.names:
            yield _Mention(first, reading.text.sentence_of(first), is_person, title or "")
