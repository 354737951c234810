"""The first pass: which words may not be for the reader, computed from what the record says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosure.redacting.pieces import OF_THE_FORM, Piece
from disclosure.redacting.terms import Terms
from records.catalogue import fields_by_name
from records.catalogue.definitions import LONG_TEXT
from records.models import EntryVersion
from records.rules import marks

_TOLD_BY = "told by "
_OF_A_FACT = re.compile(r"^(\.about\.\d+\.facts\.\d+)\.(?:label|text)$")


@dataclass(frozen=True)
class Proposal:
    """Words of one piece that somebody should look at, why, and the rule that found them."""

    piece: Piece
    start: int
    end: int
    reason: str
    rule: str


def propose(
    pieces: list[Piece],
    terms: Terms,
    flagged: Iterable[str] = (),
    *,
    to_read: Iterable[str] | None = None,
) -> list[Proposal]:
    """Return what is proposed for the pieces of one entry; the person's own words stay.

    ``flagged`` are texts of statements about somebody else, now or before a correction. ``to_read``
    of an entry that, as its writer said, holds something private to somebody else: its long texts.
    They, its statements and what stood there before are proposed whole, and names in them apart,
    should the rest stay.
    """
    told = {
        piece.statement for piece in pieces if piece.statement and _is_told_by_another(piece, terms)
    }
    long = set(to_read or ())
    of_others = _facts_about_others(pieces, terms)
    found: list[Proposal] = []
    for piece in pieces:
        if piece.own or (piece.statement and piece.is_of_form):
            continue
        related = terms.related(piece.text) if _fact_of(piece) in of_others else []
        if not piece.path.endswith(OF_THE_FORM):
            related += terms.related_apart(piece.text)
        for each in (
            *_in_piece(piece, told, terms, list(flagged)),
            *(Proposal(piece, at.start, at.end, "WHO_OTHER", at.rule) for at in related),
        ):
            if not any(_meet(each, other) for other in found if other.piece == piece):
                found.append(each)
        whole = Proposal(piece, 0, len(piece.text), "OTHER_PERSON", "entry_third_party")
        said = piece.statement or piece.was_said or piece.text in long
        if to_read is not None and said and not any(_is_as_long(each, whole) for each in found):
            found.append(whole)
    return found


def _facts_about_others(pieces: list[Piece], terms: Terms) -> set[str]:
    """Return where on the pages about the person somebody else is named, label or text."""
    facts = {place for piece in pieces if (place := _fact_of(piece)) and terms.names(piece.text)}
    return facts - {""}


def _fact_of(piece: Piece) -> str:
    found = _OF_A_FACT.match(piece.path)
    return found[1] if found else ""


def texts_about_others(versions: Iterable[EntryVersion]) -> list[str]:
    """Return the texts of all statements that were marked as about somebody else."""
    rows = (each for version in versions for each in version.statements.all())
    return [each.text for each in rows if each.about_someone_else]


def texts_to_read(versions: Iterable[EntryVersion]) -> list[str] | None:
    """Return the long texts of an entry of which a writer said that it is about others; or None."""
    versions = list(versions)
    if not any(marks.is_about_others(each) for each in versions):
        return None
    entry = versions[0].entry
    fields = fields_by_name(entry.record_type)
    names = [each.name for each in fields.values() if each.kind == LONG_TEXT]
    return [str(each.values[name]) for each in versions for name in names if each.values.get(name)]


def whole_because(version: EntryVersion, *, is_restricted: bool) -> str:
    """Return why an entry may have to be withheld whole; empty if nothing says so."""
    if is_restricted:
        return "RESTRICTED"
    return "SERIOUS_HARM" if marks.is_kept_from_person(version) else ""


def _in_piece(piece: Piece, told: set[str], terms: Terms, flagged: list[str]) -> Iterator[Proposal]:
    whole = (piece, 0, len(piece.text))
    if piece.third_party:
        yield Proposal(*whole, "OTHER_PERSON", "third_party")
        return
    if piece.told_by_other or piece.statement in told:
        yield Proposal(*whole, "TOLD_BY_OTHER", "told_by_other")
        return
    for text in flagged:
        for start, end in places_of(text, piece.text):
            yield Proposal(piece, start, end, "OTHER_PERSON", "third_party")
    for each in terms.find(piece.text):
        yield Proposal(piece, each.start, each.end, "WHO_OTHER", each.rule)


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Return every place of some words in a text, however they are written in capitals.

    Texts whose letters change their number with their case are looked through as they are.
    """
    where, what = text.casefold(), words.strip().casefold()
    if len(where) != len(text) or len(what) != len(words.strip()):
        where, what = text, words.strip()
    if len(what) < 1:
        return []
    found, at = [], where.find(what)
    while at >= 0:
        found.append((at, at + len(what)))
        at = where.find(what, at + len(what))
    return found


def _is_told_by_another(piece: Piece, terms: Terms) -> bool:
    """Say whether a line of a statement names somebody else, not a professional, as its source."""
    text = piece.text.casefold()
    if text.startswith(f"{_TOLD_BY}someone else"):
        return True
    names = text.startswith(_TOLD_BY) or piece.names_speaker
    return names and not terms.keeps(piece.text)


def _is_as_long(one: Proposal, other: Proposal) -> bool:
    return (one.piece, one.start, one.end) == (other.piece, other.start, other.end)


def _meet(one: Proposal, other: Proposal) -> bool:
    return one.start < other.end and other.start < one.end
