"""What the coach says of the words of a record, never of the person's own, and what is answered."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import clock
from records.catalogue import Problem, RecordType, fields_by_name
from records.catalogue.definitions import LONG_TEXT
from records.drafting.references import Known
from records.models import EntryVersion
from records.quality import MUST_FIX, Facts, Finding, Named, Passage, Step, look_at
from records.quality.told import kind_of
from records.rules.own_words import WORD_FOR_WORD
from records.rules.readiness import event_of

# What the words alone can tell. What the form's own questions ask for is asked there, once.
ABOUT_WORDS = (
    "capacity_not_specific", "opinion_in_text", "decision_in_text", "action_in_text",
    "third_party_unattributed", "source_professional_unnamed", "personal_judgement",
    "loaded_language", "vague_words", "identifiers_in_text", "initials_only", "date_mismatch",
    "acronym_unexplained", "whose_words", "jargon", "padding", "emphasis", "all_caps",
    "sentence_long",
)  # fmt: skip
SHOWN_AT_MOST = 12
KEPT_AT_MOST = 100
_KEY = 12


@dataclass(frozen=True)
class Answer:
    """What the writer says of a finding: why the words stay, or that it does not help."""

    reason: str = ""
    is_unhelpful: bool = False


Answers = Mapping[str, Answer]


def coached(
    record_type: RecordType,
    *,
    known: Known,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    today: date | None = None,
) -> list[Finding]:
    """Return what might be said better, most useful first."""
    happened = event_of(values)
    facts = Facts(
        kind=kind_of(record_type),
        passages=list(_passages(record_type, values, statements)),
        steps=[Step(str(each.get("text", ""))) for each in actions],
        person=Named(known.person["name"]),
        contacts=[Named(each["name"], each.get("role", "")) for each in known.contacts],
        staff=[each["name"] for each in known.staff],
        happened_on=clock.day_of(happened[0]) if happened else None,
        signed_on=today or clock.today(),
    )
    found = look_at(facts, only=ABOUT_WORDS)
    # A text full of the same fault says it often enough; what must be put right is never left out.
    return [
        each
        for position, each in enumerate(found)
        if position < KEPT_AT_MOST or must_be_put_right(each)
    ]


def shown_of(found: Sequence[Finding]) -> list[Finding]:
    """Return what a page shows: all that must be put right, and the most useful of the rest."""
    must = [each for each in found if must_be_put_right(each)]
    others = [each for each in found if not must_be_put_right(each)]
    return [*must, *others[:SHOWN_AT_MOST]]


def must_be_put_right(finding: Finding) -> bool:
    """Say whether the words are changed, or the manager is told why they stay."""
    return finding.severity == MUST_FIX


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
    statements = [
        {"field": row.field, "kind": row.kind, "text": row.text, "details": row.details}
        for row in before.statements.all()
    ]
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


def problem_of(finding: Finding) -> Problem:
    """Return an unanswered finding as what stands in the way of signing."""
    return Problem(finding.place, in_the_way(finding))


def in_the_way(finding: Finding) -> str:
    """Return what to do about a finding that stands in the way."""
    about = f"“{_cut(finding.words)}”" if finding.words else "this"
    return f"Change {about}, or say why it stays"


def _cut(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def _words_of(finding: Finding) -> str:
    return " ".join(finding.words.casefold().split())


def _passages(
    record_type: RecordType, values: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> Iterator[Passage]:
    for name, asked in fields_by_name(record_type).items():
        written = values.get(name)
        if asked.kind == LONG_TEXT and isinstance(written, str):
            verbatim = name in WORD_FOR_WORD or asked.persons_voice
            yield Passage(name, written, verbatim=verbatim or record_type.has("as_received"))
    counted: Counter[str] = Counter()
    for row in statements:
        place = f"{row['field']}-{counted[row['field']]}.text"
        counted[row["field"]] += 1
        yield Passage(place, row["text"], row["kind"], row.get("details") or {})
