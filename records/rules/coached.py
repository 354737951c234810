"""What the coach says of the words of a record, never of the person's own, and what is answered."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import clock
from records.catalogue import Field, Problem, RecordType, fields_by_name
from records.catalogue.definitions import LONG_TEXT, STATEMENTS
from records.drafting.references import Known
from records.models import EntryVersion
from records.quality import (
    COACH,
    MUST_FIX,
    Context,
    Facts,
    Finding,
    Named,
    Passage,
    Step,
    checks,
    look_at,
)
from records.quality.told import kind_of
from records.rules.local_checks import local_checks
from records.rules.own_words import WORD_FOR_WORD
from records.rules.readiness import event_of

NOTHING_MORE = Context()
SHOWN_AT_MOST = 12
KEPT_AT_MOST = 100
WHILE_WRITING = 3
LONGEST_WHILE_WRITING = 40_000  # letters
# Stages of checks.toml.
STAGE_WRITING, STAGE_LETTER = "writing", "letter"
_TYPED_STATEMENT = re.compile(r"([a-z0-9_]+)-(\d{1,3})-text")
_KEY = 12


@dataclass(frozen=True)
class Answer:
    """What the writer says of a finding: why the words stay, or that it does not help."""

    reason: str = ""
    is_unhelpful: bool = False


Answers = Mapping[str, Answer]


def told_by_coach() -> list[str]:
    """Return the checks that the coach speaks of; the form's own questions ask for others."""
    return [key for key, check in checks().items() if check.told_by == COACH]


def coached(
    record_type: RecordType,
    *,
    known: Known,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    context: Context = NOTHING_MORE,
    today: date | None = None,
) -> list[Finding]:
    """Return what might be said better, most useful first."""
    happened = event_of(values)
    facts = replace(
        _facts(record_type, known, list(_passages(record_type, values, statements))),
        answers=values,
        present=[str(each.get("name", "")) for each in values.get("people_present") or ()],
        steps=[Step(str(each.get("text", ""))) for each in actions],
        happened_on=clock.day_of(happened[0]) if happened else None,
        signed_on=today or clock.today(),
        earlier=context.earlier,
        others=context.others,
        state=context.state,
    )
    found = look_at(facts, only=told_by_coach(), local=local_checks())
    # A text full of the same fault says it often enough; what must be put right is never left out.
    return [
        each
        for position, each in enumerate(found)
        if position < KEPT_AT_MOST or must_be_put_right(each)
    ]


def coached_while_writing(
    record_type: RecordType, typed: Mapping[str, list[str]], *, at: str, known: Known
) -> list[Finding]:
    """Return the few most useful things to say of the texts that are being written.

    ``typed`` are boxes by their names, ``at`` is the one being written in. Nothing while that is
    somebody's own words, or while the text is too long to be read between two keys.
    """
    boxes = list(_typed_passages(record_type, typed))
    here = next((each for each in boxes if each.place == at), None)
    long = sum(len(each.text) for each in boxes) > LONGEST_WHILE_WRITING
    if here is None or here.is_exempt or long:
        return []
    facts = _facts(record_type, known, boxes)
    found = look_at(facts, stage=STAGE_WRITING, local=local_checks())
    return found[:WHILE_WRITING]


def looked_at_before_sending(record_type: RecordType, text: str, *, known: Known) -> list[Finding]:
    """Return what to say of a letter while it can still be changed: once sent, it stands."""
    facts = _facts(record_type, known, [Passage("body_sent", text)])
    return shown_of(look_at(facts, stage=STAGE_LETTER, local=local_checks()))


def _typed_passages(record_type: RecordType, typed: Mapping[str, list[str]]) -> Iterator[Passage]:
    """Yield the texts of a form as they are typed; each is in the place of its box."""
    for name, asked in fields_by_name(record_type).items():
        if asked.kind == LONG_TEXT and typed.get(name):
            yield Passage(name, typed[name][0], verbatim=_is_verbatim(record_type, asked))
    for name, texts in typed.items():
        row = _TYPED_STATEMENT.fullmatch(name)
        asked = fields_by_name(record_type).get(row[1]) if row else None
        if row is None or asked is None or asked.kind != STATEMENTS or not texts:
            continue
        said = (typed.get(f"{row[1]}-{row[2]}-kind") or [""])[0]
        kind = said if said in asked.kinds else asked.kinds[0] if len(asked.kinds) == 1 else ""
        # Of what kind it is stands there only once it is chosen: until then it may be their words.
        yield Passage(name, texts[0], kind, verbatim=not kind)


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


def _facts(record_type: RecordType, known: Known, passages: Sequence[Passage]) -> Facts:
    return Facts(
        kind=kind_of(record_type),
        passages=passages,
        person=Named(known.person["name"]),
        contacts=[Named(each["name"], each.get("role", "")) for each in known.contacts],
        staff=[each["name"] for each in known.staff],
    )


def _is_verbatim(record_type: RecordType, asked: Field) -> bool:
    """Say whether an answer is what came in, went out or was said, to the letter."""
    return asked.name in WORD_FOR_WORD or asked.persons_voice or record_type.has("as_received")


def _cut(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def _words_of(finding: Finding) -> str:
    return " ".join(finding.words.casefold().split())


def written_in(record_type: RecordType, values: Mapping[str, Any]) -> list[str]:
    """Return the longer texts of a record in the writer's words."""
    return [each.text for each in _passages(record_type, values, ()) if not each.is_exempt]


def _passages(
    record_type: RecordType, values: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> Iterator[Passage]:
    for name, asked in fields_by_name(record_type).items():
        written = values.get(name)
        if asked.kind == LONG_TEXT and isinstance(written, str):
            yield Passage(name, written, verbatim=_is_verbatim(record_type, asked))
    counted: Counter[str] = Counter()
    for row in statements:
        place = f"{row['field']}-{counted[row['field']]}.text"
        counted[row["field"]] += 1
        yield Passage(place, row["text"], row["kind"], row.get("details") or {})
