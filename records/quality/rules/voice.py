"""What the person said, wants and is like: in their own words, and first."""

from collections.abc import Iterator
from itertools import takewhile

from records.quality.definitions import ADVICE, DETAIL, PERSON_WORDS, VIEWS, Finding
from records.quality.reading import FIRST_PERSON, Look, Reading
from records.quality.registry import rule
from records.quality.rules.speakers import OTHER, PERSON, is_alone, is_the_person, who_does
from records.quality.text import NUMBER, WORD, Piece, Quotation, Sentence

_EVERYDAY = frozenset({"case_note", "email_sent"})
_ABOUT_SOMEBODY = ("opinion_cues", "remark_cues", "decision_cues")
_PLANS = frozenset({"planning", "transition", "decisions_oversight", "safeguarding", "reviews"})
_SENT = frozenset({"text_message", "email_sent", "letter_sent"})
_DECIDES_FOR = frozenset({"best_interests_decision", "mental_capacity_assessment"})
# Where an outcome is somebody's, and not what came of a meeting or a referral.
_HAS_OUTCOMES = frozenset({"planning", "reviews", "transition", "assessment", "safeguarding"})
_COMMON = frozenset({
    "that", "this", "with", "from", "have", "said", "says", "told", "wants", "want", "would",
    "like", "will", "does", "they", "their", "there", "plan", "support", "agreed", "what", "when",
    "because", "needs", "only", "some", "more", "than", "been", "were", "them", "still", "each",
})  # fmt: skip
_NO = frozenset({
    "not", "never", "no", "none", "nobody", "against", "refuses", "refused", "hates", "hated",
    "dislikes", "dreads", "loathes", "without", "cannot", "frightened", "afraid", "scared",
    "terrified", "fears", "sick", "stop", "stopping", "leave", "leaving", "end", "ending", "finish",
    "give", "fewer", "less",
})  # fmt: skip
_WISHES = frozenset({
    "want", "would", "like", "love", "enjoy", "hope", "need", "miss", "hate", "prefer", "wish",
    "don't", "can't", "feel",
})  # fmt: skip
_HE_OR_SHE = frozenset({"he", "she", "they"})
# Plans that may be written as the person would say them.
_PLANS_OF_THEIRS = frozenset({"planning", "transition", "reviews"})
# Within so many sentences after "asleep" it is said when they will be asked.
_UNTIL = 4
# So many words and marks, and no more, are a heading.
_A_HEADING = 5
_ONLY_TELLS = frozenset({"said", "say", "says", "according"})
_OPINES = frozenset({
    "want", "wants", "wanted", "think", "thinks", "thought", "feel", "feels", "felt", "prefer",
    "prefers", "should", "would", "better", "best", "ought", "must", "need", "needs", "likes",
    "loves", "hates", "enjoys", "happy", "unhappy", "worried", "settled", "cannot", "safe", "never",
    "like", "rather", "hope", "hopes", "ready", "fine", "content", "enough", "too", "well", "not",
})  # fmt: skip
# The verb stands right before the mark that ends ", she says,".
_TAKES_A_STOP = 2
# How many pieces after "she said" may tell what she thinks: a hostile text has no end of them.
_SO_FAR = 40
# "She told us that": within so many pieces.
_SOON_THAT = 2
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
    shaped = str(answers.get("how_views_shaped", "")).strip()
    if wishes and not shaped and "how_views_shaped" in look.facts.kind.fields:
        yield Finding("views_not_linked", place="how_views_shaped")
    elif not shaped and (look.facts.kind.group in _PLANS or look.facts.kind.key in _DECIDES_FOR):
        yield from _wish_without_answer(look)


def _wish_without_answer(look: Look) -> Iterator[Finding]:
    """Find a plan in plain text that neither says nor shares a word of what somebody wants."""
    wished: set[str] = set()
    against = False
    # What comes of a decision is decided; what a plan comes to is what is wanted.
    aims_differ = look.facts.kind.key not in _DECIDES_FOR
    planned: list[tuple[Reading, int]] = []
    for reading in look.readings:
        exempt, plans = reading.passage.is_exempt, False
        # What they are quoted with is not flagged, and tells what they want.
        quoted = {
            reading.text.sentence_of(each.first)
            for each in reading.unflagged
            if each.key == "cues.wish_cues"
        }
        theirs = {
            reading.text.sentence_of(each.first)
            for each in reading.by_key.get("cues.wish_cues", ())
            if is_the_person(look, reading, each)
        }
        for number, sentence in enumerate(reading.text.sentences):
            aims = aims_differ and reading.cue("outcome_label", number)
            aims = aims and not (
                reading.cue("goals_set", number) or reading.cue("process_outcome", number)
            )
            if reading.cue("as_they_asked", number):
                return
            plans = plans or (not (exempt or aims) and reading.cue("plan_label", number))
            if plans:
                planned.append((reading, number))
            elif exempt or number in quoted or number in theirs:
                wished |= _content(reading, sentence)
                against = against or _says_no(reading, sentence)
    if not wished or not planned:
        return
    for reading, number in planned:
        shares = not wished.isdisjoint(_content(reading, reading.text.sentences[number]))
        if reading.cue("link_to_views", number) or (shares and not against):
            return
    reading, number = planned[0]
    yield reading.sentence_finding("views_not_linked", number)


