"""A copy as pieces of text, each with the place where it stands; and a copy with some cut out.

Every string that is laid out is a piece, so what is cut here stands nowhere in the PDF.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from disclosure.pdf.document import (
    About,
    Answer,
    Beside,
    Card,
    Enclosure,
    Entry,
    Fact,
    Line,
    Opening,
    Table,
    Task,
    Was,
)
from ui.statements import WORDS, ShownStatement

_OWN = WORDS["person_words"]
# Not words of anybody: names of places and kinds, codes, and lines that are written anew.
_NOT_WORDS = {
    Entry: ("anchor", "code", "restricted", "related"),
    Enclosure: ("anchor", "left_out", "pages", "in_part"),
    Line: ("anchor", "day", "code", "left_out", "enclosures", "restricted"),
    ShownStatement: ("kind", "language"),
}
_NOT_OWN_PARTS = ("lead", "word", "first_label", "lines", "points")
_OF_FORM = re.compile(r"\.(?:word|first_label|lines\.\d+\.0|points\.\d+\.0)$")
# What the form itself says is read only where something in it is marked.
OF_THE_FORM = (
    *(".label", ".status", ".first_label", ".day", ".happened", ".word", ".mark", ".kind", ".said"),
    *(".by", ".state", ".written"),
)
_BEFORE = re.compile(r"\.(?:was|corrections)\.\d+\.lines\.")
_CALLED = {
    Entry: {"title": "Title", "written": "Written by", "told_by": "Told by", "late": "Lateness"},
    Line: {"event": "What happened", "impact": "What it meant", "source": "Where it is recorded"},
}


@dataclass(frozen=True)
class Piece:
    """One text of an entry and where it stands.

    ``own``: the person's own words about themselves. ``statement``: where the statement stands of
    which it is a part. ``told_by_other``: words of somebody else, kept to the letter.
    """

    path: str
    text: str
    label: str = ""
    own: bool = False
    statement: str = ""
    third_party: bool = False
    told_by_other: bool = False

    @property
    def is_of_form(self) -> bool:
        """Say whether it is a word of ours in a statement, such as "Fact" or "because"."""
        return _OF_FORM.search(self.path) is not None and not self.names_speaker

    @property
    def names_speaker(self) -> bool:
        """Say whether it names somebody else whose words a statement holds."""
        return self.path.endswith(".word") and self.text.startswith("Words of ")

    @property
    def was_said(self) -> bool:
        """Say whether it stood there before a correction."""
        return _BEFORE.search(self.path) is not None


@dataclass(frozen=True)
class Cut:
    """What is taken out of a piece, and what stands there instead."""

    start: int
    end: int
    instead: str


def pieces_of(value: Any) -> list[Piece]:
    """Return every piece of an entry, or of the pages beside the entries, that is not blank."""
    return [piece for piece in _walk(value, "", Piece("", "")) if piece.text.strip()]


def digest_of(pieces: Iterable[Piece]) -> str:
    """Return a digest of everything that was looked at: another if a word or place changed."""
    said = sha256()
    for piece in pieces:
        said.update(f"{piece.path}\0{piece.text}\0{piece.third_party}\1".encode())
    return said.hexdigest()


def digest_of_words(words: str) -> str:
    """Return a digest by which a mark knows its words again, without keeping them."""
    return sha256(words.encode()).hexdigest()


def cut(value: Any, cuts: Mapping[str, list[Cut]], path: str = "") -> Any:
    """Return ``value`` with the words of ``cuts`` taken out, and what stands there instead."""
    if isinstance(value, str):
        return _without(value, cuts.get(path, []))
    if isinstance(value, tuple | list):
        return type(value)(cut(each, cuts, f"{path}.{at}") for at, each in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type):
        skipped = _NOT_WORDS.get(type(value), ())
        changed = {
            each.name: cut(getattr(value, each.name), cuts, f"{path}.{each.name}")
            for each in fields(value)
            if each.name not in skipped
        }
        return replace(value, **changed)
    return value


def _without(text: str, cuts: list[Cut]) -> str:
    """Return a text without some words. Where two overlap, one mark stands for both."""
    done, out = 0, []
    for each in sorted(cuts, key=lambda each: (each.start, -each.end)):
        if each.end <= done:
            continue
        if each.start >= done:
            out += [text[done : each.start], each.instead]
        done = each.end
    return "".join([*out, text[done:]])


def _walk(value: Any, path: str, of: Piece) -> Iterator[Piece]:
    if isinstance(value, str):
        yield replace(of, path=path, text=value)
    elif isinstance(value, tuple | list):
        for at, each in enumerate(value):
            yield from _walk(each, f"{path}.{at}", of)
    elif is_dataclass(value) and not isinstance(value, type):
        within = _within(value, path, of)
        if isinstance(value, Entry | Line) and value.restricted:
            # Not cut, but looked at: whoever restricts an entry has it decided again.
            yield Piece(f"{path}.restricted", "Restricted to named people", "Who may open it")
        skipped = _NOT_WORDS.get(type(value), ())
        for each in fields(value):
            if each.name in skipped:
                continue
            part = within
            if isinstance(value, ShownStatement) and each.name in _NOT_OWN_PARTS:
                part = replace(within, own=False)
            if isinstance(value, Beside) and each.name == "text":
                part = _said_beside(value, within)
            if isinstance(value, Entry | Line):
                part = replace(within, label=_CALLED[type(value)].get(each.name, ""))
            if isinstance(value, Was) and each.name == "lines":
                yield from _lines(value.lines, f"{path}.lines", within)
                continue
            yield from _walk(getattr(value, each.name), f"{path}.{each.name}", part)


def _said_beside(value: Beside, of: Piece) -> Piece:
    """Return what is known of words beside an entry: the person's own, or of somebody else."""
    other = value.told_by_other or value.third_party
    return replace(
        of,
        own=value.own_words and not other,
        told_by_other=value.own_words and value.told_by_other,
        third_party=value.third_party,
    )


def _lines(lines: tuple[str, ...], path: str, of: Piece) -> Iterator[Piece]:
    """Yield what an answer said before: own words are own words still."""
    for at, line in enumerate(lines):
        own = line.startswith(f"{_OWN}: ")
        yield replace(of, path=f"{path}.{at}", text=line, own=own, label=of.label or "Before")


def _within(value: Any, path: str, of: Piece) -> Piece:
    """Return what is known of the pieces of ``value``: whose words, and under which question."""
    if isinstance(value, ShownStatement):
        own = value.kind == "person-words" and value.word == _OWN and not value.third_party
        label = f"{of.label}, {value.word.lower()}" if of.label else value.word
        third = value.third_party
        return replace(of, own=own, statement=path, third_party=third, label=label)
    if isinstance(value, Answer):
        return replace(of, label=value.label, own=False)
    if isinstance(value, Fact):
        return replace(of, label=value.label, own=value.own_words)
    if isinstance(value, Beside):
        return replace(of, label="Added later", own=False)
    if isinstance(value, About):
        return replace(of, label=value.title)
    if isinstance(value, Opening):
        return replace(of, label=f"Who opened the record, {value.day}")
    if isinstance(value, Task):
        return replace(of, label=f"{of.label}, action" if of.label else "Action")
    if isinstance(value, Was):
        return replace(of, own=False, label=f"{of.label}, before it was corrected".lstrip(", "))
    if isinstance(value, Card | Table):
        return of
    return of
