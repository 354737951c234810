"""What is private, and whose it is: numbers, details of others, and somebody else's record."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from records.quality.definitions import WARNING, Finding
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.rules.identity import NOT_NAMES, PRONOUNS, TITLES
from records.quality.text import NUMBER, WORD

_TIMES_NAMED = 3
_OF_ONE_PERSON = frozenset({"assessment", "planning", "reviews"})
_ENOUGH_TO_TELL = 5
# "Mrs Hill was in bed" tells of her; "Ann Hill rang" and "is bringing it" tell of who helps.
_TELLS_OF = frozenset({"likes", "needs", "wants", "lives"})
_TELLS_OF_A_TITLE = _TELLS_OF | {"was", "has", "had"}


@rule("wrong_record")
def wrong_record(look: Look) -> Iterator[Finding]:
    """Find names and numbers of somebody else that suggest the wrong record is open."""
    counted: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for reading in look.narrative:
        for at, surname in _titled(reading):
            if surname.lower() in look.names:
                continue
            counted[surname] += 1
            first.setdefault(surname, _wrong(look, reading, at, at + 1, surname))
    for reading in look.narrative:
        for at, surname in _full_names_of_others(look, reading):
            counted[surname] += 1
            first.setdefault(surname, _wrong(look, reading, at, at + 2, surname))
    others = {each.name.split()[-1] for each in look.facts.others if each.name}
    for surname, times in counted.items():
        if times >= (2 if surname in others else _TIMES_NAMED):
            yield first[surname]
    yield from _of_another(look)
    belonging = {
        number: other
        for other in look.facts.others
        for number in (other.reference.lower(), _digits(other.nhs_number))
        if number
    }
    if not belonging:
        return
    for reading in look.narrative:
        for at, last, number in _numbers(reading):
            if number in belonging:
                yield _wrong(look, reading, at, last, reading.written(at, last))
                return


def _of_another(look: Look) -> Iterator[Finding]:
    """Yield where a record says that it is of somebody else, and never names the person."""
    written = {piece.bare.lower() for each in look.readings for piece in each.text.pieces}
    if not written.isdisjoint(look.facts.person.name.lower().split()):
        return
    for reading in look.narrative:
        yield from _begins_with_another(look, reading)
        for match in reading.by_key.get("cues.record_of", ()):
            name = reading.text.pieces[match.last - 1].bare
            if name.lower() not in look.names | NOT_NAMES:
                yield _wrong(look, reading, match.first, match.last, name)
                return


def _begins_with_another(look: Look, reading: Reading) -> Iterator[Finding]:
    """Yield who a visit, a plan or an assessment begins with, where that is nobody known here."""
    kind = look.facts.kind
    pieces = reading.text.pieces
    if not (kind.with_person or kind.group in _OF_ONE_PERSON) or len(pieces) < _ENOUGH_TO_TELL:
        return
    name = pieces[0].low in TITLES or pieces[0].is_name
    last = 1 + (pieces[1].text == ".")
    if not name or not pieces[last].is_name or pieces[last].low in NOT_NAMES:
        return
    after = pieces[last + 1]
    known = {each.bare.lower() for each in pieces[: last + 1]} & look.names
    telling = _TELLS_OF_A_TITLE if pieces[0].low in TITLES else _TELLS_OF
    if after.low in telling and not known:
        found = _wrong(look, reading, 0, last + 1, reading.written(0, last + 1))
        yield replace(found, severity=WARNING)


@rule("other_person_data")
def other_person_data(look: Look) -> Iterator[Finding]:
    """Find what is private about somebody else."""
    for reading in look.narrative:
        private = set(reading.by_sentence.get("sensitive", ()))
        private |= {reading.text.sentence_of(at) for at, _, _ in _protected(reading)}
        for number in sorted(private):
            sentence = reading.text.sentences[number]
            subject = number
            if reading.text.pieces[sentence.first].low in PRONOUNS and number:
                subject = number - 1
            another = _names_another(look, reading, number) or (
                subject != number and _names_another(look, reading, subject, alone=True)
            )
            if reading.hidden[sentence.first] or not another:
                continue
            yield reading.finding(
                "other_person_data", sentence.first, sentence.last,
                person=look.facts.person.name, other="that person",
            )  # fmt: skip
            break


@rule("identifiers_in_text")
def identifiers_in_text(look: Look) -> Iterator[Finding]:
    """Find bank, NHS and National Insurance numbers, passwords and key-safe codes."""
    for reading in look.narrative:
        found = sorted(_protected(reading))
        found += [(m.first, m.last, "code") for m in reading.by_key.get("cues.secrets", ())]
        for first, last, _ in found[:1]:
            yield reading.finding("identifiers_in_text", first, last)


def _titled(reading: Reading) -> Iterator[tuple[int, str]]:
    pieces = reading.text.pieces
    for number, piece in enumerate(pieces[:-1]):
        if piece.low in TITLES and not reading.hidden[number]:
            at = number + 1
            if pieces[at].text == "." and at + 1 < len(pieces):
                at += 1
            # The surname is the last of the names that follow: of two, for "Mr Tom Ward".
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            if after is not None and after.is_name and after.start == pieces[at].end + 1:
                at += after.low not in TITLES
            if pieces[at].is_capitalised:
                yield at, pieces[at].bare


def _full_names_of_others(look: Look, reading: Reading) -> Iterator[tuple[int, str]]:
    """Yield where somebody else with a record is named in full."""
    names = {tuple(each.name.split()) for each in look.facts.others if each.name}
    pieces = reading.text.pieces
    for number in range(len(pieces) - 1):
        if (pieces[number].text, pieces[number + 1].bare) in names and not reading.hidden[number]:
            yield number, pieces[number + 1].bare


def _wrong(look: Look, reading: Reading, first: int, last: int, detail: str) -> Finding:
    return reading.finding(
        "wrong_record", first, last, detail=detail, person=look.facts.person.name
    )


def _digits(written: str) -> str:
    return "".join(each for each in written if each.isdigit())


def _numbers(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield what reads as a reference or an NHS number, as it is compared."""
    pieces = reading.text.pieces
    for number, piece in enumerate(pieces):
        if piece.kind != NUMBER or reading.hidden[number]:
            continue
        before = pieces[number - 1] if number else None
        if before is not None and before.kind == WORD and before.end == piece.start:
            yield number - 1, number + 1, (before.text + piece.text).lower()
        yield from _nhs(reading, number)