def _says_no(reading: Reading, sentence: Sentence) -> bool:
    said = reading.text.pieces[sentence.first : sentence.last]
    return any(each.low in _NO or each.low.endswith("n't") for each in said)


def _content(reading: Reading, sentence: Sentence) -> set[str]:
    """Return the words that say what is wanted or planned; what stands after "than" is not."""
    return {
        piece.low.removesuffix("'s")
        for piece in takewhile(
            lambda piece: piece.low != "than",
            reading.text.pieces[sentence.first : sentence.last],
        )
        if piece.kind == WORD and len(piece.text) > 3 and not piece.is_name
    } - _COMMON


@rule("outcome_not_in_persons_terms")
def outcome_not_in_persons_terms(look: Look) -> Iterator[Finding]:
    """Find an outcome that names a service and not a change in somebody's life."""
    kind = look.facts.kind
    told_here = kind.group in _HAS_OUTCOMES or kind.key == "visit_face_to_face"
    for reading in look.narrative:
        is_answer = _asks_for_outcomes(reading)
        for match in reading.by_key.get("cues.service_outcomes", ()):
            number = reading.text.sentence_of(match.first)
            label = 0 if is_answer else _outcome_label(reading, number)
            if label is None or not (told_here or is_answer):
                continue
            own = reading.last_in("cues.own_terms", number)
            if _says_i_want(reading, reading.text.sentences[number].first):
                continue
            if own is None or own < label:
                yield reading.finding("outcome_not_in_persons_terms", match.first, match.last)
            break


def _outcome_label(reading: Reading, number: int) -> int | None:
    """Return where a sentence says that it tells an outcome, or the heading before it does."""
    if reading.cue("process_outcome", number):
        return None
    label = reading.last_in("cues.outcome_label", number)
    if label is None and number:
        heading = reading.text.sentences[number - 1]
        if heading.last - heading.first <= _A_HEADING:
            label = reading.last_in("cues.outcome_label", number - 1)
    return label


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
        bare = [*reading.unattributed, *_of_nobody_known(look, reading)]
        bare = [
            each
            for each in bare
            if not _is_a_title(reading, each)
            and not _is_all(look, reading, each)
            and not _is_the_persons(look, reading, each)
        ]
        if look.facts.kind.group in _PLANS_OF_THEIRS:
            bare = [each for each in bare if not _says_i_want(reading, each.first + 1)]
        for each in bare[:1]:
            yield reading.finding("whose_words", each.first, each.last + 1)


def _is_all(look: Look, reading: Reading, quotation: Quotation) -> bool:
    """Say whether a message that was sent stands in quotation marks from end to end."""
    whole = quotation.last - quotation.first == len(reading.text.pieces) - 1
    return whole and look.facts.kind.key in _SENT


def _is_the_persons(look: Look, reading: Reading, quotation: Quotation) -> bool:
    """Say whether only the person is spoken of before a colon, or before somebody says I."""
    text, at = reading.text, quotation.first
    number = text.sentence_of(at)
    begins = text.sentences[number].first
    if begins < at:
        led = text.pieces[at - 1].text == ":"
        return led and is_alone(look, reading, max(begins, at - _SO_FAR), at)
    says_i = any(each.low in FIRST_PERSON for each in text.pieces[at : quotation.last])
    return says_i and number > 0 and is_alone(look, reading, text.sentences[number - 1].first, at)


def _of_nobody_known(look: Look, reading: Reading) -> list[Quotation]:
    """Return what is quoted from a note, a call or a meeting, when nobody knows whose it is."""
    bare = {each.first for each in reading.unattributed}
    return [
        each
        for each in reading.text.quotations
        if each.first not in bare and _has_no_author(look, reading, each)
    ]


