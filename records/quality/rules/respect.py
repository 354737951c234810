"""Words that label or blame, words that sum up, and assumptions about who cares."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from records.quality.definitions import RANK, Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.rules.identity import TITLES
from records.quality.rules.speakers import PERSON, who_does
from records.quality.rules.statements import remarks_in
from records.quality.words import Entry

# From which piece to before which an entry stands.
_Place = tuple[int, int, Entry]
_TASKS = "cues.care_tasks"
_THEIR_WISH = frozenset({
    "wants", "would", "told", "said", "says", "asked", "chose", "chooses", "agreed", "agrees",
    "happy", "keen", "pleased", "glad", "content",
})  # fmt: skip
# So many words about strengths are an answer.
_ENOUGH = 8
_RELIED_ON_IN = frozenset({"planning", "reviews", "assessment", "transition"})
_LISTS_NEEDS = frozenset({"carers_assessment", "transition_assessment"})
_HELD = frozenset({
    "safeguarding_concern", "safeguarding_enquiry_planning", "safeguarding_enquiry_record",
    "safeguarding_enquiry_outcome", "safeguarding_plan", "risk_assessment", "needs_assessment",
    "immigration_legal_status", "human_rights_assessment", "equality_details",
})  # fmt: skip


@rule("loaded_language")
def loaded_language(look: Look) -> Iterator[Finding]:
    """Find the entries of the list of loaded words."""
    yield from _once_each(look, "loaded_language", _loaded(look))


@rule("capacity_not_specific")
def capacity_not_specific(look: Look) -> Iterator[Finding]:
    """Find mental capacity that is stated in general."""
    check = "capacity_not_specific"
    entries = [each for each in _of(look, "loaded") if each.category == "capacity"]
    yield from _once_each(look, check, _places(look, check, entries))


@rule("vague_words")
def vague_words(look: Look) -> Iterator[Finding]:
    """Find words that sum up without describing."""
    elsewhere = {
        "usual_words", "abbrev_names", "hearsay_unsourced", "professional_unnamed",
        "professional_unnamed_source",
    }  # fmt: skip
    entries = [each for each in _of(look, "vague") if each.key not in elsewhere]
    yield from _once_each(look, "vague_words", _vague(look, entries))


@rule("characteristic_relevance")
def characteristic_relevance(look: Look) -> Iterator[Finding]:
    """Find what is private about anyone, where the kind of record does not ask for it."""
    kind = look.facts.kind
    if kind.key in _HELD or kind.group in {"assessment", "safeguarding", "reviews", "planning"}:
        return
    for reading in look.narrative:
        for match in reading.by_key.get("cues.characteristics", ()):
            here = reading.text.sentence_of(match.first)
            if reading.cue("told_for_a_reason", here) or here in _said_of_themselves(look, reading):
                continue
            yield reading.finding("characteristic_relevance", match.first, match.last)
            break


def _said_of_themselves(look: Look, reading: Reading) -> set[int]:
    """Return the sentences in which the person says or asks something."""
    return look.once(
        ("said of themselves", reading),
        lambda: {
            reading.text.sentence_of(match.first)
            for match in reading.by_key.get("cues.says_of_themselves", ())
            if who_does(look, reading, match.first) == PERSON
        },
    )


@rule("assumption_of_care")
def assumption_of_care(look: Look) -> Iterator[Finding]:
    """Find a plan that relies on a relative who was not asked."""
    kind = look.facts.kind
    if kind.group not in _RELIED_ON_IN and kind.key != "safeguarding_plan":
        return
    if str(look.facts.answers.get("carer_able_willing", "")).strip():
        return
    for reading in look.narrative:
        relied_on = [*reading.by_key.get(_TASKS, ()), *_by_name(look, reading)]
        for match in relied_on:
            here = reading.text.sentence_of(match.first)
            relied = not reading.cue("not_relied_on", here)
            if relied and not _is_willing(look, reading, here):
                yield reading.finding("assumption_of_care", match.first, match.last)
                return


def _is_willing(look: Look, reading: Reading, here: int) -> bool:
    """Say whether they said that they can and will, here or next."""
    willing = look.once(("willing", reading), lambda: set(_willing(look, reading)))
    return here in willing or here + 1 in willing


def _willing(look: Look, reading: Reading) -> Iterator[int]:
    """Yield the sentences in which somebody agrees; what the person wants is no agreement."""
    for match in reading.by_key.get("cues.able_and_willing", ()):
        theirs = reading.text.pieces[match.first].low in _THEIR_WISH
        if not theirs or who_does(look, reading, match.first) != PERSON:
            yield reading.text.sentence_of(match.first)


def _by_name(look: Look, reading: Reading) -> Iterator[Match]:
    """Yield the care that one of the family is named for: they share the person's surname."""
    own = look.facts.person.name.lower().split()
    pieces = reading.text.pieces
    for match in reading.by_key.get("cues.care_by_name", ()):
        before = pieces[match.first - 1] if match.first else None
        if pieces[match.first].bare.lower() in own[:1]:
            continue
        shares = pieces[match.first].bare.lower() in own[1:] and before is not None
        kin = shares and before is not None and before.bare.lower() not in {own[0], *TITLES}
        if kin or reading.cue("family_words", reading.text.sentence_of(match.first)):
            yield match


