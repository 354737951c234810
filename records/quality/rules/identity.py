"""Who is meant: names, relatives, pronouns and initials."""

from collections.abc import Iterator

from records.quality.definitions import Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.text import NUMBER, WORD

PRONOUNS = frozenset({"he", "she", "they", "it"})
# "They", after two people were named, are both.
_ONE_OF_THEM = frozenset({"he", "she"})
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx"})
_OWNERS = frozenset({"his", "her", "their", "a", "an", "the", "my", "another"})
_OUTGOING = frozenset({"email_sent", "letter_sent", "referral_made"})
_PARENTS = frozenset({"mum", "mother", "dad", "father", "mam"})
_CHILDREN = frozenset({"son", "daughter", "sons", "daughters"})
_TOWARDS = frozenset({"to", "with", "/", "from", "by", "told", "asked", "rang", "phoned", "called"})
_TWO = 2
# A name within so many pieces after them says who they are.
_SOON = 4
_BEFORE_PLACES = frozenset({"from", "in", "at", "near", "to", ".", "the", "outside", "of"})
_SPOKEN = frozenset({
    "told", "called", "rang", "phoned", "emailed", "met", "saw", "visited", "from", "contacted",
    "texted", "asked", "with", "for",
})  # fmt: skip
NOT_NAMES = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays",
    "saturdays", "sundays", "christmas", "easter", "gp", "i", "dear", "kind", "yours", "hi",
    "care", "act", "duty", "ward", "unit", "flat", "section", "form", "week", "bus", "bed",
    "room", "the", "nhs", "dr", "page", "relative", "carer", "tesco", "asda", "boots", "aldi",
    "lidl", "morrisons", "argos", "england", "wales", "scotland", "ireland", "london", "cardiff",
    "britain", "facebook", "google", "amazon", "whatsapp", "zoom", "skype", "god", "mum", "dad",
    "mam", "nan", "gran", "house", "court", "road", "street", "centre", "hospital", "bank",
    "council", "police", "social", "careline", "plan", "outcome", "national", "insurance",
})  # fmt: skip


@rule("first_name_only")
def first_name_only(look: Look) -> Iterator[Finding]:
    """Find a first name that could be more than one person, or nobody who is known here."""
    told: set[str] = set()
    for reading in look.narrative:
        places = [each.last - 1 for each in reading.by_key.get("cues.spoken_to", ())]
        for key in ("cues.name_speaks", "cues.first_named"):
            places += [each.first for each in reading.by_key.get(key, ())]
        places += _listed(reading)
        # A capital inside a sentence is a name; at its start only some words surely are.
        places += [
            at
            for each in reading.by_key.get("cues.name_inside", ())
            for at in range(each.first, each.last)
            if at not in reading.text.first_pieces
            and reading.text.pieces[at].is_name
            and reading.text.pieces[at - 1].low not in _BEFORE_PLACES
        ]
        others = {
            at
            for key in ("cues.is_an_animal", "cues.is_a_place")
            for each in reading.by_key.get(key, ())
            for at in range(each.first, each.last)
        }
        # "Likes to be called Nell" says who Nell is, wherever she is named.
        told_of = {reading.text.pieces[at].bare for at in others if reading.text.pieces[at].is_name}
        places = [at for at in places if reading.text.pieces[at].bare not in told_of]
        for at in sorted(set(places)):
            name = reading.text.pieces[at].bare
            if name.lower() in told or not _stands_alone(reading, at):
                continue
            if _is_known(look, name) and not _sent_without_more(look, name):
                continue
            told.add(name.lower())
            yield reading.finding("first_name_only", at, at + 1, name=name)


