"""What may still happen beside a signed entry: corrections, additions, links, closed actions."""

import uuid
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from records import queries
from records.catalogue import RecordType
from records.drafting.references import Known, known_around
from records.files.late import keep_left_files
from records.models import Action, Addition, Draft, Entry, EntryLink, EntryVersion
from records.quality import Context
from records.rules import coached, readiness
from records.rules.authorship import require_author
from records.rules.beside import (
    locked_beside,
    may_write_beside,
    require_comment_on,
    require_possible_day,
    require_record_on,
)
from records.rules.grounds import require_grounds
from records.rules.guidance import follow_draft
from records.rules.links import require_nameable
from records.rules.own_words import require_words_kept
from records.rules.parts import part_after, require_may_leave_part
from records.rules.passages import as_rows
from records.rules.sensitivity import require_may_open_again
from records.search import index_entry
from records.signed import needs, restricted, summaries
from records.signed.corrected_actions import FINISH, corrected_actions, reasons_that_stand
from records.signed.counted import count_from
from records.signed.findings import write_findings
from records.signed.same import UNCHANGED, is_same
from records.signed.versions import as_stored, files_to_sign, move_files, set_columns, write_version


@transaction.atomic
def correct_entry(
    *,
    entry: Entry,
    by: User,
    submission: uuid.UUID,
    values: dict[str, Any],
    statements: list[dict[str, Any]],
    actions: list[dict[str, Any]] | None = None,
    gaps: dict[str, dict[str, str]] | None = None,
    answers: coached.Answers | None = None,
    known: Known | None = None,
    context: Context = coached.NOTHING_MORE,
    reason: str,
    read_version: int | None = None,
    at: datetime | None = None,
) -> EntryVersion:
    """Sign a corrected version. The version before stays, and stands in the history.

    Somebody's own words change only with a reason that begins with one of ``WORDS_MAY_CHANGE``,
    and only a manager of the record lowers who may open an entry.
    ``actions`` are those of the entry as they should be, each with its ``key`` unless it is new;
    None leaves them. ``answers`` are what ``by`` says of the coach's findings, ``known`` whom the
    form knows, ``context`` what the record knows beyond the words. The same correction sent twice
    makes one version. ``read_version`` is the one that ``by`` looked at: a newer one is never
    overwritten unseen. Raises ``PermissionDenied``, ``NotReady``, or ``ValidationError`` when
    nothing is different or the words are locked.
    """
    at = at or clock.now()
    entry, decision = locked_beside(entry, by, at)
    record_type = entry.record_type
    require_author(by, record_type)
    before = entry.versions.order_by("number").reverse()[0]
    values, gaps = as_stored(values), as_stored(gaps or {})
    corrected = corrected_actions(entry, before, actions)
    gaps = reasons_that_stand(before, corrected.rows, values, statements) | gaps
    same = is_same(before, values, statements, gaps) and not corrected.is_different
    if same and before.number > 1 and before.signed_by_id == by.pk and before.reason == reason:
        return before
    if read_version is not None and before.number != read_version:
        raise ValidationError(
            f"{before.signed_by.name} corrected this entry after you opened it. "
            "Sign again to see both side by side"
        )
    if same:
        raise ValidationError(UNCHANGED)
    if not reason.strip():
        raise ValidationError("Enter the reason for the correction")
    require_words_kept(before, values, statements, reason)
    require_may_open_again(entry, record_type, values, by=by, at=at)
    require_may_leave_part(entry, before.values, values, by=by, at=at)
    require_grounds(entry.person, statements, by=by, before=before)
    require_nameable(entry.person, record_type, values, by=by, at=at, before=before)
    draft = Draft.objects.filter(key=submission, author=by).first()
    if not entry.finish_later:
        # As of the first signature: a correction is no late record, however late it comes.
        readiness.require(
            record_type,
            person=entry.person,
            values=values,
            statements=statements,
            actions=corrected.given,
            gaps=gaps,
            finish_later=False,
            at=entry.signed_at,
            today=clock.day_of(at),
            files=files_to_sign(draft, values),
            before=before,
            by=by,
        )
    known = known or known_around(entry.person)
    found = coached.coached(
        record_type,
        known=known,
        values=values,
        statements=statements,
        actions=corrected.given,
        context=context,
        today=clock.day_of(at),
    )
    answers = coached.with_answers_before(found, answers or {}, before)
    to_put_right = coached.unanswered(found, answers)
    if to_put_right and not entry.finish_later:
        # Only now: to know what was signed before, that version is looked at whole.
        stood = coached.signed_before(before, record_type, known)
        to_put_right = coached.unanswered(found, answers, stood)
    if to_put_right and not entry.finish_later:
        raise readiness.NotReady([coached.problem_of(each) for each in to_put_right])
    version = write_version(
        entry,
        by=by,
        values=values,
        statements=statements,
        gaps=gaps,
        reason=reason,
        at=at,
        number=before.number + 1,
        actions=corrected.rows,
        attachments=move_files(entry, draft, values),
        draft=draft,
    )
    write_findings(version, found, answers)
    corrected.save(by=by, at=at)
    was, part = entry.sensitivity, part_after(entry, before.values, values)
    set_columns(
        entry,
        record_type,
        values=values,
        statements=statements,
        summary=_own_summary(entry, record_type, before),
    )
    entry.record_as = part
    if was == Entry.Sensitivity.NORMAL and restricted.stays_open(entry, before, values):
        entry.sensitivity = was
    restricted.follow_correction(entry, was=was, by=by, at=at)
    if record_type.needs_sign_off:
        entry.status = Entry.Status.AWAITING_SIGN_OFF
    if (
        entry.finish_later
        and not to_put_right
        and not readiness.in_the_way(
            record_type,
            person=entry.person,
            values=values,
            statements=statements,
            actions=corrected.given,
            gaps=gaps,
            at=entry.signed_at,
            today=clock.day_of(at),
            by=by,
        )
    ):
        _finished(entry, by=by, at=at)
    entry.save()
    count_from(entry, record_type, values, by=by, at=at)
    index_entry(entry)
    if draft is not None:
        follow_draft(draft, entry)
        keep_left_files(draft, entry, by=by, at=at)
        draft.delete()
    needs.carry_over(entry, values, by=by, at=at)
    log.record(
        "records.entry_corrected",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        detail={"reason": reason, "digest": version.digest},
        at=at,
    )
    return version


