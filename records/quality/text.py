"""A text cut into words, marks and sentences, in one pass over its letters.

The pattern below has no choice between two ways to read the same letters, so it cannot go back and
try again: hostile text costs what its length costs.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

_PIECES = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\n|[^\s\w]|_")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "st", "no", "prof", "rev"})
_ENDS = frozenset(".!?")
# How many pieces back the title of a name with initials may stand.
_INITIALS = 7

BEGINNINGS = frozenset({
    "a", "after", "although", "an", "and", "are", "as", "at", "because", "before", "both",
    "but", "by", "did", "do", "does", "during", "each", "every", "for", "from", "further",
    "had", "has", "have", "he", "her", "here", "his", "how", "however", "if", "in", "is", "it",
    "its", "mine", "my", "neither", "no", "not", "now", "of", "on", "once", "one", "our",
    "please", "she", "since", "so", "some", "than", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "to", "today", "tomorrow", "was", "we", "were",
    "what", "when", "where", "which", "while", "who", "why", "will", "with", "yes", "yesterday",
    "yet", "you", "your", "i", "may", "everyone", "everybody", "nobody", "somebody", "someone",
    "anyone", "anybody", "nothing", "everything", "all", "most", "people", "others", "staff",
})  # fmt: skip
# Written with a capital wherever they stand, and nobody's name.
NO_NAMES = BEGINNINGS | frozenset({
    "english", "welsh", "polish", "urdu", "punjabi", "hindi", "bengali", "gujarati", "arabic",
    "french", "spanish", "italian", "german", "portuguese", "romanian", "somali", "swahili",
    "yoruba", "igbo", "twi", "cantonese", "mandarin", "chinese", "turkish", "kurdish", "farsi",
    "tamil", "greek", "irish", "scottish", "british", "makaton", "braille", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "september", "october", "november", "december", "christmas", "easter",
})  # fmt: skip

WORD, NUMBER, MARK, LINE = "word", "number", "mark", "line"


class Shape(NamedTuple):
    """What a word, a number or a mark is, wherever it stands."""

    low: str
    kind: str
    # What a list may have it as: small letters, without a possessive, and as it is written.
    forms: tuple[str, ...]
    # What is written, without the ending of a possessive.
    bare: str
    # Whether it is written as names are; "I'm" is not.
    is_capitalised: bool
    # Whether it may be a name: capitals also begin sentences, languages and days.
    is_name: bool
    # Whether it is one capital letter; "I" is a word.
    is_initial: bool


class Piece(NamedTuple):
    """A word, a number or a mark, and where it stands."""

    text: str
    low: str
    kind: str
    start: int
    end: int
    forms: tuple[str, ...]
    bare: str
    is_capitalised: bool
    is_name: bool
    is_initial: bool


class Sentence(NamedTuple):
    """A run of pieces that is read together: from the first to before the last."""

    first: int
    last: int


class Quotation(NamedTuple):
    """Words in quotation marks, from the opening mark to the closing one."""

    first: int
    last: int
    start: int
    end: int


class Text:
    """One passage, with its pieces, sentences and quotations."""

    def __init__(self, written: str) -> None:
        self.written = written
        # Each letter is turned into one letter: places in it are places in what was written.
        self.plain = written.translate(_ALIKE)
        self.all_pieces = list(_pieces(self.plain))
        # What each piece was found to be: the lists are looked for from many places.
        self.kinds: dict[int, Mapping[str, tuple[int, ...]]] = {}

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces that rules read: a hyphen only joins, a line break only ends sentences."""
        kept = []
        for number, piece in enumerate(self.all_pieces):
            if piece.kind == LINE or (piece.text == "-" and self._joins(number)):
                continue
            kept.append(piece)
        return kept

    @cached_property
    def paragraphs(self) -> frozenset[int]:
        """The pieces that begin a new paragraph: no phrase goes on over an empty line."""
        if "\n\n" not in self.plain:
            return frozenset()
        return frozenset(
            number
            for number in range(1, len(self.pieces))
            if "\n\n" in self.plain[self.pieces[number - 1].end : self.pieces[number].start]
        )

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences, in order; together they hold every piece."""
        found, first = [], 0
        for number in range(1, len(self.pieces) + 1):
            if number == len(self.pieces) or self._ends_before(number):
                found.append(Sentence(first, number))
                first = number
        return found

    @cached_property
    def first_pieces(self) -> frozenset[int]:
        """The pieces that begin a sentence."""
        return frozenset(each.first for each in self.sentences)

    @cached_property
    def _sentence_numbers(self) -> list[int]:
        found: list[int] = []
        for number, each in enumerate(self.sentences):
            found += [number] * (each.last - each.first)
        return found

    def sentence_of(self, piece: int) -> int:
        """Return the number of the sentence that a piece stands in."""
        return self._sentence_numbers[piece]

    @cached_property
    def clauses(self) -> list[int]:
        """The number of the clause that each piece is in: marks, "and" and "but" end one."""
        found, number = [], 0
        for piece in self.pieces:
            number += piece.kind == MARK or piece.low in {"and", "but"}
            found.append(number)
        return found

    def words_in(self, sentence: Sentence) -> int:
        """Count the words of a sentence; a part after a semicolon is counted by itself."""
        longest = running = 0
        for piece in self.pieces[sentence.first : sentence.last]:
            if piece.text == ";":
                running = 0
            elif piece.kind in {WORD, NUMBER}:
                running += 1
                longest = max(longest, running)
        return longest

    @cached_property
    def word_count(self) -> int:
        """How many words there are."""
        return sum(piece.kind in {WORD, NUMBER} for piece in self.pieces)

    @cached_property
    def quotations(self) -> list[Quotation]:
        """What stands in quotation marks. A mark that is never closed quotes nothing."""
        return list(self._quotations())

    @cached_property
    def quoted(self) -> frozenset[int]:
        """The pieces of all quotations, with their marks."""
        return frozenset(
            piece for each in self.quotations for piece in range(each.first, each.last + 1)
        )

    def _quotations(self) -> Iterator[Quotation]:
        opened: dict[str, int] = {}
        for number, piece in enumerate(self.pieces):
            if piece.text not in {'"', "'"}:
                continue
            mark, first = piece.text, opened.get(piece.text)
            if first is not None and self._closes(piece):
                del opened[mark]
                start, end = self.pieces[first].start, piece.end
                inside = next((each for each in opened.values() if each < first), None)
                if number > first + 1 and inside is None:
                    yield Quotation(first, number, start, end)
            elif first is None and self._opens(piece):
                opened[mark] = number

    def _opens(self, piece: Piece) -> bool:
        before = self.plain[piece.start - 1] if piece.start else " "
        after = self.plain[piece.end] if piece.end < len(self.plain) else " "
        if piece.text == '"':
            return True
        return not before.isalnum() and not after.isspace()

    def _closes(self, piece: Piece) -> bool:
        if piece.text == '"':
            return True
        after = self.plain[piece.end] if piece.end < len(self.plain) else " "
        before = self.plain[piece.start - 1]
        return not after.isalnum() and not before.isspace()

    def _joins(self, number: int) -> bool:
        piece = self.all_pieces[number]
        before = self.plain[piece.start - 1] if piece.start else " "
        after = self.plain[piece.end] if piece.end < len(self.plain) else " "
        return before.isalnum() and after.isalnum()

    def _belongs_to_a_name(self, initial: int) -> bool:
        """Say whether an initial follows a title, with other initials between: "Mr P. J. Lamb"."""
        for at in range(initial - 1, max(-1, initial - _INITIALS), -1):
            if self.pieces[at].low in _TITLES:
                return True
            if self.pieces[at].text != "." and not self.pieces[at].is_initial:
                return False
        return False

    def _ends_before(self, number: int) -> bool:
        """Say whether a sentence ends between two pieces."""
        piece, after = self.pieces[number - 1], self.pieces[number]
        between = self.plain[piece.end : after.start]
        if "\n" in between:
            return True
        if not between:
            return False
        if piece.text in {'"', "'", ")"} and number > 1:
            mark = self.pieces[number - 2]
            if mark.text not in _ENDS or mark.end != piece.start:
                return False
        elif piece.text not in _ENDS:
            return False
        elif piece.text == "." and number > 1:
            before = self.pieces[number - 2]
            if before.low in _TITLES and before.end == piece.start:
                return False
            if before.is_initial and self._belongs_to_a_name(number - 2):
                return False
        return after.text[0].isupper() or after.kind == NUMBER or after.text in {'"', "'", "£", "«"}


def _pieces(plain: str) -> Iterator[Piece]:
    """Yield the pieces of a text; what a word is, is worked out once for all its places."""
    shapes: dict[str, Shape] = {}
    for found in _PIECES.finditer(plain):
        text = found.group()
        shape = shapes.get(text)
        if shape is None:
            shape = shapes[text] = _shape(text)
        low, kind, forms, bare, written, name, initial = shape
        start, end = found.span()
        yield Piece(text, low, kind, start, end, forms, bare, written, name, initial)


def _shape(text: str) -> Shape:
    first = text[0]
    kind = WORD if first.isalpha() else NUMBER if first.isdigit() else MARK
    if text == "\n":
        kind = LINE
    low = text.lower()
    forms = (low,) if low == text else (low, text)
    if low.endswith("'s"):
        forms = (*forms, low[:-2]) if low == text else (*forms, low[:-2], text[:-2])
    bare = text.removesuffix("'s").removesuffix("'")
    capital = kind == WORD and bare[:1].isupper()
    written = capital and len(bare) > 1 and not bare.isupper() and not low.startswith("i'")
    name = written and not low.endswith("n't") and low.partition("'")[0] not in NO_NAMES
    initial = capital and len(bare) == 1 and bare != "I"
    return Shape(low, kind, forms, bare, written, name, initial)
