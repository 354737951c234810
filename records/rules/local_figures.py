"""The times of record types that are the council's own: when it writes and does things by."""

from collections.abc import Iterator, Mapping

from accounts import local
from accounts.local import Setting
from records.catalogue import catalogue
from records.catalogue.definitions import RecordType

_LOCAL = "local_default"
_MOST = {"working_days": 120, "calendar_days": 366, "calendar_weeks": 52, "months": 36}
_SOURCE = "The published record type"


def figures() -> Iterator[Setting]:
    """Offer, for each record type, every time of it that is not law."""
    for each in catalogue().types:
        if each.record_within_working_days is not None:
            yield Setting(
                key=f"{_WITHIN}{each.key}",
                group="Written within",
                title=each.title,
                means="Signed later than this after it happened, the record says how late it is. "
                "0 is the same day. What was signed before stays as it was marked.",
                unit="working days",
                default=each.record_within_working_days,
                least=0,
                most=20,
                source=_SOURCE,
            )
    for each in catalogue().types:
        yield from _done_by(each)
        yield from _looked_at_again(each)


def written_within(record_type: RecordType) -> int | None:
    """Return the working days within which it is written, as the council has it, if there are."""
    key = f"{_WITHIN}{record_type.key}"
    if record_type.record_within_working_days is None or key not in local.catalogue():
        return record_type.record_within_working_days
    return local.settings_value(key)


def done_within(record_type: RecordType) -> int | None:
    """Return within how many of its units it is to be done, as the law or the council has it."""
    times = record_type.timescale
    if times is None or times.kind != _LOCAL or times.within is None:
        return times.within if times is not None else None
    return _figure(f"{_DONE}{record_type.key}", times.within)


def looked_at_after(record_type: RecordType, *, first: bool = False) -> int | None:
    """Return after how many months it is looked at again: for the first time, where that differs.

    What is law or guidance is as published; what is the council's own is its figure.
    """
    review = record_type.review_after
    if review is None:
        return None
    key, months, kind = _AGAIN, review.months, review.kind
    if first and review.first_months is not None:
        key, months, kind = _FIRST, review.first_months, review.first_kind
    return _figure(f"{key}{record_type.key}", months) if kind == _LOCAL else months


def _figure(key: str, default: int) -> int:
    return local.settings_value(key) if key in local.catalogue() else default


# The event that a time limit counts from, as it is said after "from" or "before".
COUNTED_FROM: Mapping[str, str] = {
    "18th_birthday": "the 18th birthday",
    "checklist_received_by_icb": "the day the integrated care board receives the checklist",
    "closure": "the day of closing",
    "contact_received": "the day the contact came",
    "court_order": "the day of the court’s order",
    "direct_payment_start": "the start of the direct payment",
    "enquiry_started": "the start of the enquiry",
    "last_review": "the last review",
    "needs_appeared": "the day the needs appeared",
    "needs_assessment": "the needs assessment",
    "notified": "the day the council was told",
    "reablement_start": "the start of reablement",
    "received": "the day it came",
    "referral_received": "the day the referral came",
    "request_received": "the day the request came",
    "safeguarding_concern": "the day of the concern",
    "standard_request_received": "the day the request for a standard authorisation came",
    "transfer_date": "the day of the transfer",
    "transition_plan": "the transition plan",
}
_WITHIN = "record_within."
_DONE = "timescale."
_AGAIN = "review_after."
_FIRST = "first_review."


def _done_by(each: RecordType) -> Iterator[Setting]:
    times = each.timescale
    if times is None or times.kind != _LOCAL or times.within is None:
        return
    side = "Before" if times.direction == "before" else "From"
    yield Setting(
        key=f"{_DONE}{each.key}",
        group="To be done within",
        title=each.title,
        means=f"{side} {COUNTED_FROM[times.starts]}. {times.basis}",
        unit=times.unit.removeprefix("calendar_").replace("_", " "),
        default=times.within,
        least=0,
        most=_MOST[times.unit],
        source=_SOURCE,
    )


def _looked_at_again(each: RecordType) -> Iterator[Setting]:
    review = each.review_after
    if review is None:
        return
    for key, when, months, kind in (
        (_AGAIN, "Looked at again after", review.months, review.kind),
        (_FIRST, "First looked at after", review.first_months, review.first_kind),
    ):
        if kind == _LOCAL and months is not None:
            yield Setting(
                key=f"{key}{each.key}",
                group=when,
                title=each.title,
                means="How long until it is due to be looked at again.",
                unit="months",
                default=months,
                least=1,
                most=_MOST["months"],
                source=_SOURCE,
            )