def _nhs(reading: Reading, number: int) -> Iterator[tuple[int, int, str]]:
    """Yield ten digits together, or in groups of three, three and four."""
    pieces = reading.text.pieces
    if len(pieces[number].text) == 10:
        yield number, number + 1, pieces[number].text
    if number + 2 < len(pieces):
        groups = pieces[number : number + 3]
        grouped = [len(each.text) for each in groups] == [3, 3, 4]
        if (
            grouped
            and all(each.kind == NUMBER for each in groups)
            and groups[2].start - groups[0].start == 8
        ):
            yield number, number + 3, "".join(each.text for each in groups)


def _protected(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers that have a protected field of their own."""
    pieces = reading.text.pieces
    for number, piece in enumerate(pieces):
        if reading.hidden[number]:
            continue
        if piece.kind == NUMBER:
            for first, last, written in _nhs(reading, number):
                if not written.startswith("0"):
                    yield first, last, "nhs"
            four = [each.text for each in pieces[number : number + 4]]
            if len(four) == 4 and all(len(each) == 4 and each.isdecimal() for each in four):
                yield number, number + 4, "card"
            three = pieces[number : number + 3]
            # A sort code is joined by hyphens, which only join pieces: the places tell.
            if len(three) == 3 and all(e.kind == NUMBER and len(e.text) == 2 for e in three):
                joined = reading.text.plain[three[0].start : three[2].end]
                if len(joined) == 8 and joined[2] == "-" == joined[5]:
                    yield number, number + 3, "bank"
        elif piece.kind == WORD and len(piece.text) == 2 and piece.text.isupper():
            end, digits, last = piece.end, "", number + 1
            while last < len(pieces) and pieces[last].kind == NUMBER and len(digits) < 6:
                if pieces[last].start - end > 1:
                    break
                digits, end, last = digits + pieces[last].text, pieces[last].end, last + 1
            closing = pieces[last] if last < len(pieces) else None
            if len(digits) == 6 and closing is not None and closing.text in {"A", "B", "C", "D"}:
                yield number, last + 1, "national insurance"


def _names_another(look: Look, reading: Reading, number: int, *, alone: bool = False) -> bool:
    """Say whether a sentence names somebody who is neither the person nor a worker.

    ``alone``: and does not name the person as well.
    """
    sentence = reading.text.sentences[number]
    pieces = reading.text.pieces
    own = {part.lower() for part in look.facts.person.name.split()}
    staff = {part.lower() for name in look.facts.staff for part in name.split()}
    contacts = {p.lower() for each in look.facts.contacts for p in each.name.split()} - own
    if alone and any(each.bare.lower() in own for each in pieces[sentence.first : sentence.last]):
        return False
    for at in range(sentence.first, sentence.last):
        piece = pieces[at]
        if not piece.is_capitalised or reading.hidden[at] or piece.low in NOT_NAMES:
            continue
        name = piece.bare.lower()
        if name in contacts:
            return True
        after = pieces[at + 1] if at + 1 < sentence.last else None
        full = after is not None and (after.is_capitalised or after.is_initial)
        if not full or after is None or after.start != piece.end + 1:
            continue
        surname = after.bare.lower()
        # A relative may share the person's surname; a title with it is the person.
        if surname in staff | NOT_NAMES or (surname in own and name in TITLES | own):
            continue
        if name in TITLES or name not in own | staff:
            return True
    for match in reading.relationships.get(number, ()):
        if match.first and pieces[match.first - 1].low in {"his", "her", "their"}:
            return pieces[match.last - 1].low not in _WORKERS
    return False


_WORKERS = frozenset({
    "nurse", "doctor", "consultant", "solicitor", "officer", "worker", "agency", "advocate",
    "manager", "colleague", "warden", "carer",
})  # fmt: skip
