"""A reader reports an entry that does not belong where it stands; a manager may say it does."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from records.models import Entry, Misfiling
from records.rules import misfiled


@transaction.atomic
def report_misfiled(
    *, entry: Entry, kind: str, reason: str, by: User, at: datetime | None = None
) -> Misfiling:
    """Report an entry that does not belong on this record. Reporting twice makes one report.

    Raises ``PermissionDenied`` if ``by`` may not read it, ``ValidationError`` without a reason.
    """
    at = at or clock.now()
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    decision = misfiled.may_report(by, entry, at=at).require()
    if not reason.strip():
        raise ValidationError("Enter why it does not belong here")
    report = misfiled.open_about(entry).filter(reported_by=by).first()
    if report is None:
        report = Misfiling(
            entry=entry, kind=kind, reason=reason.strip(), reported_by=by, reported_at=at
        )
        report.full_clean()
        report.save()
    log.record(
        "records.misfiling_reported",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        at=at,
    )
    return report


@transaction.atomic
def leave_where_it_is(
    *, misfiling: Misfiling, reason: str, by: User, at: datetime | None = None
) -> Misfiling:
    """Say why a reported entry stays. Raises ``ValidationError`` if it was answered already."""
    at = at or clock.now()
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=misfiling.entry_id)
    report = Misfiling.objects.select_related("entry__person").get(pk=misfiling.pk)
    if report.state != Misfiling.State.OPEN or entry.taken_off_at is not None:
        raise ValidationError("This was answered already")
    decision = misfiled.may_leave_it(by, report, at=at).require()
    if not reason.strip():
        raise ValidationError("Enter why it stays where it is")
    report.state, report.answer = Misfiling.State.STAYS, reason.strip()
    report.answered_by, report.answered_at = by, at
    report.save()
    log.record(
        "records.misfiling_answered",
        by=by,
        about=report.entry.person,
        target=report.entry,
        because=decision,
        at=at,
    )
    return report
