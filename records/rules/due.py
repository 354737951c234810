"""When work is due: from which day each time limit counts, for how long, and what ends it.

Pure: reads the catalogue and the council's figures, and the answers that it is handed. How long is
in the catalogue (``timescale``); what starts and what ends it is in the tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import clock
from records.catalogue import RecordType, catalogue
from records.catalogue.answers import Answers, day_in
from records.catalogue.conditions import holds
from records.catalogue.definitions import Condition
from records.rules.local_figures import done_within
from ui import formats

EVENT = "event_at"
BIRTHDAY = "18th_birthday"
ADULT_AT = 18

# The answer from which the limit of a record itself counts; those not here have a ``Follows``.
_OWN_START: Mapping[str, str] = {
    "anonymous_concern": EVENT,
    "case_closure_summary": EVENT,
    "case_transfer_summary": "transfer_date",
    "continuity_of_care_notification": EVENT,
    "court_witness_statement": "due_on",
    "referral_received": EVENT,
    "social_circumstances_report": "request_received_on",
    "transition_assessment": BIRTHDAY,
}
# The answer that says when it was done, where that is not the day on which it is signed.
_OWN_END: Mapping[str, str] = {
    "continuity_of_care_notification": "sent_on",
    "social_circumstances_report": "sent_on",
}
COURT_REMINDER_WORKING_DAYS = 5


@dataclass(frozen=True)
class Due:
    """The day by which a record is due, and which rule says so."""

    on: date
    basis: str
    kind: str
    unit: str = "calendar_days"

    def late(self, day: date) -> int:
        """Return how many days after it was due ``day`` is, counted as the limit counts.

        What is done at the weekend after a Friday is one working day late, as on the Monday.
        """
        if day <= self.on:
            return 0
        if self.unit == "working_days":
            return max(1, clock.working_days_between(self.on, day))
        return (day - self.on).days

    def late_words(self, day: date) -> str:
        """Return "2 working days late", or nothing."""
        late = self.late(day)
        return f"{formats.counted(late, self._unit)} late" if late else ""

    def countdown(self, today: date) -> str:
        """Return "due today", "4 working days left" or "2 working days late"."""
        if self.on == today:
            return "due today"
        if words := self.late_words(today):
            return words
        if self.unit == "working_days":
            left = clock.working_days_between(today, self.on)
        else:
            left = (self.on - today).days
        return f"{formats.counted(left, self._unit)} left" if left > 0 else "due today"

    @property
    def _unit(self) -> str:
        return "working day" if self.unit == "working_days" else "day"


@dataclass(frozen=True)
class Follows:
    """What signing a record of type ``after`` makes due, and what ends it.

    Counted from the answer ``starts`` for as long as the timescale of ``limit`` has it, or for
    ``days`` where the law says otherwise; without either, due on the answered day itself.
    ``only_ahead`` ones are of no use once that day has passed; those ``of_carers`` are for the
    record of a carer, where what ends them is written.
    """

    key: str
    after: str
    text: str
    starts: str = EVENT
    limit: str = ""
    days: int = 0
    basis: str = ""
    when: Condition | None = None
    ended_by: str = ""
    ended_when: Condition | None = None
    only_ahead: bool = False
    is_urgent: bool = False
    of_carers: bool = False

    def due(self, values: Mapping[str, Any], event: date | None) -> Due | None:
        """Return when it is due; None where the day that it counts from is not answered."""
        start = event if self.starts == EVENT else day_in(values.get(self.starts))
        if start is None:
            return None
        if self.days:
            return Due(clock.add_days(start, self.days), self.basis, "statutory")
        if not self.limit:
            return Due(start, self.basis, "")
        counting = catalogue().get(self.limit)
        return counted(counting, start) if counting is not None else None

    @property
    def unit(self) -> str:
        """How its days are counted."""
        counting = catalogue().get(self.limit) if self.limit else None
        return counting.timescale.unit if counting and counting.timescale else "calendar_days"

    @property
    def is_time_limit(self) -> bool:
        """Say whether a rule counts its day, so that nobody may put it off."""
        return bool(self.limit or self.days)


def _next(key: str, after: str, text: str, when: Condition | None = None, **rest: Any) -> Follows:
    """Return that a record of type ``key`` follows, within its own limit, and ends this itself."""
    return Follows(key=key, after=after, text=text, limit=key, ended_by=key, when=when, **rest)


_DECIDED = {
    "field": "record_step",
    "in": ["Authorisation granted", "Authorisation refused", "Ended"],
}
FOLLOWS: tuple[Follows, ...] = (
    _next(
        "contact_referral_outcome",
        "referral_received",
        "Say what comes of the referral",
        {"not": {"field": "already_known", "equals": "Yes, open"}},
    ),
    Follows(
        key="safeguarding_decision",
        after="safeguarding_concern",
        text="Decide whether the three-part test is met",
        limit="safeguarding_concern",
        is_urgent=True,
        ended_by="safeguarding_enquiry_planning",
    ),
    _next(
        "safeguarding_enquiry_planning",
        "safeguarding_concern",
        "Plan the enquiry, or record the other response",
    ),
    _next(
        "safeguarding_enquiry_outcome",
        "safeguarding_enquiry_planning",
        "Finish the enquiry and record what came of it",
        {"not": {"field": "test_met", "equals": "Not met: other response"}},
    ),
    _next(
        "needs_assessment",
        "contact_referral_outcome",
        "Assess the person’s needs",
        {"field": "outcomes_chosen", "contains": "Needs assessment"},
    ),
    _next(
        "carers_assessment",
        "contact_referral_outcome",
        "Assess the carer’s needs",
        {"field": "outcomes_chosen", "contains": "Carer's assessment"},
        of_carers=True,
    ),
    Follows(
        key="plan_of_care",
        after="needs_assessment",
        text="Write the care and support plan",
        limit="care_and_support_plan",
        when={"field": "eligibility_decision", "equals": "Eligible needs"},
        ended_by="care_and_support_plan",
    ),
    Follows(
        key="dols_standard",
        after="dols_record",
        text="Decide the request for a standard authorisation",
        limit="dols_record",
        when={"field": "record_step", "equals": "Standard authorisation request"},
        ended_by="dols_record",
        ended_when=_DECIDED,
    ),
    Follows(
        key="dols_urgent",
        after="dols_record",
        text="Decide before the urgent authorisation ends",
        starts="starts_on",
        is_urgent=True,
        days=7,
        basis="Statutory: an urgent authorisation lasts 7 days; it may be extended by up to 7.",
        when={"field": "record_step", "equals": "Urgent authorisation"},
        ended_by="dols_record",
        ended_when=_DECIDED,
    ),
    Follows(
        key="chc_decision",
        after="nhs_chc_checklist",
        text="Ask the integrated care board for its decision on the checklist",
        starts="sent_to_icb_on",
        limit="nhs_chc_checklist",
        when={"field": "result", "equals": "Positive: full assessment"},
        ended_by="nhs_chc_dst",
    ),
    Follows(
        key="referral_reply",
        after="referral_made",
        text="Reply to the referral expected: chase it if none has come",
        starts="reply_expected",
    ),
    Follows(
        key="documents_sent",
        after="continuity_of_care_notification",
        text="Send the plan and the assessment to the other council",
        starts="sent_on",
        only_ahead=True,
    ),
    Follows(
        key="day_of_move",
        after="continuity_of_care_notification",
        text="Day of the move: check that care and support carry on",
        starts="planned_move_date",
        only_ahead=True,
    ),
)


def own_due(
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    event: date | None,
    born_on: date | None = None,
) -> Due | None:
    """Return when a record is due by what it answers itself."""
    starts = _OWN_START.get(record_type.key)
    if starts is None or record_type.timescale is None:
        return None
    if starts == BIRTHDAY:
        start = adult_on(born_on)
    else:
        start = event if starts == EVENT else day_in(values.get(starts))
    return counted(record_type, start) if start is not None else None


def done_on(record_type: RecordType, values: Mapping[str, Any], signed: date) -> date:
    """Return the day on which what a record is due for was done."""
    said = day_in(values.get(_OWN_END.get(record_type.key, "")))
    return said or signed


def own_end(record_type: RecordType) -> str:
    """Return the question that says when it was done; empty where signing does."""
    return _OWN_END.get(record_type.key, "")


def remind_on(record_type: RecordType, due: Due) -> date | None:
    """Return the day on which the writer is reminded of a date that a court set."""
    if record_type.timescale is None or record_type.timescale.unit != "set_date":
        return None
    return clock.add_working_days(due.on, -COURT_REMINDER_WORKING_DAYS)


def follows_of(
    record_type: RecordType, values: Mapping[str, Any], *, event: date | None, today: date
) -> Iterator[tuple[Follows, Due]]:
    """Yield what signing these answers makes due."""
    answers = Answers(record_type, values)
    for each in FOLLOWS:
        if each.after != record_type.key or (each.when and not holds(each.when, answers)):
            continue
        due = each.due(values, event)
        if due is not None and not (each.only_ahead and due.on < today):
            yield each, due


def ended_by(record_type: RecordType, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a record with these answers ends: what was due is done with it."""
    answers = Answers(record_type, values)
    for each in FOLLOWS:
        if each.ended_by == record_type.key and (
            each.ended_when is None or holds(each.ended_when, answers)
        ):
            yield each.key


def adult_on(born_on: date | None) -> date | None:
    """Return the 18th birthday, where the day of birth is known."""
    return clock.add_months(born_on, ADULT_AT * 12) if born_on is not None else None


def counted(record_type: RecordType, start: date) -> Due | None:
    """Return when the time limit of a type ends that counts from that day."""
    times = record_type.timescale
    if times is None:
        return None
    if times.unit == "set_date":
        return Due(start, times.basis, times.kind)
    within = done_within(record_type)
    if within is None:
        return None
    count = -within if times.direction == "before" else within
    if times.unit == "working_days":
        day = clock.add_working_days(start, count)
    elif times.unit == "months":
        day = clock.add_months(start, count)
    else:
        day = clock.add_days(start, count * (7 if times.unit == "calendar_weeks" else 1))
    return Due(day, times.basis, times.kind, times.unit)