def _has_no_author(look: Look, reading: Reading, quotation: Quotation) -> bool:
    number = reading.text.sentence_of(quotation.first)
    if not reading.cue("nobody_knows_whose", number - 1, number, number + 1):
        return False
    return number not in look.once(("spoken", reading), lambda: _spoken_sentences(look, reading))


def _spoken_sentences(look: Look, reading: Reading) -> set[int]:
    """Return the sentences in which somebody who is known speaks."""
    return {
        reading.text.sentence_of(match.first)
        for match in reading.by_key.get("cues.voices", ())
        if match.first not in reading.text.quoted
        and who_does(look, reading, match.first) in {PERSON, OTHER}
    }


def _says_i_want(reading: Reading, at: int) -> bool:
    """Say whether "I want" stands there, or another such word of somebody's own."""
    said = [each.low for each in reading.text.pieces[at : at + 2]]
    return said[:1] == ["i'd"] or (said[:1] == ["i"] and not _WISHES.isdisjoint(said[1:]))


def _is_a_title(reading: Reading, quotation: Quotation) -> bool:
    """Say whether what stands before it, in its sentence, names a book, a song or a sign."""
    pieces, titles = reading.text.pieces, reading.by_key.get("cues.titles_of_works", ())
    begins = reading.text.sentences[reading.text.sentence_of(quotation.first)].first
    inside = pieces[quotation.first + 1 : quotation.last]
    # A label is written with capitals: "Pathway 1".
    label = 1 < len(inside) <= _A_HEADING and all(
        e.is_capitalised or e.kind == NUMBER for e in inside
    )
    after = range(quotation.last + 1, quotation.last + 1 + _SOON_THAT)
    if label or any(e.first in after for e in reading.by_key.get("cues.has_a_title", ())):
        return True
    number = reading.text.sentence_of(quotation.first)
    if reading.cue("nobody_knows_whose", number - 1, number, number + 1):
        return False
    return any(begins <= each.first < quotation.first for each in titles)


@rule("communication_need_not_met")
def communication_need_not_met(look: Look) -> Iterator[Finding]:
    """Find contact with somebody whose communication needs the record does not mention."""
    need = look.facts.state.get("communication_need")
    met = look.facts.answers.get("communication_support_used")
    if need and not met and (look.facts.kind.with_person or _spoke_with_them(look)):
        yield Finding(
            "communication_need_not_met",
            place="communication_support_used",
            values={"need": need},
        )


def _spoke_with_them(look: Look) -> bool:
    """Say whether a call or a record that asks how needs were met tells of talk with the person."""
    return "communication_support_used" in look.facts.kind.fields and any(
        is_the_person(look, reading, match._replace(first=match.last - 1))
        for reading in look.narrative
        for match in reading.by_key.get("cues.spoke_with", ())
    )


@rule("family_interpreter")
def family_interpreter(look: Look) -> Iterator[Finding]:
    """Find a relative who interpreted where that should be somebody independent."""
    used = str(look.facts.answers.get("interpreter_used", "")).lower()
    if ("family" in used or "friend" in used) and look.facts.kind.group in _INDEPENDENT:
        yield Finding("family_interpreter", place="interpreter_used")
        return
    if look.facts.kind.group not in _INDEPENDENT and look.cue("interpreter_to_come"):
        return
    for reading in look.narrative:
        for match in reading.by_key.get("cues.family_interprets", ()):
            if not reading.cue("not_interpreting", reading.text.sentence_of(match.first)):
                yield reading.finding("family_interpreter", match.first, match.last)
                return


@rule("other_voice_louder")
def other_voice_louder(look: Look) -> Iterator[Finding]:
    """Find the views of others where those of the person are missing."""
    if not _is_silent(look):
        return
    held = sum(len(_views_of_others(look, reading)) for reading in look.narrative)
    if held:
        yield Finding(
            "other_voice_louder", place="persons_own_words", values={"names": "other people"}
        )


def _views_of_others(look: Look, reading: Reading) -> set[int]:
    """Return where somebody else is said to think or want something."""
    held = {
        match.last - 1
        for match in reading.by_key.get("cues.views_of_others", ())
        if not is_the_person(look, reading, match) and _is_a_view(reading, match.last - 1)
    }
    held |= {
        match.first
        for match in reading.by_key.get("cues.views", ())
        if who_does(look, reading, match.first) == OTHER and _is_a_view(reading, match.first)
    }
    held |= {
        match.first
        for match in reading.by_key.get("cues.speaks_for", ())
        if _is_a_view(reading, match.first)
    }
    reported = _reported_from(look, reading)
    held |= {
        match.first
        for match in reading.by_key.get("cues.voices", ())
        if match.first > reported.get(reading.text.sentence_of(match.first), match.first)
    }
    return {each for each in held if not reading.cue("no_view", reading.text.sentence_of(each))}


