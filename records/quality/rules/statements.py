"""Facts, opinions and judgements kept apart, each with what it rests on and where it is from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from records.quality.definitions import ADVICE, OPINION, Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.rules.likeness import shingles, similarity, words_of

_REASON_WORDS = 5
_SAME_AGAIN = 0.8
_LONG_NARRATIVE, _LONG_WITH_OPINION = 150, 90
_BEHAVIOUR = "satisfied_by:vague.aggressive"
_APPEARS = "vague.appears"
_MIXED = (
    ("cues.opinion_cues", "cues.opinion_soft", _APPEARS), ("cues.decision_cues",),
    ("cues.third_party_cues",),
)  # fmt: skip
# What a reason may be made of and say nothing beside the opinion.
_NO_REASON = frozenset({
    "a", "an", "and", "as", "above", "be", "because", "believe", "feel", "feeling", "for", "he",
    "her", "him", "his", "i", "in", "is", "it", "just", "me", "mine", "my", "obvious", "of",
    "opinion", "reason", "she", "so", "that", "the", "their", "them", "they",
    "think", "this", "to", "very", "view", "was", "would",
})  # fmt: skip
_BREAKS = frozenset(":;-")
# In these records the writer is asked for a judgement, and for what it rests on beside it.
_ASSESSING = frozenset({"assessment", "safeguarding"})
_ASKS = frozenset({"please", "tell", "let"})
_HEARSAY = "vague.hearsay_unsourced"


@rule("opinion_without_rationale")
def opinion_without_rationale(look: Look) -> Iterator[Finding]:
    """Find an opinion with no reason, or with itself as the reason."""
    for reading in look.narrative:
        if reading.passage.kind != OPINION:
            continue
        reason = str(reading.passage.details.get("rationale", ""))
        again = similarity(shingles(reason, 1), shingles(reading.passage.text, 1)) > _SAME_AGAIN
        again = (
            again or not set(words_of(reason)) - set(words_of(reading.passage.text)) - _NO_REASON
        )
        if len(reason.split()) < _REASON_WORDS or again:
            yield _whole("opinion_without_rationale", reading)


@rule("opinion_in_text")
def opinion_in_text(look: Look) -> Iterator[Finding]:
    """Find a sentence that reads as an opinion and says nothing of what it rests on."""
    appears = look.lists.entries[_APPEARS]
    for reading in look.narrative:
        if reading.passage.kind not in {"", "fact", "observation"}:
            continue
        behaviour = reading.by_sentence.get(_BEHAVIOUR, set())
        apart = _said_already(reading)
        seems = (*reading.found(appears), *reading.by_key.get("cues.opinion_soft", ()))
        soft = _thought_in(reading, seems, apart)
        firm = _thought_in(reading, reading.by_key.get("cues.opinion_cues", ()), apart)
        if look.facts.kind.group in _ASSESSING:
            soft -= reading.by_sentence.get("cues.assessing", set())
            firm -= reading.by_sentence.get("cues.assessing", set())
        soft -= reading.by_sentence.get("cues.feeling_of_writer", set())
        remarks = _thought_in(reading, reading.by_key.get("cues.remark_cues", ()), apart)
        # Where it is a remark in another way as well, that is said once.
        remarks -= reading.by_sentence.get("cues.personal_judgement", set())
        for number in reading.whole_sentences:
            # "Tell me if another time is better" asks, and says nothing of anybody.
            if reading.text.pieces[reading.text.sentences[number].first].low in _ASKS:
                continue
            # What somebody did just before or after may be what a mild remark rests on.
            described = not behaviour.isdisjoint((number - 2, number - 1))
            described = described or reading.cue("observed", number + 1)
            thinks = number in firm or (number in soft and not described)
            reason = (
                reading.cue("rationale_cues", number, number + 1)
                or reading.cue("shown", number + 1)
                or _goes_on_to_say(reading, number)
            )
            thinks = thinks and not reading.cue("not_an_opinion", number)
            if number in remarks or (thinks and not reason):
                yield reading.sentence_finding("opinion_in_text", number)


def _thought_in(reading: Reading, matches: Iterable[Match], apart: set[int]) -> set[int]:
    """Return the sentences with any of these in the writer's own words, not at pieces ``apart``."""
    return {
        reading.text.sentence_of(each.first)
        for each in matches
        if each.first not in apart and not reading.is_reported(each.first)
    }


def _said_already(reading: Reading) -> set[int]:
    """Return the pieces of remarks and of quotations after a colon: 'From the ward: "..."'.

    A remark about somebody is said to be one already: only another clause may hold an opinion too.
    """
    pieces, clauses = reading.text.pieces, reading.text.clauses
    remarks = {
        clauses[piece]
        for each in reading.by_key.get("cues.personal_judgement", ())
        for piece in (each.first, each.last - 1)
    }
    passed_on = {
        piece
        for each in reading.text.quotations
        if each.first and pieces[each.first - 1].text == ":"
        for piece in range(each.first, each.last)
    }
    return passed_on | {piece for piece, clause in enumerate(clauses) if clause in remarks}


def _goes_on_to_say(reading: Reading, number: int) -> bool:
    """Say whether a clause follows a colon or a dash: what the opinion before it rests on."""
    sentence = reading.text.sentences[number]
    said = [each.text for each in reading.text.pieces[sentence.first : sentence.last]]
    breaks = [at for at, each in enumerate(said) if each in _BREAKS]
    return any(2 < at < len(said) - _REASON_WORDS for at in breaks[:1])


