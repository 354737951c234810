"""Decisions and actions: who, why, what it means, and by when."""

from collections.abc import Iterator

from records.quality.definitions import ADVICE, DECISION, PERSON_WORDS, VIEWS, Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.rules.likeness import words_of
from records.quality.text import MARK

_REASON_WORDS, _IMPACT_WORDS = 8, 5
_GROUPS = frozenset({
    "panel", "team", "the", "funding", "manager", "managers", "duty", "our", "we", "everyone",
    "all", "council", "service", "meeting", "mdt", "a", "resource", "allocation", "management",
    "board",
    "committee", "brokerage", "forum", "department", "leadership", "multidisciplinary", "ward",
    "adult", "adults", "social", "care", "services", "whoever", "someone", "somebody", "anyone",
    "is", "on", "of", "in", "at", "from", "and", "or", "available", "tbc", "us", "they", "staff",
    "colleagues",
})  # fmt: skip
_GUIDANCE = "manager_guidance"
_LEGAL_DOCUMENT = "legal_document"
_SENT = frozenset({"email_sent", "letter_sent", "text_message"})
_DECIDED = frozenset({
    "decided", "approved", "agreed", "granted", "rejected", "turned", "opted", "settled", "chose",
})  # fmt: skip
_ELSEWHERE = frozenset({
    "home", "bank", "shop", "care", "housing", "ward", "registered", "scheme", "agency", "centre",
    "hotel", "pub", "school", "store", "depot", "site", "building", "estate", "lettings",
})  # fmt: skip
_TWO = 2
_OF_A_DECISION = frozenset({"reason", "impact", "decided_by"})
_DATES = ("cues.date_cues", "cues.time_cues")
_SMALL = frozenset({
    "a", "an", "and", "as", "at", "by", "for", "from", "her", "him", "his", "i", "in", "is",
    "it", "me", "my", "of", "on", "or", "our", "she", "he", "the", "their", "them", "they",
    "this", "to", "was", "we", "will", "with", "you", "your",
})  # fmt: skip


@rule("decision_without_reason")
def decision_without_reason(look: Look) -> Iterator[Finding]:
    """Find a decision whose reason is missing or too short to be one."""
    yield from _thin(look, "decision_without_reason", "reason", _REASON_WORDS)


@rule("decision_without_impact")
def decision_without_impact(look: Look) -> Iterator[Finding]:
    """Find a decision that does not say what it means for the person."""
    yield from _thin(look, "decision_without_impact", "impact", _IMPACT_WORDS)


@rule("decision_without_decider")
def decision_without_decider(look: Look) -> Iterator[Finding]:
    """Find a decision of nobody, or of a group only."""
    for reading in _decisions(look):
        decider = words_of(str(reading.passage.details.get("decided_by", "")))
        if not set(decider) - _GROUPS:
            yield _at(reading, "decision_without_decider")
    named = look.facts.answers.get("decided_by")
    if _is_a_decision(look) and isinstance(named, list) and named:
        names = ", ".join(str(each.get("name", "")) for each in named)
        if not set(words_of(names)) - _GROUPS:
            yield Finding("decision_without_decider", place="decided_by", words=names)


@rule("decision_in_text")
def decision_in_text(look: Look) -> Iterator[Finding]:
    """Find words of a decision where none is recorded."""
    kind = look.facts.kind
    if DECISION in look.kinds or (kind.holds_decision and kind.group != "reviews"):
        return
    for reading in look.plain:
        for match in reading.by_key.get("cues.decision_cues", ()):
            # It may also be said that nothing is decided yet.
            not_yet = reading.cue("not_yet_decided", reading.text.sentence_of(match.first))
            if not not_yet and not _is_their_own(look, reading, match):
                yield reading.finding("decision_in_text", match.first, match.last)
                return


@rule("decision_not_linked_to_views")
def decision_not_linked_to_views(look: Look) -> Iterator[Finding]:
    """Find a decision that does not show what the person wants."""
    if not look.kinds.isdisjoint({PERSON_WORDS, VIEWS}) or _own_words(look):
        return
    for reading in _decisions(look):
        if not reading.passage.details.get("views_considered"):
            yield _at(reading, "decision_not_linked_to_views")


