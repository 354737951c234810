"""Which record says what came of a planned visit."""

from datetime import datetime

import clock
from records.models import Entry, PlannedVisit

MISSED = "missed_visit"
# What is written about something else than having met.
_NO_MEETING = (
    "phone_call",
    "text_message",
    "email_sent",
    "email_received",
    "letter_sent",
    "letter_received",
    "referral_received",
    "referral_made",
    "case_note",
)
_ALSO = {PlannedVisit.How.PHONE: ("phone_call",)}


def record_type_of(visit: PlannedVisit) -> str:
    """Return the kind of record that is usually written of such a visit."""
    return {
        PlannedVisit.How.OFFICE: "office_interview",
        PlannedVisit.How.VIDEO: "video_call",
        PlannedVisit.How.PHONE: "phone_call",
    }.get(PlannedVisit.How(visit.how), "visit_face_to_face")


def kinds_of_meetings() -> set[str]:
    """Return the kinds of record that are usually written of a planned visit."""
    return {record_type_of(PlannedVisit(how=how)) for how in PlannedVisit.How.values}


def records(entry: Entry, visit: PlannedVisit) -> bool:
    """Say whether an entry is of a kind that can say what came of a visit."""
    kinds = _ALSO.get(PlannedVisit.How(visit.how), ())
    return entry.type_key in kinds or entry.type_key not in _NO_MEETING


def status_after(entry: Entry) -> str:
    """Return what a visit is once this entry is its record."""
    is_missed = entry.type_key == MISSED
    return PlannedVisit.Status.MISSED if is_missed else PlannedVisit.Status.HAPPENED


def follow_entry(entry: Entry) -> None:
    """Let what somebody signs about a day be the record of the visit they had planned for it.

    Part of the action that signs. Of several, the one nearest in time.
    """
    day = clock.day_of(entry.event_at)
    planned = PlannedVisit.objects.select_for_update().filter(
        person=entry.person_id,
        worker=entry.author_id,
        status=PlannedVisit.Status.PLANNED,
        starts_at__gte=clock.at_time(day, 0),
        starts_at__lte=clock.end_of_day(day),
    )
    fitting = [visit for visit in planned if records(entry, visit)]
    if fitting:
        visit = min(fitting, key=lambda each: _apart(each.starts_at, entry.event_at))
        visit.entry, visit.status = entry, status_after(entry)
        visit.save(update_fields=["entry", "status"])


def _apart(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())
