"""Facts from the rows of a file: the examples beside the rules, and the labelled set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from records.catalogue import RecordType, catalogue, fields_by_name
from records.quality.definitions import (
    Earlier,
    Facts,
    KindOfRecord,
    Named,
    Other,
    Passage,
    Step,
)

PERSON, DAY, TYPE = "Ivy Rowe", date(2026, 3, 3), "case_note"
_DETAILS = {
    "source": "source", "source_person": "source_person", "rationale": "rationale",
    "basis": "basis", "decided_by": "decided_by", "reason": "reason", "impact": "impact",
    "views": "views_considered",
}  # fmt: skip
_OTHER_KEYS = frozenset({
    "text", "kind", "type", "expected", "note", "person", "reference", "contacts", "happened_on",
    "signed_on", "actions", "present", "own_words", "earlier", "others", "answers", "state",
    "staff", "place",
})  # fmt: skip


def kind_of(record_type: RecordType) -> KindOfRecord:
    """Return what the rules need to know of a type."""
    return KindOfRecord(
        key=record_type.key,
        title=record_type.title,
        group=record_type.group,
        voice_required=record_type.person_voice_required,
        holds_decision=record_type.decision_required,
        as_received=record_type.has("as_received"),
        external=record_type.has("external"),
        with_person=record_type.has("with_person"),
        fields=frozenset(fields_by_name(record_type)),
    )


def facts_of_row(row: Mapping[str, Any]) -> Facts:
    """Return the facts that a row tells; raise ``ValueError`` for a key that is not known."""
    unknown = set(row) - _OTHER_KEYS - set(_DETAILS)
    record_type = catalogue().get(row.get("type") or TYPE)
    if unknown or record_type is None:
        wrong = sorted(unknown) or f"type {row.get('type')!r}"
        raise ValueError(f"{row.get('text', '')[:40]!r}: {wrong} is not known")
    kind = {"verbatim": "person_words"}.get(row.get("kind", ""), row.get("kind", ""))
    details = {to: row.get(of, "") for of, to in _DETAILS.items() if of in row}
    if kind in {"fact", "observation"}:
        details.setdefault("source", "")
    if kind == "decision" and "rationale" in details:
        details.setdefault("reason", details["rationale"])
    happened = row.get("happened_on", DAY)
    answers = dict(row.get("answers", {}))
    passages = [Passage(row.get("place", "discussion"), row.get("text", ""), kind, details)]
    if row.get("own_words"):
        passages.append(Passage("persons_own_words", row["own_words"], "person_words"))
    return Facts(
        kind=kind_of(record_type),
        passages=passages,
        answers=answers,
        steps=[
            Step(e["what"], e.get("who", ""), _day(e.get("by"))) for e in row.get("actions", ())
        ],
        person=Named(row.get("person", PERSON)),
        reference=row.get("reference", ""),
        contacts=[Named(e["name"], e.get("relationship", "")) for e in row.get("contacts", ())],
        staff=row.get("staff", ()),
        present=row.get("present", ()),
        happened_on=happened,
        signed_on=row.get("signed_on", happened),
        earlier=[
            Earlier(each["text"], each["on"], is_of_person=not each.get("of_another"))
            for each in row.get("earlier", ())
        ],
        others=[
            Other(e.get("name", ""), e.get("reference", ""), e.get("nhs_number", ""))
            for e in row.get("others", ())
        ],
        state=row.get("state", {}),
    )


def _day(told: Any) -> date | None:
    """Return a day; "soon" and "TBC" are none."""
    return told if isinstance(told, date) else None