@rule("manager_guidance_no_reason")
def manager_guidance_no_reason(look: Look) -> Iterator[Finding]:
    """Find a manager's advice without a reason, or written by somebody else."""
    if look.facts.kind.key != _GUIDANCE:
        return
    written_by_manager = look.facts.state.get("author_gave_guidance", True)
    if not str(look.facts.answers.get("reason", "")).strip() or not written_by_manager:
        yield Finding("manager_guidance_no_reason", place="reason")


@rule("manager_guidance_unconfirmed")
def manager_guidance_unconfirmed(look: Look) -> Iterator[Finding]:
    """Find a manager's advice that the manager has not recorded."""
    if look.facts.kind.key == _GUIDANCE or look.facts.state.get("guidance_recorded"):
        return
    for reading in look.narrative:
        found = (
            *reading.by_key.get("hint.manager_guidance", ()),
            *reading.by_key.get("cues.manager_said", ()),
        )
        for match in [each for each in found if not _manages_elsewhere(reading, each.first)][:1]:
            yield reading.finding(
                "manager_guidance_unconfirmed",
                match.first,
                match.last,
                manager=look.facts.state.get("manager", "the manager"),
            )
            return


def _manages_elsewhere(reading: Reading, first: int) -> bool:
    """Say whether it is the manager of a home, a shop or a bank."""
    before = reading.text.pieces[first - 1].low if first else ""
    return before.endswith("'s") or before in _ELSEWHERE


@rule("legal_authority_unseen")
def legal_authority_unseen(look: Look) -> Iterator[Finding]:
    """Find a power to decide for someone that no document on the record shows."""
    if look.facts.state.get("legal_document_seen") or look.facts.kind.key == _LEGAL_DOCUMENT:
        return
    for reading in look.narrative:
        for match in reading.by_key.get("cues.legal_authority", ()):
            # It may be a question, a wish or a denial.
            if not reading.cue("legal_not_held", reading.text.sentence_of(match.first)):
                yield reading.finding("legal_authority_unseen", match.first, match.last)
                break
            return


@rule("action_without_owner")
def action_without_owner(look: Look) -> Iterator[Finding]:
    """Find an action that nobody is named for."""
    for number, step in enumerate(look.facts.steps):
        if not step.who.strip() or not step.who_is_named or not set(words_of(step.who)) - _GROUPS:
            yield Finding("action_without_owner", place=f"actions-{number}.owner", words=step.what)


@rule("action_without_date")
def action_without_date(look: Look) -> Iterator[Finding]:
    """Find an action without a day by which it will be done."""
    for number, step in enumerate(look.facts.steps):
        if step.by is None:
            yield Finding("action_without_date", place=f"actions-{number}.due", words=step.what)


@rule("action_in_text")
def action_in_text(look: Look) -> Iterator[Finding]:
    """Find what somebody will do, said in the text and not among the actions."""
    listed = [set(words_of(each.what)) - _SMALL for each in look.facts.steps]
    found: list[tuple[Reading, int]] = []
    is_sent = look.facts.kind.key in _SENT
    for reading in look.plain:
        others = {each.first for each in reading.by_key.get("cues.not_somebody", ())}
        openings = reading.text.first_pieces - others
        spoken = {
            reading.text.sentence_of(each.first)
            for each in reading.by_key.get("cues.action_cues", ())
            if not _is_a_request(look, reading, each.first)
        }
        spoken |= {
            reading.text.sentence_of(each.first)
            for each in reading.by_key.get("cues.will_cues", ())
            if _begins(reading, each.first)
        }
        # What a message asks of its reader is the message.
        steps = (
            ("cues.steps_of_somebody",)
            if is_sent
            else ("cues.bare_steps", "cues.steps_of_somebody")
        )
        spoken |= {
            reading.text.sentence_of(each.first)
            for key in steps
            for each in reading.by_key.get(key, ())
            if each.first in openings
        }
        spoken = {
            each
            for each in spoken
            if reading.cue("promises", each) or not reading.cue("not_an_action", each)
        }
        for number in sorted(spoken):
            sentence = reading.text.sentences[number]
            said = {p.low for p in reading.text.pieces[sentence.first : sentence.last]} - _SMALL
            if not any(len(said & each) >= 2 for each in listed):
                found.append((reading, number))
    if not found or (listed and len(found) < 2):
        return
    for reading, number in found[:3]:
        named = reading.cue("owner_cues", number)
        dated = any(number in reading.by_sentence.get(each, ()) for each in _DATES)
        complete = ADVICE if named and dated else ""
        yield reading.sentence_finding("action_in_text", number, complete)


