"""What the coach says of a draft that is about to be signed: the words, never the person's own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import clock
from records.catalogue import Problem, RecordType, fields_by_name
from records.catalogue.definitions import LONG_TEXT
from records.drafting.references import Known
from records.quality import Facts, Finding, Named, Passage, Step, look_at
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
AT_MOST = 12


def coached(
    record_type: RecordType,
    *,
    known: Known,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
) -> list[tuple[Problem, Finding]]:
    """Return what might be said better, most useful first, each with the question it is in."""
    happened = event_of(values)
    facts = Facts(
        kind=kind_of(record_type),
        passages=list(_passages(record_type, values, statements)),
        steps=[Step(str(each.get("text", ""))) for each in actions],
        person=Named(known.person["name"]),
        contacts=[Named(each["name"], each.get("role", "")) for each in known.contacts],
        staff=[each["name"] for each in known.staff],
        happened_on=clock.day_of(happened[0]) if happened else None,
        signed_on=clock.today(),
    )
    found = look_at(facts, only=ABOUT_WORDS)[:AT_MOST]
    return [(Problem(each.place, each.message, severity="advice"), each) for each in found]


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
