"""The register of decisions: which rows a version of an entry makes, and what each one says.

Writing is part of an action: whoever calls it asks for permission before and writes the event
after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import clock
from records.drafting.references import staff_behind
from records.models import Decision, Entry, EntryVersion, Statement
from records.rules.unsaid import gap_text, reason_key
from ui import formats
from ui.statements import POINTS, pointed_to

DECISION_RECORD = "decision_record"

# Where an entry that is itself a decision says what its statement would say, best first.
WORDS = {
    "text": (
        *("decision_title", "decision", "eligibility_decision", "outcome"),
        *("conclusion", "advice", "support_from_18", "our_response"),
    ),
    "role": ("role_of_decider",),
    "reason": ("reason", "outcome_reason", "causal_reason"),
    "impact": ("impact", "effect_of_stopping"),
    "law": ("law_or_policy",),
    "weighed": ("practitioner_view", "how_views_shaped"),
    "on": ("decided_at",),
    "review": ("review_date", "review_on", "next_review"),
}
_MAY_BE_UNSAID = ("law", "review")


@dataclass(frozen=True)
class RegisteredDecision:
    """One row of the register in words.

    ``words`` are those of somebody that it speaks of, with an address where they can be opened;
    ``unsaid`` is why no more is said.
    ``day_is_said``: somebody said when it was decided. Until then, in a record that is still to be
    finished, the row stands under the day of its entry.
    """

    decision: Decision
    text: str
    decider: str
    role: str
    reason: str
    impact: str
    law: str
    options: str
    views: str
    words: list[tuple[str, str]]
    unsaid: str = ""
    day_is_said: bool = True

    @property
    def is_overdue(self) -> bool:
        """Say whether the day of its next look has passed."""
        return self.decision.review_on is not None and self.decision.review_on < clock.today()


def write_decisions(version: EntryVersion) -> None:
    """Register the decisions of a version that was just written; those before are not current.

    A decision that reads the same keeps the looks that were taken at it.
    """
    entry = version.entry
    before = {}
    for row in entry.decisions.filter(is_current=True).select_related("statement"):
        before[row.statement.text if row.statement else ""] = row
        row.is_current = False
        row.save(update_fields=["is_current"])
    rows = [
        _of_statement(entry, statement)
        for statement in version.statements.all()
        if statement.kind == Statement.Kind.DECISION
    ]
    itself = _of_answers(entry, version.values) if is_decision(entry) else None
    # An assessment or a plan says its decision again in its own answers.
    if itself is not None and (not rows or entry.type_key == DECISION_RECORD):
        rows.append(itself)
    for row in rows:
        was = before.get(row.statement.text if row.statement else "")
        if was is not None and was.reviewed_on is not None:
            row.review_on, row.reviewed_on = was.review_on, was.reviewed_on
        row.full_clean(exclude=["person", "entry", "statement"], validate_unique=False)
        row.save()


def is_decision(entry: Entry) -> bool:
    """Say whether an entry of this type is itself a decision: it asks for one, or who decided.

    Where it does not ask who, its writer decided.
    """
    record_type = entry.record_type
    return record_type.decision_required or "decided_by" in record_type.own_fields


def in_words(
    decision: Decision,
    values: Mapping[str, Any],
    *,
    summary: str = "",
    views: str = "",
    words: Iterable[Mapping[str, Any]] = (),
    gaps: Mapping[str, Any] | None = None,
) -> RegisteredDecision:
    """Return a row in words; the rest is of its entry, for a row without statement.

    ``values`` are its answers, ``views`` what the person said in it, ``words`` the references to
    what was said elsewhere, ``gaps`` the reasons for which answers of the entry are missing.
    """
    gaps = gaps or {}
    _, what = POINTS["speaks_of"]
    spoken = list(dict.fromkeys(pointed_to(what, each) for each in words))
    if decision.statement is not None:
        said = decision.statement.details
        return RegisteredDecision(
            decision=decision,
            text=decision.statement.text,
            decider=_names(said.get("decided_by")),
            role=str(said.get("decider_role") or ""),
            reason=str(said.get("reason") or ""),
            impact=str(said.get("impact") or ""),
            law=str(said.get("law_or_policy") or ""),
            options=str(said.get("options_considered") or ""),
            views=_joined(said.get("views_considered"), said.get("views_weighed")),
            words=spoken,
            unsaid=gap_text(gaps.get(reason_key(decision.statement.text), "")),
            day_is_said=_day(said.get("decided_on")) is not None,
        )
    return RegisteredDecision(
        decision=decision,
        text=_first(values, "text") or summary,
        decider=_names(values.get("decided_by"), with_role=not _first(values, "role"))
        or (decision.decided_by.name if decision.decided_by else ""),
        role=_first(values, "role"),
        reason=_first(values, "reason"),
        impact=_first(values, "impact"),
        law=_first(values, "law"),
        options=_options(values.get("options_considered")),
        views=_joined(views, _first(values, "weighed")),
        words=spoken,
        unsaid="; ".join(
            dict.fromkeys(
                gap_text(gaps[name])
                for what in _MAY_BE_UNSAID
                for name in WORDS[what]
                if name in gaps
            )
        ),
        day_is_said=_said_day(decision.entry, values) is not None,
    )


def _names(people: Any, *, with_role: bool = False) -> str:
    """Return who decided; their job only where nothing else says their role."""
    if with_role or not isinstance(people, list):
        return formats.people_names(people)
    return formats.people_names([ref.get("name", "") for ref in people if isinstance(ref, Mapping)])


def _options(rows: Any) -> str:
    """Return the options of an entry that is a decision; the one that was chosen says so."""
    if not isinstance(rows, list):
        return str(rows or "")
    return "; ".join(
        f"{row.get('option', '')}{' (chosen)' if row.get('chosen') is True else ''}"
        for row in rows
        if isinstance(row, Mapping)
    )


def _joined(views: Any, weighed: Any) -> str:
    said = str(views or "").strip()
    if said and weighed and said[-1] not in ".?!”":
        said += "."
    return " ".join(filter(None, [said, f"Weighed: {weighed}" if weighed else ""]))


def _of_statement(entry: Entry, statement: Statement) -> Decision:
    said = statement.details
    return Decision(
        person=entry.person,
        entry=entry,
        statement=statement,
        decided_by=staff_behind(said.get("decided_by")),
        decided_on=_day(said.get("decided_on")) or clock.day_of(entry.event_at),
        review_on=_day(said.get("review_on")),
    )


def _of_answers(entry: Entry, values: Mapping[str, Any]) -> Decision | None:
    asks_who = "decided_by" in entry.record_type.own_fields
    if not (values.get("decided_by") if asks_who else _first(values, "text")):
        return None
    return Decision(
        person=entry.person,
        entry=entry,
        decided_by=staff_behind(values["decided_by"]) if asks_who else entry.author,
        decided_on=_said_day(entry, values) or clock.day_of(entry.event_at),
        review_on=_first_day(values.get(name) for name in WORDS["review"]),
    )


def _said_day(entry: Entry, values: Mapping[str, Any]) -> date | None:
    """Return the day on which it was decided: that of the entry where its type asks no other."""
    own = entry.record_type.own_fields
    if not any(name in own for name in WORDS["on"]):
        return clock.day_of(entry.event_at)
    return _first_day(values.get(name) for name in WORDS["on"])


def _first(values: Mapping[str, Any], what: str) -> str:
    found = (values.get(name) for name in WORDS[what])
    return next((each for each in found if isinstance(each, str) and each.strip()), "")


def _first_day(answers: Iterable[Any]) -> date | None:
    return next((day for each in answers if (day := _day(each)) is not None), None)


def _day(answer: Any) -> date | None:
    """Return the day of a date, of a moment, or of a day whose time is not known."""
    text = answer.get("on") if isinstance(answer, Mapping) else answer
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