@rule("action_overdue")
def action_overdue(look: Look) -> Iterator[Finding]:
    """Find open actions past their date."""
    for each in look.facts.state.get("overdue_actions", ()):
        yield Finding("action_overdue", values={"action": each["what"], "date": each["due"]})


@rule("no_follow_up_after_missed")
def no_follow_up_after_missed(look: Look) -> Iterator[Finding]:
    """Find a missed visit after which nothing is to be done."""
    missed, followed = look.facts.kind.key == "missed_visit", False
    for reading in look.narrative:
        failed = [
            each.first
            for key in ("hint.missed_visit", "cues.no_contact")
            for each in reading.by_key.get(key, ())
        ]
        missed = missed or bool(failed)
        since = min(failed, default=0)
        # "Nobody came to the door" tells of nobody who came to the door.
        vain = {
            at
            for each in reading.by_key.get("cues.no_contact", ())
            for at in range(each.first + 1, each.last)
        }
        followed = followed or any(
            each.first >= since
            and each.first not in vain
            and not _rang_the_person(look, reading, each)
            for key in ("cues.contact_made", "cues.action_cues")
            for each in reading.by_key.get(key, ())
        )
    if missed and not look.facts.steps and not followed:
        yield Finding("no_follow_up_after_missed", place="actions")


def _rang_the_person(look: Look, reading: Reading, match: Match) -> bool:
    """Say whether it is no more than the call that failed, as in "Rang Ivy, no reply"."""
    said = reading.text.pieces[match.last - 1].bare.lower()
    return match.last - match.first <= _TWO and said in look.facts.person.name.lower().split()


def _decisions(look: Look) -> Iterator[Reading]:
    for each in look.narrative:
        if each.passage.kind == DECISION:
            yield each


def _thin(look: Look, check: str, detail: str, words: int) -> Iterator[Finding]:
    for reading in _decisions(look):
        if len(str(reading.passage.details.get(detail, "")).split()) < words:
            yield _at(reading, check)
    answer = look.facts.answers.get(detail)
    if _is_a_decision(look) and isinstance(answer, str) and 0 < len(answer.split()) < words:
        yield Finding(check, place=detail, words=answer)


def _is_a_decision(look: Look) -> bool:
    """Say whether the whole record is one decision, with the questions of one."""
    return look.facts.kind.holds_decision and look.facts.kind.fields >= _OF_A_DECISION


def _at(reading: Reading, check: str) -> Finding:
    return Finding(
        check, place=reading.passage.place, end=len(reading.passage.text),
        words=reading.passage.text[:80],
    )  # fmt: skip


def _own_words(look: Look) -> bool:
    return any(
        str(look.facts.answers.get(each, "")).strip()
        for each in ("persons_own_words", "views_wishes_outcomes")
    )


def _is_their_own(look: Look, reading: Reading, match: Match) -> bool:
    """Say whether the person decided, as in "Ivy decided to have soup"."""
    pieces = reading.text.pieces
    own = {*look.facts.person.name.lower().split(), "he", "she"}
    return any(
        pieces[at].low in _DECIDED and at and pieces[at - 1].low in own
        for at in range(match.first, match.last)
    )


def _begins(reading: Reading, first: int) -> bool:
    """Say whether a sentence or a clause begins here."""
    before = reading.text.pieces[first - 1] if first else None
    sentence = reading.text.sentences[reading.text.sentence_of(first)]
    return before is None or sentence.first == first or before.kind == MARK


def _is_a_request(look: Look, reading: Reading, first: int) -> bool:
    """Say whether it asks the reader of a message to do something: that is the message."""
    return look.facts.kind.key in _SENT and reading.text.pieces[first].low in {"please", "can"}
