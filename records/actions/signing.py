"""Signing: the one act that turns what was written into a record."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from accounts import local
from accounts.models import User
from accounts.queries import colleague
from audit import log
from people import access
from people.access import Permission
from people.models import Person
from records.catalogue import RecordType, preset_values
from records.drafting.references import Known, known_around, staff_reference
from records.files.late import keep_left_files
from records.models import Action, Draft, Entry
from records.quality import Context
from records.rules import coached, readiness
from records.rules.authorship import require_author
from records.rules.grounds import require_grounds
from records.rules.guidance import follow_draft
from records.rules.links import require_nameable
from records.rules.times import times_of
from records.rules.visits import follow_entry
from records.search import index_entry
from records.signed import needs
from records.signed.corrected_actions import FINISH
from records.signed.counted import count_from, end_what_was_due
from records.signed.findings import write_findings
from records.signed.versions import (
    as_stored,
    files_to_sign,
    move_files,
    new_action,
    set_columns,
    write_version,
)


@transaction.atomic
def sign_entry(
    *,
    person: Person,
    by: User,
    record_type: RecordType,
    submission: uuid.UUID,
    values: dict[str, Any],
    statements: list[dict[str, Any]],
    actions: list[dict[str, Any]],
    gaps: dict[str, dict[str, str]] | None = None,
    answers: coached.Answers | None = None,
    known: Known | None = None,
    context: Context = coached.NOTHING_MORE,
    coach_may_stop: bool = True,
    summary: str = "",
    finish_later: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Sign an entry: text, statements, actions, findings, files and event, in one transaction.

    ``submission`` is the key of the draft. The same submission signed again gives the same entry.
    ``answers`` are what the writer says of the coach's findings, ``known`` whom the form knows,
    ``context`` what the record knows beyond the words. Without ``coach_may_stop`` no finding is in
    the way: what went as it is stands so, with whatever was answered.
    ``finish_later`` signs with answers missing, for somebody's safety, and makes an action for
    ``by`` to finish it by the end of the next working day (ruling 13).

    Raises ``PermissionDenied`` if ``by`` may not write this here, ``NotReady`` with every answer
    that is missing and every rule that is broken.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.ADD, person, at=at).require()
    require_author(by, record_type)
    # A second press waits here until the first has signed, and then finds its entry.
    draft = Draft.objects.select_for_update().filter(key=submission).first()
    if (signed := _already(submission, by=by, person=person)) is not None:
        return signed
    if draft is not None and (draft.author_id != by.pk or draft.person_id != person.pk):
        raise PermissionDenied("This draft is not yours to sign on this record.")
    preset = preset_values(record_type, values, author=[staff_reference(by)])
    values, gaps = as_stored({**preset, **values}), as_stored(gaps or {})
    event = readiness.event_of(values)
    times = times_of(
        record_type, person, values, event=clock.day_of(event[0]) if event is not None else None
    )
    readiness.require(
        record_type,
        person=person,
        times=times,
        values=values,
        statements=statements,
        actions=actions,
        gaps=gaps,
        finish_later=finish_later,
        at=at,
        files=files_to_sign(draft, values),
        by=by,
    )
    found = coached.coached(
        record_type,
        known=known or known_around(person),
        values=values,
        statements=statements,
        actions=actions,
        context=context,
        today=clock.day_of(at),
    )
    may_stop = coach_may_stop and not finish_later
    if may_stop and (open_ones := coached.unanswered(found, answers or {})):
        raise readiness.NotReady([coached.problem_of(each) for each in open_ones])
    require_grounds(person, statements, by=by)
    require_nameable(person, record_type, values, by=by, at=at)
    entry = _entry(
        person=person,
        by=by,
        record_type=record_type,
        submission=submission,
        values=values,
        statements=statements,
        summary=summary,
        finish_later=finish_later,
        at=at,
    )
    entry.acting_for = colleague(decision.for_whom) if decision.for_whom else None
    entry.event = draft.event if draft is not None else None
    entry.due_on = times.due.on if times.due is not None else None
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        signed = _already(submission, by=by, person=person)
        if signed is None:
            raise
        return signed
    attachments = move_files(entry, draft, values)
    rows = [new_action(entry, given, position=position) for position, given in enumerate(actions)]
    if finish_later:
        rows.append(_finishing(entry, record_type, by=by, position=len(rows), at=at))
    for row in rows:
        row.full_clean(exclude=["person", "entry"])
    version = write_version(
        entry,
        by=by,
        values=values,
        statements=statements,
        gaps=gaps,
        reason="",
        at=at,
        actions=rows,
        attachments=attachments,
        draft=draft,
    )
    write_findings(version, found, answers or {})
    Action.objects.bulk_create(rows)
    end_what_was_due(entry, record_type, values, times=times, gaps=gaps, by=by, at=at)
    count_from(entry, record_type, values, by=by, at=at)
    index_entry(entry)
    if draft is not None:
        follow_draft(draft, entry)
        keep_left_files(draft, entry, by=by, at=at)
        draft.delete()
    follow_entry(entry)
    needs.carry_over(entry, values, by=by, at=at)
    log.record(
        "records.entry_signed",
        by=by,
        about=person,
        target=entry,
        because=decision,
        shown=sorted({*values, *(row["field"] for row in statements)}),
        detail={"digest": version.digest},
        at=at,
    )
    return entry


def _already(submission: uuid.UUID, *, by: User, person: Person) -> Entry | None:
    entry = Entry.objects.filter(submission=submission).first()
    if entry is not None and (entry.author_id != by.pk or entry.person_id != person.pk):
        raise PermissionDenied("This form was signed by somebody else, or for another record.")
    return entry


def _entry(
    *,
    person: Person,
    by: User,
    record_type: RecordType,
    submission: uuid.UUID,
    values: dict[str, Any],
    statements: list[dict[str, Any]],
    summary: str,
    finish_later: bool,
    at: datetime,
) -> Entry:
    entry = Entry(
        person=person,
        type_key=record_type.key,
        type_version=record_type.version,
        author=by,
        submission=submission,
        signed_at=at,
        finish_later=finish_later,
        is_significant=record_type.has("chronology"),
        status=Entry.Status.AWAITING_SIGN_OFF
        if record_type.needs_sign_off
        else Entry.Status.SIGNED,
    )
    set_columns(entry, record_type, values=values, statements=statements, summary=summary)
    entry.days_late = readiness.days_late(record_type, values, at=at)
    entry.full_clean(exclude=["person", "author", "information_provider"], validate_unique=False)
    return entry


def _finishing(
    entry: Entry, record_type: RecordType, *, by: User, position: int, at: datetime
) -> Action:
    day = clock.local(entry.event_at)
    return Action(
        person=entry.person,
        entry=entry,
        position=position,
        text=f"{FINISH}{record_type.title} of {day.day} {day:%B %Y}",
        owner=by,
        due_on=clock.add_working_days(
            clock.day_of(at), local.settings_value("records.finish_later_working_days")
        ),
        priority=Action.Priority.FIVE_DAYS,
    )