@rule("strengths_missing")
def strengths_missing(look: Look) -> Iterator[Finding]:
    """Find an assessment or review that lists needs only."""
    kind = look.facts.kind
    fields = [each for each in sorted(kind.fields) if "strengths" in each]
    if not fields and kind.group != "reviews" and kind.key not in _LISTS_NEEDS:
        return
    said = [
        str(look.facts.answers.get(each, ""))
        + " ".join(r.passage.text for r in look.readings if r.passage.place.startswith(each))
        for each in fields
    ]
    if any(len(each.split()) >= _ENOUGH for each in said) or _has_strengths(look):
        return
    if look.cue("needs") or (fields and any(said)):
        yield Finding("strengths_missing", place=fields[0] if fields else "")


def _has_strengths(look: Look) -> bool:
    """Say whether some sentence tells of a strength, and not that there is none."""
    return any(
        each.by_sentence.get("cues.strengths", set())
        - each.by_sentence.get("cues.no_strengths", set())
        for each in look.narrative
    )


def _of(look: Look, name: str) -> list[Entry]:
    return [each for each in look.lists.entries.values() if each.list == name]


def _places(look: Look, check: str, entries: Iterable[Entry]) -> dict[Reading, list[_Place]]:
    """Return where the entries stand, without what others say and what is a name."""
    found: dict[Reading, list[_Place]] = {}
    for entry in entries:
        for reading in look.narrative:
            if entry.id not in reading.by_key:
                continue
            for match in reading.found(entry):
                # Somebody who is named may sum up: "He told me that he slept well".
                theirs = check == "vague_words" and reading.is_reported(match.first)
                named = look.is_a_name(reading, match.first, match.last)
                if not (theirs or named or reading.is_mentioned(match.first)):
                    found.setdefault(reading, []).append((match.first, match.last, entry))
    return {reading: _without_overlaps(places) for reading, places in found.items()}


def _loaded(look: Look) -> dict[Reading, list[_Place]]:
    """Return where the words that label or blame stand."""
    entries = [each for each in _of(look, "loaded") if each.category != "capacity"]
    return look.once("loaded", lambda: _places(look, "loaded_language", entries))


def _graver(look: Look, reading: Reading) -> set[int]:
    """Return the pieces of which something graver is said than that they sum up."""
    pieces = {at for first, last, _ in _loaded(look).get(reading, ()) for at in range(first, last)}
    for remark in remarks_in(look, reading)[:1]:
        sentence = reading.text.sentences[reading.text.sentence_of(remark.first)]
        pieces.update(range(sentence.first, sentence.last))
    return pieces


def _vague(look: Look, entries: Iterable[Entry]) -> dict[Reading, list[_Place]]:
    """Return where words sum up; where something graver is said only if they stand nowhere else."""
    clear: dict[Reading, list[_Place]] = {}
    covered: dict[Reading, list[_Place]] = {}
    for reading, places in _places(look, "vague_words", entries).items():
        graver = _graver(look, reading)
        for place in places:
            alone = graver.isdisjoint(range(place[0], place[1]))
            (clear if alone else covered).setdefault(reading, []).append(place)
    elsewhere = {entry.id for places in clear.values() for _, _, entry in places}
    for reading, places in covered.items():
        left = [place for place in places if place[2].id not in elsewhere]
        clear[reading] = sorted([*clear.get(reading, ()), *left], key=lambda place: place[0])
    return clear


def _once_each(look: Look, check: str, found: dict[Reading, list[_Place]]) -> Iterator[Finding]:
    """Yield one finding for each entry: at its first place, with a count of the others."""
    first: dict[str, Finding] = {}
    count: dict[str, int] = {}
    for reading in look.narrative:
        for start, last, entry in found.get(reading, ()):
            count[entry.id] = count.get(entry.id, -1) + 1
            if entry.id not in first:
                first[entry.id] = reading.finding(
                    check,
                    start,
                    last,
                    severity=entry.severity,
                    why=entry.why,
                    entry=entry.id,
                    suggest=entry.says,
                    ask=entry.says,
                )
    for key, each in first.items():
        yield replace(each, also=count[key])


def _without_overlaps(places: list[_Place]) -> list[_Place]:
    """Keep the gravest, then the longest, of what overlaps."""
    taken: set[int] = set()
    kept = []
    for place in sorted(places, key=lambda p: (-RANK[p[2].severity], p[0] - p[1], p[0])):
        if taken.isdisjoint(range(place[0], place[1])):
            taken.update(range(place[0], place[1]))
            kept.append(place)
    return sorted(kept, key=lambda p: p[0])
