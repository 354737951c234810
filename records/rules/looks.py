"""When something is to be looked at again: by what is answered, or so many months after.

Pure: reads the catalogue and the council's figures, and the answers that it is handed. How long is
in the catalogue (``review_after``); what starts and what ends it is in the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import clock
from records.catalogue import RecordType, catalogue
from records.catalogue.answers import Answers, day_in
from records.catalogue.conditions import holds
from records.catalogue.definitions import Condition
from records.rules.due import EVENT, Due, counted
from records.rules.local_figures import looked_at_after


@dataclass(frozen=True)
class Strand:
    """What is looked at again: the records that say when next, by which answer, and what ends it.

    A record whose answer is EVENT counts the months of its type from the day it is about.
    """

    key: str
    title: str
    text: str
    dates: Mapping[str, str]
    when: Mapping[str, Condition] = field(default_factory=dict)
    ended: Mapping[str, Condition] = field(default_factory=dict)
    counts_as: str = ""
    outlives: bool = False


_ENDED_PLAN = {"field": "plan_ended", "starts_with": "Yes"}
STRANDS: tuple[Strand, ...] = (
    Strand(
        "care_and_support_plan",
        "Care and support plan",
        "Review the care and support plan",
        {"care_and_support_plan": "review_on", "review_care_and_support_plan": "next_review"},
        ended={"review_care_and_support_plan": {"field": "decision", "equals": "Support ends"}},
    ),
    Strand(
        "carer_support_plan",
        "Carer’s support plan",
        "Review the carer’s support plan",
        {"carer_support_plan": "review_on", "review_carer_support_plan": "next_review"},
        ended={"review_carer_support_plan": {"field": "decision", "equals": "Ends"}},
    ),
    Strand(
        "transition_plan",
        "Transition plan",
        "Review the transition plan",
        {"transition_plan": "review_on", "transition_plan_review": "next_review"},
    ),
    Strand(
        "safeguarding_plan",
        "Safeguarding plan",
        "Review the safeguarding plan",
        {"safeguarding_plan": "review_on"},
        ended={"safeguarding_plan": _ENDED_PLAN},
        outlives=True,
    ),
    Strand(
        "cross_border_placement",
        "Cross-border placement",
        "Review the placement",
        {"cross_border_placement": "review_on"},
    ),
    Strand(
        "human_rights_assessment",
        "Human rights assessment",
        "Review the human rights assessment",
        {"human_rights_assessment": "review_on"},
    ),
    Strand(
        "risk_assessment",
        "Risk assessment",
        "Review the risk assessment",
        {"risk_assessment": "review_on"},
    ),
    Strand(
        "accessible_information_need",
        "Communication needs",
        "Check the communication needs again",
        {"accessible_information_need": "checked_when"},
    ),
    Strand(
        "dols",
        "Authorisation of deprivation of liberty",
        "The authorisation ends: ask for a new one, or end the arrangements",
        {"dols_record": "ends_on"},
        when={"dols_record": {"field": "record_step", "equals": "Authorisation granted"}},
        ended={
            "dols_record": {
                "field": "record_step",
                "in": ["Authorisation refused", "Ended"],
            }
        },
    ),
    Strand(
        "reablement_plan",
        "Reablement plan",
        "Review the reablement plan",
        {"reablement_plan": "start_date", "review_reablement_plan": EVENT},
        ended={
            "review_reablement_plan": {
                "not": {"field": "decision", "equals": "More reablement"},
            }
        },
        counts_as="reablement_plan",
    ),
    Strand(
        "direct_payment",
        "Direct payment",
        "Review the direct payment",
        {"direct_payment_record": EVENT, "direct_payment_review": EVENT},
        when={"direct_payment_record": {"field": "action", "equals": "Start"}},
        ended={
            "direct_payment_record": {"field": "action", "equals": "End"},
            "direct_payment_review": {"field": "decision", "equals": "Ended"},
        },
        counts_as="direct_payment_record",
    ),
)
_STRAND_OF = {type_key: strand for strand in STRANDS for type_key in strand.dates}


def strand_of(type_key: str) -> Strand | None:
    """Return what a record of this type says the next look at."""
    return _STRAND_OF.get(type_key)


@dataclass(frozen=True)
class NextLook:
    """What a record says of the next look at a strand; ``on`` is None where there is none more."""

    strand: Strand
    on: date | None


def next_look(
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    event: date | None,
    is_first: bool = False,
) -> NextLook | None:
    """Return what these answers say of the next look; None if they say nothing of it."""
    strand = strand_of(record_type.key)
    if strand is None:
        return None
    answers = Answers(record_type, values)
    if (ended := strand.ended.get(record_type.key)) and holds(ended, answers):
        return NextLook(strand, None)
    if (when := strand.when.get(record_type.key)) and not holds(when, answers):
        return None
    name = strand.dates[record_type.key]
    if not strand.counts_as:
        return NextLook(strand, day) if (day := day_in(values.get(name))) is not None else None
    start = event if name == EVENT else day_in(values.get(name))
    reviewed = catalogue().get(strand.counts_as)
    if start is None or reviewed is None:
        return None
    is_first = is_first or record_type.key == strand.counts_as
    months = looked_at_after(reviewed, first=is_first)
    return NextLook(strand, clock.add_months(start, months)) if months else None


def asked_for_next_look(record_type: RecordType) -> str:
    """Return the question in which a record says when it is looked at again."""
    strand = strand_of(record_type.key)
    if strand is None or strand.counts_as or record_type.key in strand.when:
        return ""
    return strand.dates[record_type.key]


def latest_look(record_type: RecordType, start: date) -> Due | None:
    """Return the latest day on which what a plan or an assessment says is to be looked at again."""
    reviewed = _says_how_often(record_type)
    months = looked_at_after(reviewed) if reviewed is not None else None
    if reviewed is None or reviewed.review_after is None or not months:
        return None
    review = reviewed.review_after
    return Due(clock.add_months(start, months), review.basis, review.kind)


def usual_look(record_type: RecordType, start: date, *, first: bool) -> date | None:
    """Return the day on which it is usually looked at again: sooner for the first time."""
    reviewed = _says_how_often(record_type)
    months = looked_at_after(reviewed, first=first) if reviewed is not None else None
    return clock.add_months(start, months) if months else None


def _says_how_often(record_type: RecordType) -> RecordType | None:
    """Return the type whose figure holds: a review goes by that of what it reviews."""
    strand = strand_of(record_type.key)
    if strand is None or not asked_for_next_look(record_type):
        return None
    return record_type if record_type.review_after else catalogue().get(strand.key)


def since_last_look(
    record_type: RecordType, after: str, values: Mapping[str, Any], *, event: date
) -> Due | None:
    """Return when a review is due by the limit of its type, from the record ``after`` before it.

    Direct payments and reablement have a limit for the first review only.
    """
    strand = strand_of(record_type.key)
    if strand is None or (strand.counts_as and after != strand.counts_as):
        return None
    name = strand.dates[after] if strand.counts_as else EVENT
    start = event if name == EVENT else day_in(values.get(name))
    return counted(record_type, start) if start is not None else None