def _is_a_view(reading: Reading, at: int) -> bool:
    """Say whether somebody thinks or wants, and does not only tell: "He said that it rained"."""
    if reading.text.pieces[at].low not in _ONLY_TELLS:
        return True
    last = min(reading.text.sentences[reading.text.sentence_of(at)].last, at + _SO_FAR)
    told = {each.low for each in reading.text.pieces[at + 1 : last]}
    return not told.isdisjoint(_OPINES) or any(each.endswith(("n't", "'d")) for each in told)


def _is_their_outcome(reading: Reading) -> bool:
    """Say whether an outcome is put as the person puts it: "I want to cook again"."""
    first = reading.text.pieces[0].low.partition("'")[0]
    return _asks_for_outcomes(reading) and first in {"i", "my"}


def _asks_for_outcomes(reading: Reading) -> bool:
    """Say whether it stands where an outcome is asked for; in a row, the column tells."""
    place = reading.passage.place
    return "outcome" in (place.rpartition(".")[2] if reading.passage.kind == DETAIL else place)


def _is_silent(look: Look) -> bool:
    """Say whether the record has no words, views or wishes of the person."""
    facts = look.facts
    if not look.kinds.isdisjoint({PERSON_WORDS, VIEWS}):
        return False
    for each in ("persons_own_words", "views_wishes_outcomes", "voice_missing_reason"):
        if facts.answers.get(each):
            return False
    if any(_is_theirs(look, each) or _is_their_outcome(each) for each in look.narrative):
        return False
    if any(_will_be_asked(each) for each in look.narrative):
        return False
    if facts.kind.key in _DECIDES_FOR and look.cue("past_wishes"):
        return False
    return not any(_speaks(look, each) for each in look.narrative)


def _is_theirs(look: Look, reading: Reading) -> bool:
    """Say whether somebody who is known is quoted, or a plan speaks as the person does."""
    if any(not _has_no_author(look, reading, each) for each in reading.attributed):
        return True
    if look.facts.kind.group not in _PLANS_OF_THEIRS:
        return False
    return any(
        _says_i_want(reading, each.first) or _says_i_want(reading, each.first + 1)
        for each in reading.text.sentences
    )


def _will_be_asked(reading: Reading) -> bool:
    """Say whether the person could not be asked yet, and it is said when they will be."""
    tried = reading.by_sentence.get("cues.not_asked_yet", set())
    return any(reading.cue("will_be_asked", *range(each, each + _UNTIL)) for each in tried)


def _speaks(look: Look, reading: Reading) -> bool:
    """Say whether the person says, chooses or shows something, and not in what others report."""
    reported = _reported_from(look, reading)
    found = [
        match.first
        for match in reading.by_key.get("cues.person_voice_cues", ())
        if is_the_person(look, reading, match)
    ] + [
        match.first
        for match in reading.by_key.get("cues.voices", ())
        if who_does(look, reading, match.first) == PERSON
    ]
    return any(at < reported.get(reading.text.sentence_of(at), at + 1) for at in found)


def _reported_from(look: Look, reading: Reading) -> dict[int, int]:
    """Return the sentences in which somebody else thinks or tells, and from which piece on."""
    pieces, text = reading.text.pieces, reading.text
    found: dict[int, int] = {}

    def note(at: int, begins: int) -> None:
        number = text.sentence_of(at)
        found[number] = min(found.get(number, begins), begins)

    for key in ("cues.views", "cues.reports"):
        for match in reading.by_key.get(key, ()):
            after = pieces[match.last : match.last + _SOON_THAT]
            tells = key == "cues.reports" and bool(after) and _is_somebody(after)
            if not tells and "that" not in {each.low for each in after}:
                continue
            if who_does(look, reading, match.first) == OTHER:
                note(match.first, match.first)
    for match in reading.by_key.get("cues.she_says", ()):
        # ", she says," belongs to all of its sentence.
        if who_does(look, reading, match.last - _TAKES_A_STOP) == OTHER:
            note(match.first, text.sentences[text.sentence_of(match.first)].first)
    for match in reading.by_key.get("cues.speaks_for", ()):
        note(match.first, text.sentences[text.sentence_of(match.first)].first)
    return found


def _is_somebody(pieces: list[Piece]) -> bool:
    """Say whether one of these is he, she or a name."""
    return any(each.is_name or each.low.partition("'")[0] in _HE_OR_SHE for each in pieces)
