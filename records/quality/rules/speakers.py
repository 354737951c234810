"""Who speaks: whether a pronoun, a name or a bare verb is the person or somebody else.

A verb is traced back to who does it: over the words that help it, to a pronoun, a name, a relative
or a worker. A pronoun means the person, unless somebody else was just speaking.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.text import WORD, Piece

PERSON, OTHER, WRITER, NOBODY = "person", "other", "writer", ""

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
_WRITERS = frozenset({"i", "we", "you"})
# Words for the person that are no name.
_THE_PERSON = frozenset({
    "gentleman", "lady", "client", "adult", "person", "resident", "patient", "man", "woman",
    "tenant", "user",
})  # fmt: skip
# With somebody between them, "she said" is the person.
_INTERPRETED = ("cues.interpreter", "cues.family_interprets")
# Those of whom nobody says he or she.
_MANY = frozenset({
    "surgery", "agency", "ward", "hospital", "council", "bank", "police", "team", "office",
    "school", "college", "home", "family", "staff", "carers", "parents", "nurses", "neighbours",
    "children", "relatives", "provider", "practice", "centre", "clinic", "daughters", "sons",
    "sisters", "brothers", "friends", "workers",
})  # fmt: skip
# What somebody says or thinks, so that a pronoun after it may mean them.
_VERBS = ("cues.voices", "cues.views", "cues.made_contact", "cues.speaks_for")
_HELPS = frozenset({
    "has", "had", "have", "also", "then", "still", "never", "not", "always", "only", "both",
    "now", "just", "did", "does", "do", "would", "will", "could", "can", "first", "later", "again",
    "herself", "himself", "themselves", "each", "even", "once", "twice", "may", "might", "should",
    "very", "quite", "rather", "so", "more", "all", "too", "much",
})  # fmt: skip
# What somebody is, and not what is done to them.
_STATES = frozenset({"pleased", "worried", "concerned", "satisfied", "opposed", "determined",
                     "convinced"})  # fmt: skip
_BE = frozenset({"is", "was", "are", "were", "be", "been", "being", "am"})
# What the writer does to somebody, where a sentence begins with it: "Asked her about the fall".
_OBJECTS = frozenset({"her", "him", "them", "the", "about"})
_THE_WRITERS = frozenset({
    "explained", "suggested", "agreed", "requested", "decided", "signed", "emailed", "texted",
    "wrote", "described", "thanked", "promised", "warned", "spoke", "talked", "showed", "told",
})  # fmt: skip
# "The home" and "her care home" may say something; "at home" is a place. So is Larch House.
_OF_A_HOME = frozenset({
    "", "the", "a", "care", "nursing", "residential", "this", "that", "current", "new", "rest",
})  # fmt: skip
_PLACES = frozenset({
    "house", "lodge", "court", "view", "lawns", "grange", "manor", "centre", "road", "ward",
    "hospital", "cottage", "clinic", "surgery", "avenue", "gardens", "terrace", "villa", "towers",
    "library", "club",
})  # fmt: skip
# How many sentences back a pronoun may look for whom it means.
_BACK = 3
# How many pieces back a verb may look for who does it, and after somebody for their verb.
_FAR, _SOON = 40, 5
# Within how many pieces after a name its role ends: ", manager of Holm View,".
_ROLE = 10
# How many pieces after a name their relative may be spoken of.
_OF_THEIRS = 12


class _Mention(NamedTuple):
    at: int
    last: int
    sentence: int
    is_person: bool
    pronoun: str


def is_the_person(look: Look, reading: Reading, match: Match) -> bool:
    """Say whether the person is who speaks, wants or does here; nobody named means the person."""
    told = _told(look, reading)
    pieces = reading.text.pieces
    said = pieces[match.first].low.partition("'")[0]
    begun = bisect_left(told.places, match.first)
    if said in _PRONOUNS:
        return told.means_the_person(said, match.first)
    if begun < len(told.all) and told.places[begun] < match.last:
        return told.all[begun].is_person
    if pieces[match.first].is_name and begun:
        # The surname of a name that began before the match.
        return told.all[begun - 1].is_person
    return told.means_the_person("", match.first)


def is_alone(look: Look, reading: Reading, begins: int, before: int) -> bool:
    """Say whether the person is named between two pieces, and nobody else."""
    told = _told(look, reading)
    named = told.all[bisect_left(told.places, begins) : bisect_left(told.places, before)]
    return bool(named) and all(each.is_person for each in named)


def who_does(look: Look, reading: Reading, at: int) -> str:
    """Say whose verb this is: the person's, somebody else's, the writer's, or nobody's."""
    told = _told(look, reading)
    pieces = reading.text.pieces
    begins = reading.text.sentences[reading.text.sentence_of(at)].first
    before = at - 1
    while before >= max(begins, at - _FAR) and _only_helps(pieces[before]):
        before -= 1
    if before >= begins and pieces[before].low in _BE:
        # "He was told" is not his; "he is happy" is.
        if pieces[at].low.endswith("ed") and pieces[at].low not in _STATES:
            return NOBODY
        before -= 1
        while before >= max(begins, at - _FAR) and _only_helps(pieces[before]):
            before -= 1
    if before < begins:
        return _of_nobody_named(told, at)
    piece = pieces[before]
    said = piece.low.partition("'")[0]
    if said in _WRITERS:
        return WRITER
    if said in _PRONOUNS:
        return _as(told.means_the_person(said, before))
    if said == "who":
        found = told.last_before(before)
        return NOBODY if found is None else _as(found.is_person)
    found = told.holding(before)
    if found is not None:
        return _as(found.is_person or told.stands_beside_the_person(found))
    if piece.kind != WORD or piece.low in {"and", "but", "or", "yet"}:
        return _of_a_clause(told, at, before, begins)
    return PERSON if said in _THE_PERSON else NOBODY


def _only_helps(piece: Piece) -> bool:
    """Say whether a word helps a verb and does nothing itself; "Carly" is a name."""
    return piece.low in _HELPS or (not piece.is_name and piece.low.endswith(("ly", "n't")))


def _as(is_person: bool) -> str:
    return PERSON if is_person else OTHER


def _of_nobody_named(told: "_Mentions", at: int) -> str:
    """Say whose a verb is that has nobody before it: in notes that is often left out."""
    pieces = told.pieces
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if after is not None and (after.low in _OBJECTS or after.is_name or after.low in _TITLES):
        return WRITER
    if pieces[at].low in _THE_WRITERS:
        return NOBODY
    return _as(told.means_the_person("", at))


def _of_a_clause(told: "_Mentions", at: int, before: int, begins: int) -> str:
    """Say whose a verb is that goes on after a mark or an "and"; after a quotation it may turn."""
    pieces = told.pieces
    if pieces[before].text in {'"', "'"} and at + 1 < len(pieces):
        after = pieces[at + 1].low
        turned = told.holding(at + 1)
        if turned is not None:
            return _as(turned.is_person)
        if after in _PRONOUNS:
            return _as(told.means_the_person(after, at + 1))
    for number in range(before, max(begins, at - _FAR) - 1, -1):
        said = pieces[number].low.partition("'")[0]
        if said in _WRITERS:
            return WRITER
        if said in _PRONOUNS:
            return _as(told.means_the_person(said, number))
    begun = told.first_in(begins, before)
    return _of_nobody_named(told, at) if begun is None else _as(begun.is_person)


def _told(look: Look, reading: Reading) -> "_Mentions":
    made: _Mentions = look.once(("mentions", reading), lambda: _Mentions(look, reading))
    return made


class _Mentions:
    """Who is mentioned in a text, and the first of each sentence whom a pronoun may mean."""

    def __init__(self, look: Look, reading: Reading) -> None:
        self.pieces = reading.text.pieces
        self.sentence_of = reading.text.sentence_of
        self.all = list(_mentions(look, reading))
        self.places = [each.at for each in self.all]
        self._interpreted = any(reading.has(each) for each in _INTERPRETED)
        self._verbs = {each.first for key in _VERBS for each in reading.by_key.get(key, ())}
        # "Call from her brother": where somebody stands after it, they are who speaks next.
        self._met = {each.last for each in reading.by_key.get("cues.in_touch_with", ())}
        self._first: dict[tuple[int, str], _Mention] = {}
        for each in self.all:
            heard = each.is_person or self._speaks(each)
            for said in ("", "he", "she"):
                if heard and (not said or each.pronoun in {"", "they", said}):
                    self._first.setdefault((each.sentence, said), each)
            # "Her parents were in. They want": several are meant, whatever they did before.
            if heard or each.pronoun == "many":
                self._first.setdefault((each.sentence, "they"), each)

    def _speaks(self, mention: _Mention) -> bool:
        """Say whether a verb of speech or thought follows soon, or they were spoken with."""
        if mention.at in self._met or mention.at - 1 in self._met:
            return True
        begins = self._after_their_role(mention.last)
        for at in range(begins, min(begins + _SOON, len(self.pieces))):
            if at in self._verbs:
                return True
            if self.pieces[at].low.partition("'")[0] in _PRONOUNS | _WRITERS:
                return False
        return False

    def _after_their_role(self, last: int) -> int:
        """Return where a sentence goes on: "Teresa Quill, manager of Holm View, believes"."""
        marks = [
            last + n for n, each in enumerate(self.pieces[last : last + _ROLE]) if each.text == ","
        ]
        return marks[1] + 1 if len(marks) > 1 and marks[0] == last else last

    def means_the_person(self, said: str, at: int) -> bool:
        """Say whether a pronoun, or a verb with nobody before it, means the person."""
        if self._interpreted:
            return True
        here = self.sentence_of(at)
        for number in range(here, here - _BACK, -1):
            found = self._first.get((number, said))
            if found is not None and found.at < at:
                return found.is_person
        return True

    def holding(self, at: int) -> _Mention | None:
        """Return who is mentioned by this piece, if anybody."""
        begun = bisect_left(self.places, at + 1) - 1
        if begun < 0 or self.all[begun].last <= at:
            return None
        return self.all[begun]

    def first_in(self, begins: int, before: int) -> _Mention | None:
        """Return who is mentioned first from one piece to another."""
        begun = bisect_left(self.places, begins)
        return self.all[begun] if begun < len(self.all) and self.places[begun] < before else None

    def stands_beside_the_person(self, mention: _Mention) -> bool:
        """Say whether it is both: "Ivy and her sister", "she and her sister"."""
        words = [each.low for each in self.pieces[max(0, mention.at - 2) : mention.at + 1]]
        if len(words) > 1 and words[0] in _PRONOUNS and words[1] == "and":
            return self.means_the_person(words[0], mention.at - 2)
        before = self.last_before(mention.at)
        if before is None or not before.is_person:
            return False
        between = [each.low for each in self.pieces[before.last : mention.at]]
        return between in (["and"], ["and", "her"], ["and", "his"], ["and", "their"])

    def last_before(self, at: int) -> _Mention | None:
        """Return who was mentioned last in the sentence."""
        begun = bisect_left(self.places, at) - 1
        if begun < 0 or self.all[begun].sentence != self.sentence_of(at):
            return None
        return self.all[begun]


def _mentions(look: Look, reading: Reading) -> Iterator[_Mention]:
    """Yield who is mentioned, in order: names with their titles, relatives and workers."""
    own = look.facts.person.name.lower().replace("-", " ").split() or [""]
    others = {each.first: each.last for each in reading.by_key.get("cues.another_person", ())}
    pieces = reading.text.pieces
    others = {at: last for at, last in others.items() if not _is_where(pieces, at, last)}
    # "Mrs Rowe" is somebody else where the person goes by their first name.
    by_first_name = any(each.bare.lower() == own[0] for each in pieces)
    number = 0
    while number < len(pieces):
        piece, first = pieces[number], number
        if number in others:
            number = others[number]
            word = pieces[number - 1].bare.lower()
            pronoun = "he" if word in _HE else "she" if word in _SHE else ""
            pronoun = "many" if word in _MANY else pronoun
            yield _Mention(first, number, reading.text.sentence_of(first), False, pronoun)
            continue
        if _is_a_verb_before_a_title(reading, first):
            number += 1
            continue
        title = _TITLES.get(piece.low)
        while number < len(pieces) and (pieces[number].is_name or pieces[number].low in _TITLES):
            number += 1
        if number == first:
            number += 1
            continue
        if number in others and pieces[number - 1].low.endswith("'s"):
            continue  # "Ivy's sister" is her sister, and not Ivy.
        is_place = pieces[number - 1].low in _PLACES or (first and pieces[first - 1].low == "the")
        if is_place and title is None:
            continue
        names = {each.bare.lower() for each in pieces[first:number]}
        alone = number == first + 1
        is_person = own[0] in names or (
            own[-1] in names and (alone or (title is not None and not by_first_name))
        )
        starts = first in reading.text.first_pieces
        if is_person or title or not (alone and starts) or names <= look.names:
            pronoun = title or ("" if is_person else _by_relative(reading, number, others))
            yield _Mention(first, number, reading.text.sentence_of(first), is_person, pronoun)


def _is_a_verb_before_a_title(reading: Reading, at: int) -> bool:
    """Say whether a sentence begins so: "Rang Mrs Rowe"."""
    pieces = reading.text.pieces
    begins = at in reading.text.first_pieces and pieces[at].low not in _TITLES
    return begins and at + 1 < len(pieces) and pieces[at + 1].low in _TITLES


def _is_where(pieces: list[Piece], at: int, last: int) -> bool:
    """Say whether "home" is where the person lives: "to go home", and not "the home said"."""
    before = pieces[at - 1].low if at else ""
    return last == at + 1 and pieces[at].low == "home" and before not in _OF_A_HOME


def _by_relative(reading: Reading, after: int, others: dict[int, int]) -> str:
    """Tell he or she by whose relative is spoken of next: "Joy rang, worried about her dad"."""
    for at in range(after, min(after + _OF_THEIRS, len(reading.text.pieces) - 1)):
        low = reading.text.pieces[at].low
        if at in reading.text.first_pieces:
            break
        if low in {"his", "her"} and at + 1 in others:
            return "he" if low == "his" else "she"
    return ""