@transaction.atomic
def add_to_entry(
    *,
    entry: Entry,
    by: User,
    kind: str,
    text: str,
    about_text: str = "",
    said_by: str = "",
    received_on: date | None = None,
    shown_how: str = "",
    answers: Addition | None = None,
    answers_record: Entry | None = None,
    at: datetime | None = None,
) -> Addition:
    """Put something beside a signed entry, with its own author and time.

    ``about_text`` is the sentence that it speaks of. A person's comment names who said it and when
    it came; ``by`` recorded it. What was read back says ``shown_how``, and may have no words.
    ``answers`` is the person's comment that a reply answers: it must
    stand beside the same entry. ``answers_record`` is the record of a comment that it answers.

    The same words sent twice within an hour are one addition. Raises ``PermissionDenied`` if
    ``by`` may not write here or open the entry, ``ValidationError`` if it cannot have come then.
    """
    at = at or clock.now()
    entry, decision = locked_beside(entry, by, at)
    if received_on is not None:
        was_shown = kind == Addition.Kind.READ_BACK
        require_possible_day(entry, received_on, today=clock.day_of(at), was_shown=was_shown)
    if answers is not None:
        require_comment_on(entry, answers)
    if answers_record is not None:
        require_record_on(entry, answers_record, by, at)
    said = {
        "kind": kind,
        "text": text,
        "about_text": about_text,
        "said_by": said_by,
        "received_on": received_on,
        "shown_how": shown_how,
        "answers": answers,
        "answers_record": answers_record,
    }
    same = entry.additions.filter(
        author=by,
        **said,
        added_at__gt=clock.add_hours(at, -1),
        added_at__lte=at,
    ).first()
    if same is not None:
        return same
    addition = Addition(entry=entry, **said, author=by, added_at=at)
    addition.full_clean(exclude=["entry", "author", "answers", "answers_record"])
    addition.save()
    index_entry(entry)
    log.record(
        "records.entry_added_to", by=by, about=entry.person, target=entry, because=decision, at=at
    )
    return addition


@transaction.atomic
def link_entries(
    *, source: Entry, target: Entry, kind: str, by: User, at: datetime | None = None
) -> EntryLink:
    """Say what one entry has to do with another. Doing it twice makes one link."""
    at = at or clock.now()
    decision = may_write_beside(source, by, at)
    access.decide(by, Permission.VIEW, target.person, at=at).require()
    if not queries.may_open(by, target, at=at):
        raise PermissionDenied("You may not open the entry to link with.")
    link, made = EntryLink.objects.get_or_create(
        source=source, target=target, kind=kind, version=None
    )
    if made:
        link.full_clean()
    log.record(
        "records.entries_linked", by=by, about=source.person, target=source, because=decision, at=at
    )
    return link


def _finished(entry: Entry, *, by: User, at: datetime) -> None:
    entry.finish_later = False
    for action in entry.actions.filter(status=Action.Status.OPEN, text__startswith=FINISH):
        action.status, action.outcome = Action.Status.DONE, "The record was finished"
        action.closed_on, action.closed_by = clock.day_of(at), by
        action.save()


def _own_summary(entry: Entry, record_type: RecordType, before: EntryVersion) -> str:
    """Return the line that the writer gave the entry; empty if it was drawn from its answers."""
    drawn = summaries.line_of(record_type, before.values, as_rows(before.statements.all()))
    return "" if entry.summary == drawn else entry.summary
