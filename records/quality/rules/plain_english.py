"""Short forms, office words, long sentences, capitals and exclamation marks."""

import re
from collections.abc import Iterator
from itertools import takewhile

from records.quality.definitions import ADVICE, WARNING, Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.text import BEGINNINGS, NUMBER, WORD, Sentence

SENTENCE_ADVICE, SENTENCE_WARNING = 25, 40
READING_AGE = 12
_SCORED_FROM = 40
# "Dear Mr and Mrs Gow,": so many pieces at most.
_LONGEST_GREETING = 7
_LENGTHS = {
    "phone_call": 400, "email_sent": 400, "text_message": 80, "case_note": 400,
    "visit_face_to_face": 800,
}  # fmt: skip
_LENGTH = 1500
_MAY_BE_LONG = frozenset({"assessment", "court_tribunal", "court", "legal"})
_VOWELS = re.compile(r"[aeiouy]+")
# A longer word in capitals that no list knows is stressed, or copied from a label.
_LONGEST = 4
_THREE = 3
# What a sign or a label says stands in capitals there.
_SIGNS = frozenset({
    "says", "say", "said", "reads", "read", "marked", "labelled", "headed", "stamped", "called",
    "printed", "written", "spells", "named", "saying",
})  # fmt: skip
_SHORTHAND = frozenset({"TBC", "TBA", "ASAP"})
# One word in capitals is stressed when it is one of these; another may be a short form.
_SHOUTED = frozenset({
    "not", "never", "very", "always", "must", "urgent", "only", "again", "all",
    "important", "warning", "immediately",
})  # fmt: skip


@rule("acronym_unexplained")
def acronym_unexplained(look: Look) -> Iterator[Finding]:
    """Find the first use of each short form that is explained nowhere."""
    seen: set[str] = set()
    for reading in look.narrative:
        for number, piece in enumerate(reading.text.pieces):
            short = _short_form(piece.bare)
            if piece.kind != WORD or not short or short in seen or reading.hidden[number]:
                continue
            if not _is_acronym(look, reading, number, short):
                continue
            if _is_of_the_reference(look, reading, piece.start):
                continue
            seen.add(short)
            if _is_explained(look, reading, number, short):
                continue
            meanings = look.lists.acronyms.get(short, ())
            terms = [t for each in meanings for t in (each.term, *each.ambiguous_with)]
            alone = len(terms) == 1 and piece.text == short and not reading.is_quoted(number)
            yield reading.finding(
                "acronym_unexplained",
                number,
                number + 1,
                entry=f"acronyms.{short}" if meanings else "",
                advice=_advice(short, terms),
                full=_in_full(short, terms[0], begins=_begins(reading, number)) if alone else "",
            )


def _is_of_the_reference(look: Look, reading: Reading, start: int) -> bool:
    """Say whether a place is in the person's reference, whose letters stand for nothing."""
    reference = look.facts.reference
    first = max(0, start - len(reference) + 1)
    begins = reading.passage.text.find(reference, first, start + len(reference))
    return bool(reference) and first <= begins <= start


@rule("jargon")
def jargon(look: Look) -> Iterator[Finding]:
    """Find office and health words, each once."""
    for entry in look.lists.entries.values():
        if entry.list != "jargon" or entry.key in {"jargon_143"}:
            continue
        for reading in look.narrative:
            if entry.id not in reading.by_key:
                continue
            matches = [
                m
                for m in reading.found(entry)
                if not _is_explained_beside(reading, m)
                and not _is_a_short_form(look, reading, m)
                and not _is_of_the_reference(look, reading, reading.text.pieces[m.first].start)
            ]
            if matches:
                yield reading.finding(
                    "jargon",
                    matches[0].first,
                    matches[0].last,
                    entry=entry.id,
                    plain=entry.says,
                    text=reading.written(matches[0].first, matches[0].last),
                )
                break