@rule("unidentified_person")
def unidentified_person(look: Look) -> Iterator[Finding]:
    """Find a relative, friend or worker who is nowhere named."""
    told: set[str] = set()
    own = look.facts.person.name.lower().split()
    for reading in look.narrative:
        pieces = reading.text.pieces

        def here(match: Match, reading: Reading = reading) -> int:
            return reading.text.sentence_of(match.first)

        for match in reading.by_key.get("cues.unknown_people", ()):
            if reading.cue("no_one_in_particular", here(match)):
                continue
            after = reading.text.pieces[match.last : match.last + _SOON]
            if not any(each.is_name and each.low not in NOT_NAMES for each in after):
                yield reading.finding(
                    "unidentified_person", match.first, match.last,
                    relationship=_without_article(reading.written(match.first, match.last)),
                )  # fmt: skip
                break
        for match in reading.by_key.get("relationship", ()):
            word = " ".join(p.low for p in pieces[match.first : match.last]).removesuffix("'s")
            owner = pieces[match.first - 1].low if match.first else ""
            owned = owner in _OWNERS or word in {"mum", "dad"} or _is_bare(reading, match)
            owner = owner.removesuffix("'s")
            owned = owned or owner in own or owner in look.lists.relationships
            if word in told or not owned or reading.cue("no_one_in_particular", here(match)):
                continue
            if word in _PARENTS and look.once("parent", lambda: _is_the_parent(look)):
                continue
            if _held_by_one(look, word) or _named_near(look, reading, match.first, match.last):
                told.add(word)
                continue
            if _said_again_with_a_name(look, word):
                continue
            told.add(word)
            yield reading.finding("unidentified_person", match.first, match.last, relationship=word)


def _is_the_parent(look: Look) -> bool:
    """Say whether the person is whose child speaks here: "Ian says that his dad is keen"."""
    return look.facts.kind.as_received or any(
        piece.low.partition("'")[0] in _CHILDREN
        for reading in look.narrative
        for each in reading.by_key.get("relationship", ())
        for piece in reading.text.pieces[each.first : each.last]
    )


def _without_article(written: str) -> str:
    first, _, rest = written.partition(" ")
    return rest if first.lower() in {"a", "an", "the", "one", "another"} and rest else written


@rule("ambiguous_pronoun")
def ambiguous_pronoun(look: Look) -> Iterator[Finding]:
    """Find a sentence that begins with a pronoun after two people were named."""
    for reading in look.narrative:
        sentences = reading.text.sentences
        for number in reading.whole_sentences:
            sentence = sentences[number]
            pronoun = reading.text.pieces[sentence.first].low.partition("'")[0]
            if reading.hidden[sentence.first] or pronoun not in _ONE_OF_THEM:
                continue
            if _goes_on(reading, number, pronoun):
                continue
            if len(_people_in(look, reading, number - 2, number)) >= 2:
                yield reading.finding("ambiguous_pronoun", sentence.first, sentence.first + 1)
                break


@rule("initials_only")
def initials_only(look: Look) -> Iterator[Finding]:
    """Find an initial where a name belongs."""
    entry = look.lists.entries["vague.abbrev_names"]
    for reading in look.narrative:
        found = [
            (each.first, each.last)
            for each in reading.found(entry)
            # The letter after a number belongs to it.
            if not _is_glued(reading, each.first)
        ]
        for first, last in sorted(found + list(_two_letters(look, reading)))[:1]:
            yield reading.finding("initials_only", first, last, entry=entry.id)


def _is_glued(reading: Reading, at: int) -> bool:
    pieces = reading.text.pieces
    return at > 0 and pieces[at - 1].kind == NUMBER and pieces[at - 1].end == pieces[at].start


