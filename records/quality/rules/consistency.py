"""What does not fit: with earlier text, with the kind of record, with the profile."""

from collections.abc import Iterator
from dataclasses import replace

from records.quality.definitions import ADVICE, DECISION, MUST_FIX, RANK, WARNING, Earlier, Finding
from records.quality.phrases import Match
from records.quality.reading import Look, Reading
from records.quality.registry import rule
from records.quality.rules.likeness import longest_run, shingles, similarity, words_of
from records.quality.text import NUMBER

SIMILAR, LONG_RUN, ENOUGH = 0.85, 40, 20
_ONE_IS_ENOUGH = frozenset({
    "missed_visit", "anonymous_concern", "email_sent", "case_closure_summary", "text_message",
    "legal_document", "person_comment", "review_care_and_support_plan",
})  # fmt: skip
_OPENING = 1
# What was said of one person in supervision is said of nobody else.
_NEVER_THE_SAME = frozenset({"supervision_case_discussion"})
_MISSED = "missed_visit"
_OWNERS = frozenset({"his", "her", "their", "oldest", "best"})
# "Her daughter has moved": so many pieces stand between.
_HAS = 1
_TELLS_OF_CHANGES = frozenset({"details_update", "chronology_event"})
_ABOUT_HARM = frozenset({"risk_assessment", "anonymous_concern"})


@rule("duplicate_text")
def duplicate_text(look: Look) -> Iterator[Finding]:
    """Find text that an earlier record has already: of all such records, the gravest."""
    if not look.facts.earlier:
        return
    # Words of the person may well be the same: only the writer's are compared.
    written = " ".join(_written(each) for each in look.told)
    said = words_of(written)
    if len(said) < ENOUGH:
        return
    mine = shingles(written)
    found = [
        (each, earlier)
        for earlier in look.facts.earlier
        if (each := _copied(look, said, mine, earlier)) is not None
    ]
    if found:
        gravest, earlier = max(found, key=lambda pair: RANK[pair[0].severity or WARNING])
        yield replace(gravest, place=_most_copied(look, shingles(earlier.text)))


def _copied(
    look: Look, said: list[str], mine: frozenset[tuple[str, ...]], earlier: Earlier
) -> Finding | None:
    """Find the words of one earlier record; in part only, they weigh less.

    In a record that is never the same as another, part of somebody else's weighs as much as all.
    """
    theirs = shingles(earlier.text)
    alike = similarity(mine, theirs)
    never = look.facts.kind.key in _NEVER_THE_SAME
    if alike >= SIMILAR:
        percent, severity = f"{round(alike * 100)}%", MUST_FIX if never else ""
    elif longest_run(said, theirs) >= LONG_RUN:
        percent = "in part"
        severity = MUST_FIX if never and not earlier.is_of_person else ADVICE
    else:
        return None
    return Finding(
        "duplicate_text",
        severity=severity,
        place=look.narrative[0].passage.place,
        values={
            "percent": percent,
            "date": f"{earlier.on.day} {earlier.on:%B %Y}",
            "entry": earlier.place,
        },
    )


def _most_copied(look: Look, theirs: frozenset[tuple[str, ...]]) -> str:
    """Return the place with the most words in a row that another text has."""
    copied = {each: longest_run(words_of(_written(each)), theirs) for each in look.told}
    return max(copied, key=copied.__getitem__).passage.place


def _written(reading: Reading) -> str:
    """Return the words of the writer, without those of the person."""
    return " ".join(
        piece.text for number, piece in enumerate(reading.text.pieces) if not reading.hidden[number]
    )


@rule("wrong_template")
def wrong_template(look: Look) -> Iterator[Finding]:
    """Find text that reads like another kind of record."""
    for hint in look.lists.hints.values():
        key = look.facts.kind.key
        if key not in hint.only_in | hint.opening_in or key in hint.not_in:
            continue
        for reading in look.narrative:
            matches = [
                each
                for each in reading.by_key.get(f"hint.{hint.suggest}", ())
                if not _is_only_spoken_of(look, reading, hint.suggest, each)
                and f"not_before:hint.{hint.suggest}"
                not in (
                    look.lists.context.starts_at(reading.text, each.last) if hint.not_before else ()
                )
            ]
            sentences = {reading.text.sentence_of(each.first) for each in matches}
            few = hint.suggest in _ONE_IS_ENOUGH or len(reading.text.sentences) == 1
            # What a note begins with is what it is of.
            few = few or any(each.first <= _OPENING for each in matches)
            if key in hint.opening_in:
                matches = [each for each in matches if each.first <= _OPENING]
            if matches and (few or len(sentences) >= 2):
                yield reading.finding(
                    "wrong_template",
                    matches[0].first,
                    matches[0].last,
                    entry=f"templates.{hint.suggest}",
                    suggest_type=hint.suggest.replace("_", " "),
                )
                break


def _is_only_spoken_of(look: Look, reading: Reading, suggested: str, match: Match) -> bool:
    """Say whether it was offered or explained, not done; nobody is missed who was then seen.

    What a note begins with was done.
    """
    if suggested == _MISSED and look.cue("contact_made"):
        return True
    if match.first <= _OPENING:
        return False
    return reading.cue("only_spoken_of", reading.text.sentence_of(match.first))