@rule("sentence_long")
def sentence_long(look: Look) -> Iterator[Finding]:
    """Find sentences that are hard to follow."""
    for reading in look.narrative:
        for number in reading.whole_sentences:
            each = reading.text.sentences[number]
            if any(reading.hidden[each.first : each.last]):
                continue
            count = reading.text.words_in(each) - _greeting(reading, each)
            if count > SENTENCE_ADVICE:
                yield reading.finding(
                    "sentence_long",
                    each.first,
                    each.last,
                    severity=WARNING if count > SENTENCE_WARNING else ADVICE,
                    n=count,
                )


@rule("reading_level")
def reading_level(look: Look) -> Iterator[Finding]:
    """Work out the reading age of all that was written, without what others said."""
    counted = sentences = syllables = written = 0
    for reading in look.narrative:
        words = [
            piece
            for number, piece in enumerate(reading.text.pieces)
            if piece.kind == WORD and not reading.hidden[number]
        ]
        # A name is as long as it is.
        pieces = [each for each in words if not each.is_capitalised]
        written += len(words)
        counted += len(pieces)
        syllables += sum(_syllables(piece.low) for piece in pieces)
        sentences += len(reading.whole_sentences)
    if written < _SCORED_FROM or not counted or not sentences:
        return
    age = round(0.39 * counted / sentences + 11.8 * syllables / counted - 15.59 + 5)
    if age > READING_AGE:
        yield Finding("reading_level", values={"age": age, "target": READING_AGE})


@rule("too_long")
def too_long(look: Look) -> Iterator[Finding]:
    """Find records longer than is usual for their kind."""
    kind = look.facts.kind
    if kind.group in _MAY_BE_LONG or kind.as_received:
        return
    if look.words > _LENGTHS.get(kind.key, _LENGTH):
        yield Finding("too_long", values={"type": kind.title.lower()})


@rule("padding")
def padding(look: Look) -> Iterator[Finding]:
    """Find filler openings and words that assume agreement."""
    usual = look.lists.entries["vague.usual_words"]
    for reading in look.narrative:
        for match in reading.found(usual):
            yield reading.finding("padding", match.first, match.last, entry=usual.id)
        for match in reading.by_key.get("cues.filler_openings", ()):
            before = reading.text.pieces[match.first - 1] if match.first else None
            if before is None or before.kind not in {WORD, NUMBER} or _begins(reading, match.first):
                yield reading.finding("padding", match.first, match.last)


@rule("all_caps")
def all_caps(look: Look) -> Iterator[Finding]:
    """Find three words or more in capitals, one after the other."""
    for reading in look.narrative:
        first = 0
        pieces = reading.text.pieces
        for number in range(len(pieces) + 1):
            if number < len(pieces) and not reading.hidden[number]:
                piece = pieces[number]
                shouts = piece.kind == WORD and len(piece.text) > 1 and piece.text.isupper()
                shouts = shouts and not _is_of_the_reference(look, reading, piece.start)
                # What somebody put on a card is copied as it stands there.
                if shouts and number not in reading.text.quoted:
                    continue
            run = pieces[first:number]
            known = [_is_known(look, each.text) for each in run]
            after = pieces[number] if number < len(pieces) else None
            # "MUST 2" is a score.
            scored = after is not None and after.kind == NUMBER
            alone = len(run) == 1 and run[0].low in _SHOUTED and not known[0] and not scored
            if not _SIGNS.isdisjoint(each.low for each in pieces[max(0, first - 2) : first]):
                first = number + 1
                continue
            if (len(run) >= 3 and not all(known)) or (len(run) == 2 and not any(known)) or alone:
                yield reading.finding("all_caps", first, number)
                return
            first = number + 1


@rule("emphasis")
def emphasis(look: Look) -> Iterator[Finding]:
    """Find exclamation marks and repeated question marks."""
    for reading in look.narrative:
        for number, piece in enumerate(reading.text.pieces):
            if reading.hidden[number] or piece.text not in {"!", "?"}:
                continue
            if piece.text == "!" or (number and reading.text.pieces[number - 1].text == "?"):
                yield reading.finding("emphasis", number, number + 1)
                break


def _is_known(look: Look, written: str) -> bool:
    """Say whether capitals are what a word is always written in, or may be."""
    known = written in look.lists.acronyms or written in look.lists.known_to_all
    return known or (len(written) < 3 and written.lower() not in BEGINNINGS)