def _two_letters(look: Look, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the initials of somebody linked to the record, and those that stand as people do."""
    known = {
        "".join(part[0] for part in name.split()).upper()
        for name in look.people
        if len(name.split()) == _TWO
    }
    pieces = reading.text.pieces
    people = {each.last - 1 for each in reading.by_key.get("cues.before_initials", ())}
    people |= {each.first for each in reading.by_key.get("cues.after_initials", ())}
    for number, piece in enumerate(pieces):
        written = piece.bare
        if len(written) != _TWO or not written.isupper() or not written.isalpha():
            continue
        beside = pieces[max(0, number - 1) : number] + pieces[number + 1 : number + 2]
        shouted = any(len(each.text) > _TWO and each.text.isupper() for each in beside)
        glued = any(each.text == "&" or each.kind == NUMBER for each in beside)
        if reading.hidden[number] or shouted or glued:
            continue
        is_word = written in look.lists.acronyms or written in look.lists.known_to_all
        if written in known or (number in people and not is_word):
            yield number, number + 1


@rule("reference_missing")
def reference_missing(look: Look) -> Iterator[Finding]:
    """Find a message about the person that could be filed with somebody else's."""
    facts = look.facts
    if facts.kind.key not in _OUTGOING or not facts.reference or not look.narrative:
        return
    if facts.answers.get("person_reference_included") is True:
        return
    written = " ".join(each.passage.text for each in look.readings)
    if facts.reference.lower() in written.lower() or _is_to_the_person(look):
        return
    yield Finding(
        "reference_missing", place=look.narrative[0].passage.place, values={"ref": facts.reference}
    )


def _listed(reading: Reading) -> list[int]:
    """Return the names that stand alone in a list of who was there."""
    pieces = reading.text.pieces
    found: list[int] = []
    for number in sorted(reading.by_sentence.get("cues.present_list", ())):
        sentence = reading.text.sentences[number]
        found += [
            at
            for at in range(sentence.first + 1, sentence.last)
            if pieces[at].is_capitalised and pieces[at - 1].text in {",", ":", "and"}
        ]
    return found


def _is_bare(reading: Reading, match: Match) -> bool:
    """Say whether a relative stands with no owner and no name, as in "Wife phoned"."""
    pieces = reading.text.pieces
    after = pieces[match.last] if match.last < len(pieces) else None
    if after is None or after.is_capitalised or after.kind != WORD:
        return match.first > 0 and pieces[match.first - 1].low in _TOWARDS
    starts = match.first in reading.text.first_pieces
    return starts or (match.first > 0 and pieces[match.first - 1].low in _TOWARDS)


def _stands_alone(reading: Reading, at: int) -> bool:
    """Say whether a name has no title before it and no other name beside it."""
    pieces = reading.text.pieces
    piece = pieces[at]
    if piece.low in NOT_NAMES or piece.bare.isupper() or len(piece.bare) < 2:
        return False
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    before = pieces[at - 1] if at else None
    shared = pieces[at + 1 : at + 4]
    if len(shared) == 3 and shared[0].low in {"and", "&"} and all(e.is_name for e in shared[1:]):
        # "Carol and Neil Rowe" names both in full.
        return False
    longer = after is not None and after.is_capitalised and after.start == piece.end + 1
    longer = longer or (after is not None and after.low in _PLACES)
    part = (
        before is not None
        and (before.is_name or before.text == ".")
        and before.low not in _SPOKEN
        and (
            before.end + 1 >= piece.start
            and reading.text.sentences[reading.text.sentence_of(at)].first < at
        )
    )
    return not longer and not part and piece.low not in TITLES


def _is_known(look: Look, name: str) -> bool:
    """Say whether it is clear who is meant: one linked person, or a name in full elsewhere."""
    if look.first_names.get(name.lower(), 0) == 1 or name.lower() in look.lists.relationships:
        return True
    if name.lower() in look.facts.person.name.lower().split():
        return True
    return _named_in_full(look, name)


def _sent_without_more(look: Look, name: str) -> bool:
    """Say whether a message names the person by first name, and nothing else says who that is."""
    person = look.facts.person.name.split()
    if look.facts.kind.key not in _OUTGOING or not person or name.lower() != person[0].lower():
        return False
    if len(person) < 2 or _is_to_the_person(look):
        return False
    written = " ".join(each.passage.text for each in look.readings).lower()
    reference = look.facts.reference.lower()
    return person[-1].lower() not in written and not (reference and reference in written)


def _named_in_full(look: Look, name: str) -> bool:
    """Say whether a first name stands with a surname somewhere in this record."""
    return any(name in reading.names_in_full for reading in look.narrative)


def _held_by_one(look: Look, relationship: str) -> bool:
    held = sum(
        relationship.replace("-", " ") in each.relationship.lower().replace("-", " ")
        for each in look.facts.contacts
    )
    return held == 1


def _named_near(look: Look, reading: Reading, first: int, last: int) -> bool:
    """Say whether a name stands beside it, in the same sentence."""
    pieces = reading.text.pieces
    own = look.facts.person.name.lower().split()
    sentence = reading.text.sentences[reading.text.sentence_of(first)]
    window = range(max(sentence.first, first - 5), min(sentence.last, last + 5))
    for number in window:
        piece = pieces[number]
        if not piece.is_capitalised or piece.low in NOT_NAMES:
            continue
        # "Ivy's brother" names whose brother it is, and not the brother.
        if piece.low.endswith("'s") and piece.bare.lower() in own:
            continue
        # A capital at the start of a sentence is a name only if another follows it.
        if number == sentence.first:
            after = pieces[number + 1] if number + 1 < sentence.last else None
            if after is None or not after.is_capitalised:
                continue
        if number < first and first - number > 3:
            continue
        if piece.bare.lower() in TITLES or number > sentence.first or number >= last:
            return True
    return False


def _said_again_with_a_name(look: Look, word: str) -> bool:
    for reading in look.narrative:
        pieces = reading.text.pieces
        for match in reading.by_key.get("relationship", ()):
            said = " ".join(p.low for p in pieces[match.first : match.last])
            if said == word and _named_near(look, reading, match.first, match.last):
                return True
    return False


def _goes_on(reading: Reading, number: int, pronoun: str) -> bool:
    """Say whether the sentence before had the same pronoun, so that it means the same person."""
    if not number:
        return False
    before = reading.text.sentences[number - 1]
    said = [each.low for each in reading.text.pieces[before.first : before.last]]
    return pronoun in said and said[0] not in {"he", "she", "his", "her"}


def _people_in(look: Look, reading: Reading, first: int, last: int) -> set[str]:
    """Return who is named in the sentences from one to before another.

    A relative and the name beside it are one person.
    """
    found: set[str] = set()
    pieces = reading.text.pieces
    first_names = look.once(
        ("first names", reading),
        lambda: {each.first for each in reading.by_key.get("cues.first_named", ())},
    )
    for number in range(max(0, first), max(0, last)):
        sentence = reading.text.sentences[number]
        related = {
            at: each
            for each in reading.relationships.get(number, ())
            for at in range(each.first, each.last)
        }
        at = sentence.first
        beside = ""
        while at < sentence.last:
            if at in related:
                beside = reading.written(related[at].first, related[at].last).lower()
                at = max(at + 1, related[at].last)
                if not (at < sentence.last and pieces[at].is_name):
                    found.add(beside)
                continue
            end = at
            while (
                end < sentence.last
                and (
                    pieces[end].is_name
                    or pieces[end].low in TITLES
                    or (end > at and pieces[end].is_initial)
                )
                and not reading.hidden[end]
            ):
                end += 1
            alone = (
                end == at + 1
                and at == sentence.first
                and pieces[at].low not in TITLES
                and pieces[at].bare.lower() not in look.names
                and at not in first_names
            )
            last_name = pieces[end - 1].bare.lower() if end > at else ""
            if last_name and not alone and last_name not in NOT_NAMES | _PLACES:
                # "Mr Binns and his son Ian Binns" are two.
                found.add(beside if beside and last_name in found else last_name)
                beside = ""
            at = max(end, at + 1)
    return found


def _is_to_the_person(look: Look) -> bool:
    """Say whether it begins by speaking to the person: who reads it knows who it is about."""
    first = look.narrative[0].text.pieces[:4]
    if not first or first[0].low != "dear":
        return False
    person = {part.lower() for part in look.facts.person.name.split()}
    return any(each.bare.lower() in person for each in first[1:])


_PLACES = frozenset({
    "hospital", "ward", "street", "road", "house", "court", "avenue", "lane", "row", "close",
    "team", "council", "care", "agency", "centre", "clinic", "surgery", "school", "church",
    "act", "park", "service", "duty", "office",
})  # fmt: skip
