"""What the person said, wants and is like: in their own words, and first."""

from collections.abc import Iterator

from records.quality.definitions import ADVICE, PERSON_WORDS, VIEWS, Finding
from records.quality.reading import Look
from records.quality.registry import rule

_EVERYDAY = frozenset({"case_note", "email_sent"})
_ABOUT_SOMEBODY = ("opinion_cues", "remark_cues", "decision_cues")
_INDEPENDENT = frozenset({"assessment", "reviews", "safeguarding", "court_tribunal", "carers"})


@rule("no_person_voice")
def no_person_voice(look: Look) -> Iterator[Finding]:
    """Find a record that needs the person's voice and has nothing of it."""
    if not _is_silent(look):
        return
    if look.facts.kind.voice_required:
        yield Finding("no_person_voice", place="persons_own_words")
    elif look.facts.kind.key in _EVERYDAY and any(look.cue(each) for each in _ABOUT_SOMEBODY):
        # A note need not have their words; one that judges or decides had better.
        yield Finding("no_person_voice", severity=ADVICE, place="persons_own_words")


@rule("views_not_linked")
def views_not_linked(look: Look) -> Iterator[Finding]:
    """Find wishes that nothing in the plan answers."""
    answers = look.facts.answers
    wishes = answers.get("views_wishes_outcomes") or VIEWS in look.kinds
    if "how_views_shaped" not in look.facts.kind.fields:
        return
    if wishes and not str(answers.get("how_views_shaped", "")).strip():
        yield Finding("views_not_linked", place="how_views_shaped")


@rule("outcome_not_in_persons_terms")
def outcome_not_in_persons_terms(look: Look) -> Iterator[Finding]:
    """Find an outcome that names a service and not a change in somebody's life."""
    for reading in look.narrative:
        if "outcome" not in reading.passage.place:
            continue
        for match in reading.by_key.get("cues.service_outcomes", ())[:1]:
            if not reading.cue("own_terms", reading.text.sentence_of(match.first)):
                yield reading.finding("outcome_not_in_persons_terms", match.first, match.last)


@rule("verbatim_changed")
def verbatim_changed(look: Look) -> Iterator[Finding]:
    """Find the person's words that a correction changes."""
    signed = look.facts.state.get("signed_words")
    if signed is None:
        return
    kept = [each.text for each in look.facts.passages if each.kind == PERSON_WORDS]
    for words in signed:
        if words not in kept:
            yield Finding("verbatim_changed", place="persons_own_words", words=words[:80])


@rule("whose_words")
def whose_words(look: Look) -> Iterator[Finding]:
    """Find quotation marks with no speaker."""
    for reading in look.narrative:
        for each in reading.unattributed[:1]:
            yield reading.finding("whose_words", each.first, each.last + 1)


@rule("communication_need_not_met")
def communication_need_not_met(look: Look) -> Iterator[Finding]:
    """Find contact with somebody whose communication needs the record does not mention."""
    need = look.facts.state.get("communication_need")
    met = look.facts.answers.get("communication_support_used")
    if need and look.facts.kind.with_person and not met:
        yield Finding(
            "communication_need_not_met",
            place="communication_support_used",
            values={"need": need},
        )


@rule("family_interpreter")
def family_interpreter(look: Look) -> Iterator[Finding]:
    """Find a relative who interpreted where that should be somebody independent."""
    used = str(look.facts.answers.get("interpreter_used", "")).lower()
    if ("family" in used or "friend" in used) and look.facts.kind.group in _INDEPENDENT:
        yield Finding("family_interpreter", place="interpreter_used")


@rule("other_voice_louder")
def other_voice_louder(look: Look) -> Iterator[Finding]:
    """Find the views of others where those of the person are missing."""
    if not _is_silent(look):
        return
    views = sum(len(each.by_sentence.get("cues.views_of_others", ())) for each in look.narrative)
    if views >= 2:
        yield Finding(
            "other_voice_louder", place="persons_own_words", values={"names": "other people"}
        )


def _is_silent(look: Look) -> bool:
    """Say whether the record has no words, views or wishes of the person."""
    facts = look.facts
    if not look.kinds.isdisjoint({PERSON_WORDS, VIEWS}):
        return False
    for each in ("persons_own_words", "views_wishes_outcomes", "voice_missing_reason"):
        if facts.answers.get(each):
            return False
    if any(each.attributed for each in look.narrative):
        return False
    return not any(
        _is_the_person(look, reading.written(match.first, match.last))
        for reading in look.narrative
        for match in reading.by_key.get("cues.person_voice_cues", ())
    )


def _is_the_person(look: Look, written: str) -> bool:
    """Say whether it may be the person who speaks: not a relative who is named instead."""
    first = written.split()[0].lower()
    others = {part.lower() for each in look.facts.contacts for part in each.name.split()}
    return first not in others - {part.lower() for part in look.facts.person.name.split()}