def _short_form(word: str) -> str:
    """Return a short form as the list has it; empty for any other word."""
    singular = word[:-1] if word.endswith("s") and word[:-1].isupper() else word
    if 2 <= len(singular) <= 7 and singular.isupper() and singular.isalpha():
        return singular
    return ""


def _is_acronym(look: Look, reading: Reading, number: int, short: str) -> bool:
    if short in look.lists.known_to_all or short in _SHORTHAND or short.lower() in look.names:
        return False
    pieces = reading.text.pieces
    if short not in look.lists.acronyms and (
        short.lower() in look.lists.relationships
        or short.lower() in BEGINNINGS
        or len(short) > _LONGEST
    ):
        return False
    beside = pieces[max(0, number - 1) : number] + pieces[number + 1 : number + 2]
    for each in beside:
        glued = each.kind == NUMBER and (
            each.end == pieces[number].start or each.start == pieces[number].end
        )
        if glued:
            return False
        if each.kind == WORD and len(each.text) > 1 and each.text.isupper():
            known = short in look.lists.acronyms
            if not known or len(each.text) > 4:
                return False
    return True


def _is_explained(look: Look, reading: Reading, number: int, short: str) -> bool:
    """Say whether the words in full stand before it, or in brackets after it."""
    pieces = reading.text.pieces
    before = pieces[number - 1].text if number else ""
    after = pieces[number + 1].text if number + 1 < len(pieces) else ""
    if after in {"(", ":"} or (before == "(" and after == ")"):
        return True
    said = [each.low for each in pieces[max(0, number - 3) : number]]
    if "known" in said and "as" in said:
        return True
    needs = str(look.facts.state.get("language", ""))
    return bool(needs) and short in needs


def _is_explained_beside(reading: Reading, match: Match) -> bool:
    """Say whether brackets follow it or stand around it, or its sentence says what it means."""
    if reading.cue("says_plainly", reading.text.sentence_of(match.first)):
        return True
    pieces = reading.text.pieces
    before = pieces[match.first - 1].text if match.first else ""
    after = [each.text for each in pieces[match.last : match.last + 2]]
    return "(" in after or (before == "(" and after[:1] == [")"])


def _is_a_short_form(look: Look, reading: Reading, match: Match) -> bool:
    """Say whether it is part of a name such as B&B, or a short form, of which another says it."""
    pieces = reading.text.pieces[match.first : match.last]
    if len(pieces) > 1:
        return False
    if pieces[0].text == "&":
        beside = reading.text.plain[pieces[0].start - 1 : pieces[0].end + 1]
        return len(beside) == _THREE and not any(each.isspace() for each in beside)
    return pieces[0].text.isupper() and _short_form(pieces[0].text) in look.lists.acronyms


def _greeting(reading: Reading, sentence: Sentence) -> int:
    """Return how many words of a sentence are "Dear Mr Gow," and no part of it."""
    pieces = reading.text.pieces[sentence.first : sentence.first + _LONGEST_GREETING]
    if pieces[0].low != "dear" or all(each.text != "," for each in pieces):
        return 0
    return sum(1 for _ in takewhile(lambda each: each.text != ",", pieces))


def _begins(reading: Reading, first: int) -> bool:
    return reading.text.sentences[reading.text.sentence_of(first)].first == first


def _in_full(short: str, term: str, *, begins: bool) -> str:
    """Return the words in full; a capital stays where a sentence begins, and in names.

    A word that stands alone may be a name.
    """
    small = " " in term and term[1:].islower() and not begins
    return f"{term[0].lower() if small else term[0]}{term[1:]} ({short})"


def _advice(short: str, terms: list[str]) -> str:
    if not terms:
        return f"Explain “{short}”, or write it in full."
    if len(terms) > 1:
        return f"“{short}” can mean {' or '.join(terms)}. Write it in full."
    return f"“{short}” means {terms[0]}. Write it in full the first time: {terms[0]} ({short})."


def _syllables(word: str) -> int:
    """Count the groups of vowels; a silent e at the end is not one."""
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