@rule("assessment_without_basis")
def assessment_without_basis(look: Look) -> Iterator[Finding]:
    """Find an assessment or a judgement that rests on nothing."""
    for reading in look.narrative:
        said = str(reading.passage.details.get("basis", "")).strip()
        if reading.passage.kind in {"assessment", "judgement"} and not said:
            yield _whole("assessment_without_basis", reading)


@rule("statements_not_separated")
def statements_not_separated(look: Look) -> Iterator[Finding]:
    """Find a long narrative in which facts, opinions and decisions stand side by side."""
    if look.kinds:
        return
    for reading in look.plain:
        mixed = [any(reading.has(each) for each in kind) for kind in _MIXED]
        # An opinion is what a reader most needs to tell from the rest.
        long = _LONG_WITH_OPINION if mixed[0] else _LONG_NARRATIVE
        if reading.text.word_count > long and sum(mixed) >= 2:
            yield _whole("statements_not_separated", reading)
        elif reading.text.word_count > _LONG_NARRATIVE:
            yield replace(_whole("statements_not_separated", reading), severity=ADVICE)


@rule("personal_judgement")
def personal_judgement(look: Look) -> Iterator[Finding]:
    """Find the writer's likes and dislikes, in the words that say most of them."""
    for reading in look.narrative:
        for most in remarks_in(look, reading)[:1]:
            yield reading.finding("personal_judgement", most.first, most.last)


def remarks_in(look: Look, reading: Reading) -> list[Match]:
    """Return the writer's remarks in a text: first the one in the words that say most."""
    return look.once(("remarks", reading), lambda: _remarks_in(look, reading))


def _remarks_in(look: Look, reading: Reading) -> list[Match]:
    found = [
        match
        for match in reading.by_key.get("cues.personal_judgement", ())
        # What somebody else said of the writer, or of anyone, is theirs.
        if not reading.is_reported(match.first)
        and not reading.cue("not_a_remark", reading.text.sentence_of(match.first))
        and not look.is_a_name(reading, match.first, match.last)
    ]
    return sorted(found, key=lambda match: match.first - match.last)


@rule("source_not_stated")
def source_not_stated(look: Look) -> Iterator[Finding]:
    """Find a fact that is neither first-hand nor of somebody else."""
    for reading in look.narrative:
        asked = reading.passage.kind in {"fact", "observation"}
        if asked and not reading.passage.details.get("source", "unknown"):
            yield _whole("source_not_stated", reading)


@rule("third_party_unattributed")
def third_party_unattributed(look: Look) -> Iterator[Finding]:
    """Find hearsay that names nobody, and a third party's statement without the third party."""
    hearsay = look.lists.entries[_HEARSAY]
    for reading in look.narrative:
        details = reading.passage.details
        for match in reading.found(hearsay)[:1]:
            if not details.get("source_person"):
                yield reading.finding(
                    "third_party_unattributed", match.first, match.last, why=hearsay.why,
                    entry=hearsay.id,
                )  # fmt: skip
        third = str(details.get("source", "")).lower().replace(" ", "_").startswith("third_party")
        if third and not (details.get("source_person") or details.get("anonymous")):
            yield _whole("third_party_unattributed", reading)


@rule("source_looks_wrong")
def source_looks_wrong(look: Look) -> Iterator[Finding]:
    """Find a source that the words speak against."""
    for reading in look.narrative:
        source = str(reading.passage.details.get("source", "")).lower().replace(" ", "_")
        told = reading.has("cues.third_party_cues") or reading.has(_HEARSAY)
        saw = reading.has("cues.first_hand_cues")
        first_hand = source.startswith(("first_hand", "first-hand", "i_saw"))
        if first_hand and told and not saw:
            said = ("first-hand", "told by someone else")
        elif source.startswith(("third_party", "someone_else")) and saw and not told:
            said = ("from someone else", "first-hand")
        else:
            continue
        found = _whole("source_looks_wrong", reading)
        yield Finding(
            found.check, place=found.place, start=found.start, end=found.end, words=found.words,
            values={"source": said[0], "other": said[1]},
        )  # fmt: skip


@rule("source_professional_unnamed")
def source_professional_unnamed(look: Look) -> Iterator[Finding]:
    """Find a professional who said something and is not named."""
    for key in ("vague.professional_unnamed", "vague.professional_unnamed_source"):
        entry = look.lists.entries[key]
        for reading in look.narrative:
            for match in reading.found(entry)[:1]:
                yield reading.finding(
                    "source_professional_unnamed", match.first, match.last, entry=entry.id
                )


@rule("information_provider_missing")
def information_provider_missing(look: Look) -> Iterator[Finding]:
    """Find a record of somebody who was not there that does not say who was."""
    answers = look.facts.answers
    if str(answers.get("author_took_part", "")).lower() in {"no", "false"} and not (
        answers.get("information_provider") and answers.get("provider_reason")
    ):
        yield Finding("information_provider_missing", place="information_provider")


def _whole(check: str, reading: Reading) -> Finding:
    return Finding(
        check,
        place=reading.passage.place,
        start=0,
        end=len(reading.passage.text),
        words=reading.passage.text[:80],
    )