@rule("safeguarding_not_raised")
def safeguarding_not_raised(look: Look) -> Iterator[Finding]:
    """Find signs of harm where no concern is raised."""
    kind = look.facts.kind
    if kind.key in _ABOUT_HARM or kind.group == "safeguarding":
        return
    if look.facts.state.get("concern_linked") or look.cue("concern_raised"):
        return
    for reading in look.narrative:
        for match in reading.by_key.get("cues.signs_of_harm", ()):
            here = reading.text.sentence_of(match.first)
            explained = reading.cue("harm_explained", here, here + 1)
            if explained or reading.cue("denied", here) or reading.cue("own_harm", here):
                continue
            yield reading.finding("safeguarding_not_raised", match.first, match.last)
            return
    # What the person said in their own words is not pointed at, and not passed over.
    yield from _in_their_words(look, "safeguarding_not_raised", "cues.signs_of_harm")


@rule("risk_without_action")
def risk_without_action(look: Look) -> Iterator[Finding]:
    """Find a risk after which nothing is done or decided."""
    if look.facts.steps or DECISION in look.kinds:
        return
    for reading in look.told:
        for match in reading.by_key.get("cues.risks", ()):
            here = reading.text.sentence_of(match.first)
            after = (here, here + 1, here + 2)
            # Harm that somebody does is pointed at already, and says what to do.
            if reading.cue("denied", here) or reading.cue("risks_excused", here):
                continue
            if reading.cue("signs_of_harm", here) and not reading.cue("own_harm", here):
                continue
            # "9 Fell View" is an address.
            within = match.first not in reading.text.first_pieces
            if within and reading.text.pieces[match.first].is_name:
                continue
            if reading.cue("action_cues", *after) or reading.cue("made_safe", *after):
                continue
            yield reading.finding("risk_without_action", match.first, match.last)
            return


@rule("change_not_carried_over")
def change_not_carried_over(look: Look) -> Iterator[Finding]:
    """Find a change that the profile does not have yet."""
    if look.facts.state.get("profile_changed") or look.facts.kind.key in _TELLS_OF_CHANGES:
        return
    for reading in look.told:
        past = _earlier_years(look, reading)
        for match in reading.by_key.get("cues.profile_changes", ()):
            number = reading.text.sentence_of(match.first)
            old = number in past or reading.cue("not_changed", number)
            if not old and not _is_of_a_relative(reading, match):
                yield reading.finding("change_not_carried_over", match.first, match.last)
                return
    yield from _in_their_words(look, "change_not_carried_over", "cues.profile_changes")


def _earlier_years(look: Look, reading: Reading) -> set[int]:
    """Return the sentences that tell of a year before this one."""
    happened = look.facts.happened_on
    this_year = str(happened.year) if happened else ""
    return {
        reading.text.sentence_of(number)
        for number, piece in enumerate(reading.text.pieces)
        if piece.kind == NUMBER and len(piece.text) == len(this_year) and piece.text < this_year
    }


def _is_of_a_relative(reading: Reading, match: Match) -> bool:
    """Say whether one of the person's own changed: "Her son has a new number".

    Where somebody rang, "his mother" may be the person.
    """
    number = reading.text.sentence_of(match.first)
    if reading.cue("made_contact", number - 1, number):
        return False
    pieces, begins = reading.text.pieces, reading.text.sentences[number].first
    related = [each.first for each in reading.relationships.get(number, [])[:1]]
    if related != [begins + 1]:
        ends = range(match.first - _HAS, match.first + 1)
        related = [at for at in map(reading.relationship_ends.get, ends) if at is not None]
    return any(at > begins and pieces[at - 1].low in _OWNERS for at in related)


def _in_their_words(look: Look, check: str, key: str) -> Iterator[Finding]:
    """Find a list in what somebody said to the letter; the point is of the whole record."""
    for reading in look.readings:
        told = [each for each in reading.unflagged if each.key == key]
        denied = {
            reading.text.sentence_of(each.first)
            for each in reading.unflagged
            if each.key == "cues.denied"
        }
        if any(reading.text.sentence_of(each.first) not in denied for each in told):
            yield Finding(check, place=reading.passage.place)
            return


@rule("copy_not_given")
def copy_not_given(look: Look) -> Iterator[Finding]:
    """Find an assessment, plan or review of which no copy was given."""
    if look.facts.state.get("copy_due") and not look.facts.answers.get("copy_given_on"):
        yield Finding("copy_not_given", place="copy_given_on")


@rule("sharing_basis_missing")
def sharing_basis_missing(look: Look) -> Iterator[Finding]:
    """Find what went outside the council without a reason to share it."""
    state, answers = look.facts.state, look.facts.answers
    if state.get("sent_outside") and not (
        answers.get("sharing_basis") or state.get("sharing_decision_linked")
    ):
        yield Finding("sharing_basis_missing", place="sharing_basis")


@rule("privacy_notice_not_given")
def privacy_notice_not_given(look: Look) -> Iterator[Finding]:
    """Find a person who has not been told about their record."""
    if look.facts.state.get("privacy_notice_due"):
        yield Finding("privacy_notice_not_given")


@rule("signoff_missing")
def signoff_missing(look: Look) -> Iterator[Finding]:
    """Find an entry that has waited too long for its sign-off."""
    if look.facts.state.get("sign_off_overdue"):
        manager = look.facts.state.get("manager", "a manager")
        yield Finding("signoff_missing", values={"manager": manager})


@rule("chronology_gap")
def chronology_gap(look: Look) -> Iterator[Finding]:
    """Find an important event that the chronology does not have."""
    if look.facts.state.get("chronology_gap"):
        yield Finding("chronology_gap")
