"""What the coach says of the words of a record, never of the person's own, and what is answered."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import clock
from records.catalogue import Problem, RecordType
from records.drafting.references import Known
from records.models import EntryVersion
from records.quality import (
    ADVICE,
    COACH,
    MUST_FIX,
    SAFETY,
    WARNING,
    Context,
    Facts,
    Finding,
    Local,
    Named,
    Passage,
    Step,
    checks,
    look_at,
)
from records.quality.told import kind_of
from records.rules.local_checks import local_checks
from records.rules.passages import as_rows, names_in, passages_of, typed_passages
from records.rules.readiness import action_row, event_of

NOTHING_MORE = Context()
SHOWN_AT_MOST = 12
KEPT_AT_MOST = 100
WHILE_WRITING = 3
LONGEST_WHILE_WRITING = 40_000  # letters
# A stage of checks.toml.
STAGE_WRITING = "writing"
# Whom a record names as there, or as its readers.
_WHO_WAS_MET = ("people_present", "recipients", "copied_to")
# The form asks for these; that what is there says too little is told here. Each with its detail.
_THIN = {
    "opinion_without_rationale": "rationale",
    "decision_without_reason": "reason",
    "decision_without_impact": "impact",
    "decision_without_decider": "decided_by",
    "action_without_owner": "owner",
}
_KEY = 12


@dataclass(frozen=True)
class Answer:
    """What the writer says of a finding: why the words stay, or that it does not help."""

    reason: str = ""
    is_unhelpful: bool = False


Answers = Mapping[str, Answer]


def told_by_coach() -> list[str]:
    """Return the checks that the coach speaks of; the form's own questions ask for others.

    Of some the form asks whether there is an answer, and the coach whether it says enough.
    """
    return [key for key, check in checks().items() if check.told_by == COACH or key in _THIN]


def coached(
    record_type: RecordType,
    *,
    known: Known,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    context: Context = NOTHING_MORE,
    today: date | None = None,
    local: Local | None = None,
) -> list[Finding]:
    """Return what might be said better, most useful first; ``local`` is asked for unless given."""
    happened = event_of(values)
    passages = list(passages_of(record_type, values, statements, actions))
    steps = [_step(each) for each in actions]
    asked = [key for key in told_by_coach() if key not in context.not_asked]
    facts = replace(
        _facts(record_type, known, passages),
        answers=values,
        present=[
            str(each.get("name", "")) for asked in _WHO_WAS_MET for each in values.get(asked) or ()
        ],
        steps=steps,
        happened_on=clock.day_of(happened[0]) if happened else None,
        signed_on=today or clock.today(),
        earlier=context.earlier,
        others=context.others,
        state=context.state,
    )
    found = list(
        _that_say_too_little(
            look_at(facts, only=asked, local=local or local_checks()),
            _given(passages, steps),
        )
    )
    # A text full of the same fault says it often enough; what must be put right is never left out.
    return [
        each
        for position, each in enumerate(found)
        if position < KEPT_AT_MOST or must_be_put_right(each)
    ]


def texts_being_written(
    record_type: RecordType, typed: Mapping[str, list[str]], *, at: str
) -> list[Passage]:
    """Return the texts of ``typed`` boxes, by their names; ``at`` is the one being written in.

    None while that is somebody's own words, or while the text is too long to be read between two
    keys.
    """
    boxes = list(typed_passages(record_type, typed))
    here = next((each for each in boxes if each.place == at), None)
    long = sum(len(each.text) for each in boxes) > LONGEST_WHILE_WRITING
    return [] if here is None or here.is_exempt or long else boxes


def coached_while_writing(
    record_type: RecordType,
    boxes: Sequence[Passage],
    *,
    known: Known,
    context: Context = NOTHING_MORE,
) -> list[Finding]:
    """Return the few most useful things to say of the texts that are being written."""
    facts = replace(_facts(record_type, known, boxes), others=context.others, state=context.state)
    found = look_at(facts, stage=STAGE_WRITING, local=local_checks())
    return found[:WHILE_WRITING]


def shown_of(found: Sequence[Finding]) -> list[Finding]:
    """Return what a page shows: all that asks for an answer, and the most useful of the rest."""
    asked = [each for each in found if each.severity != ADVICE or is_about_safety(each)]
    others = [each for each in found if each not in asked]
    return [*asked, *others[:SHOWN_AT_MOST]]


def must_be_put_right(finding: Finding) -> bool:
    """Say whether the words are changed, or the manager is told why they stay."""
    return finding.severity == MUST_FIX


def is_about_safety(finding: Finding) -> bool:
    """Say whether it may mean that somebody is not safe."""
    return finding.check in SAFETY


def key_of(finding: Finding) -> str:
    """Return what the answer is kept under: in other words or elsewhere it is asked again."""
    said = "\n".join((finding.check, finding.place, _words_of(finding)))
    return hashlib.sha256(said.encode()).hexdigest()[:_KEY]


def signed_before(
    before: EntryVersion | None, record_type: RecordType, known: Known
) -> set[tuple[str, str]]:
    """Return what the version that is corrected was signed with: it is not asked for again."""
    if before is None:
        return set()
    statements = as_rows(before.statements.all())
    found = coached(
        record_type, known=known, values=before.values, statements=statements, actions=()
    )
    return {(each.check, _words_of(each)) for each in found}


def with_answers_before(
    found: Iterable[Finding], answers: Answers, before: EntryVersion | None
) -> dict[str, Answer]:
    """Return ``answers``, with those given in the version ``before`` to words that still stand."""
    stood = {(row.check_key, row.words): row for row in before.findings.all()} if before else {}
    carried = {
        key_of(each): Answer(row.reason, row.is_unhelpful)
        for each in found
        if (row := stood.get((each.check, each.words))) is not None
    }
    return {**carried, **answers}


def unanswered(
    found: Iterable[Finding], answers: Answers, stood: Collection[tuple[str, str]] = ()
) -> list[Finding]:
    """Return what must be put right and neither was nor has a reason. ``stood``: signed before."""
    return [
        each
        for each in found
        if must_be_put_right(each)
        and not answers.get(key_of(each), Answer()).reason.strip()
        and (each.check, _words_of(each)) not in stood
    ]


def asked_why(found: Iterable[Finding], stood: Collection[tuple[str, str]] = ()) -> list[Finding]:
    """Return what may stay for a reason that the manager sees; it is signed without one, too.

    Not what was ``stood`` before, nor what is about safety, which asks by itself.
    """
    return [
        each
        for each in found
        if each.severity == WARNING
        and not is_about_safety(each)
        and (each.check, _words_of(each)) not in stood
    ]


def problem_of(finding: Finding) -> Problem:
    """Return an unanswered finding as what stands in the way of signing."""
    return Problem(finding.place, in_the_way(finding))


def in_the_way(finding: Finding) -> str:
    """Return what to do about a finding that stands in the way."""
    about = f"“{_cut(finding.words)}”" if finding.words else "this"
    return f"Change {about}, or say why it stays"


def _facts(record_type: RecordType, known: Known, passages: Sequence[Passage]) -> Facts:
    return Facts(
        kind=kind_of(record_type),
        passages=passages,
        person=Named(known.person["name"]),
        contacts=[Named(each["name"], each.get("role", "")) for each in known.contacts],
        staff=[each["name"] for each in known.staff],
        reference=known.reference,
    )


def _step(given: Mapping[str, Any]) -> Step:
    row = action_row(given)
    return Step(row["text"], names_in(row["owner"]), given.get("due_on"))


def _given(passages: Sequence[Passage], steps: Sequence[Step]) -> dict[str, str]:
    """Return what stands in the details of statements and actions, by place."""
    given = {
        f"{each.place.removesuffix('.text')}.{name}": str(value)
        for each in passages
        for name, value in each.details.items()
    }
    return given | {f"actions-{number}.owner": step.who for number, step in enumerate(steps)}


def _that_say_too_little(found: Iterable[Finding], given: Mapping[str, str]) -> Iterator[Finding]:
    """Leave out what is not answered, for which the form asks; put the rest where it is mended."""
    for each in found:
        detail = _THIN.get(each.check)
        if detail is None or each.place == detail:
            yield each
            continue
        place = f"{each.place.rpartition('.')[0]}.{detail}"
        if words := given.get(place, "").strip():
            yield replace(each, place=place, start=0, end=0, words=_cut(words))


def _cut(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def _words_of(finding: Finding) -> str:
    return " ".join(finding.words.casefold().split())
