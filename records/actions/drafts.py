"""Keeping what is being written: nothing that reaches the server is lost."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from audit.each import update_each
from people import access
from people.access import Decision, Permission
from people.models import Person
from records import ending, queries
from records.catalogue import RecordType
from records.files.of_drafts import destroy, keep_aside, require_own
from records.models import Draft, Entry
from records.rules.authorship import require_author

Typed = dict[str, list[str]]


@transaction.atomic
def save_draft(
    *,
    person: Person,
    by: User,
    key: uuid.UUID,
    record_type: RecordType,
    typed: Typed,
    version: int,
    corrects: Entry | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep the text of a form as it is typed, whether valid or not.

    ``version`` is the one that the form was last saved as, 0 for never. A save that names an older
    version, or a draft that was signed, joined or thrown away meanwhile, is kept as a draft of its
    own whose ``copy_of`` is ``key``: nothing is overwritten. The same save sent twice makes one.

    Raises ``PermissionDenied`` if ``by`` may not write here, or the draft is somebody else's.
    """
    at = at or clock.now()
    needed = Permission.ADD if corrects is None else Permission.WRITE
    decision = access.decide(by, needed, person, at=at).require()
    require_author(by, record_type)
    kind = _of_type(record_type, corrects)
    draft = _keep(person=person, by=by, key=key, typed=typed, version=version, at=at, kind=kind)
    log.record("records.draft_saved", by=by, about=person, target=draft, because=decision, at=at)
    return draft


@transaction.atomic
def keep_text(
    *,
    person: Person,
    by: User,
    key: uuid.UUID,
    page: dict[str, Any],
    typed: Typed,
    version: int,
    because: Decision,
    beside: Entry | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep the words of a small form on a page as they are typed; ``save_draft`` says how.

    ``because`` is what opened the page to ``by``. Raises ``PermissionDenied`` if nothing did, or
    the draft is somebody else's.
    """
    at = at or clock.now()
    because.require()
    kind = _of_page(page, beside)
    draft = _keep(person=person, by=by, key=key, typed=typed, version=version, at=at, kind=kind)
    log.record("records.draft_saved", by=by, about=person, target=draft, because=because, at=at)
    return draft


@transaction.atomic
def keep_reasons(*, draft: Draft, by: User, typed: Typed, at: datetime | None = None) -> Draft:
    """Keep what is typed on the page before signing, with the draft that it is about.

    The text of the draft stays as it was checked, and so does its version. Raises
    ``PermissionDenied`` if ``by`` may not write here any more, or the draft is somebody else's,
    ``ValidationError`` if it was signed or thrown away meanwhile.
    """
    at = at or clock.now()
    needed = Permission.ADD if draft.corrects_id is None else Permission.WRITE
    decision = access.decide(by, needed, draft.person, at=at).require()
    require_own(draft, by)
    if draft.before_signing == typed:
        return draft
    draft.before_signing, draft.saved_at = typed, at
    mine = Draft.objects.filter(pk=draft.pk, author=by, set_aside_at=None)
    if not mine.update(before_signing=typed, saved_at=at):
        raise ValidationError("This draft was signed or thrown away somewhere else")
    log.record(
        "records.draft_saved", by=by, about=draft.person, target=draft, because=decision, at=at
    )
    return draft


@transaction.atomic
def let_go_of_text(*, draft: Draft, by: User, at: datetime | None = None) -> None:
    """Take away what was kept of a small form that was sent: its words stand where they belong."""
    require_own(draft, by)
    log.record("records.draft_sent", by=by, about=draft.person, target=draft, at=at)
    draft.delete()


@transaction.atomic
def keep_for_manager(
    *,
    person: Person,
    by: User,
    key: uuid.UUID,
    typed: Typed,
    version: int,
    record_type: RecordType | None = None,
    corrects: Entry | None = None,
    page: dict[str, Any] | None = None,
    beside: Entry | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep what somebody sent whose account had ended meanwhile, for their manager to read.

    It is a form of ``record_type`` or of a ``page``. Opens nothing to them, so it asks no
    permission. Raises ``PermissionDenied`` if the account is
    in use, or the draft is somebody else's.
    """
    at = at or clock.now()
    if by.works_on(clock.day_of(at)):
        raise PermissionDenied("Somebody whose account is in use saves their own drafts.")
    if Draft.objects.filter(key=key, provided_by=by).exists():
        key, version = uuid.uuid5(key, by.staff_number), 0  # their manager has adopted it already
    kind = _of_type(record_type, corrects) if record_type else _of_page(page or {}, beside)
    draft = _keep(person=person, by=by, key=key, typed=typed, version=version, at=at, kind=kind)
    log.record("records.draft_kept_for_manager", by=by, about=person, target=draft, at=at)
    return draft


@transaction.atomic
def join_drafts(
    *,
    draft: Draft,
    other: Draft,
    by: User,
    typed: Typed,
    versions: tuple[int, int],
    at: datetime | None = None,
) -> Draft:
    """Make one draft of two of the author's own; files of both stay, ``other`` goes.

    Raises ``ValidationError`` if either was changed since ``versions`` were compared, and
    ``PermissionDenied`` if either is somebody else's or about somebody else.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.ADD, draft.person, at=at).require()
    keys = {each.key: each for each in (draft, other)}
    found = list(Draft.objects.select_for_update().filter(key__in=keys).order_by("pk"))
    now = {each.key: each for each in found}
    for each in found:
        require_own(each, by)
    if len(keys) != 2 or {each.person_id for each in found} - {draft.person_id}:
        raise PermissionDenied("Two drafts about one person are joined, and no others.")
    if (
        tuple(now[each.key].version if each.key in now else 0 for each in (draft, other))
        != versions
    ):
        raise ValidationError("One of the two was changed meanwhile. Compare them again.")
    kept, gone = now[draft.key], now[other.key]
    kept.typed, kept.saved_at, kept.version = typed, at, kept.version + 1
    kept.copy_of = None if kept.copy_of == gone.key else kept.copy_of
    kept.save(update_fields=["typed", "saved_at", "version", "copy_of"])
    update_each(gone.attachments.all(), draft=kept)
    Draft.objects.filter(author=by, copy_of=gone.key).exclude(pk=kept.pk).update(copy_of=kept.key)
    log.record(
        "records.drafts_joined", by=by, about=kept.person, target=kept, because=decision, at=at
    )
    gone.delete()
    return kept


@transaction.atomic
def throw_away_draft(*, draft: Draft, by: User, at: datetime | None = None) -> bool:
    """Destroy a draft and its files. Only its author may.

    While the record is held it is set aside instead, with its files. Return whether it was.
    """
    require_own(draft, by)
    # Whoever signs it meanwhile keeps its files: then there is no draft to throw away.
    mine = Draft.objects.select_for_update().filter(pk=draft.pk, author=by, set_aside_at=None)
    if (now := mine.first()) is None:
        return False
    if ending.is_held(draft.person):
        log.record("records.draft_kept_by_hold", by=by, about=draft.person, target=now, at=at)
        keep_aside(now, by, at or clock.now())
        return True
    for attachment in draft.attachments.filter(entry__isnull=True):
        destroy(attachment)
    log.record("records.draft_thrown_away", by=by, about=draft.person, target=draft, at=at)
    draft.delete()
    return False


def _of_type(record_type: RecordType, corrects: Entry | None) -> dict[str, Any]:
    return {
        "type_key": record_type.key,
        "type_version": record_type.version,
        "corrects": corrects,
    }


def _of_page(page: dict[str, Any], beside: Entry | None) -> dict[str, Any]:
    return {"type_key": "", "page": page, "beside": beside}


def _keep(
    *,
    person: Person,
    by: User,
    key: uuid.UUID,
    typed: Typed,
    version: int,
    at: datetime,
    kind: dict[str, Any],
) -> Draft:
    fresh = {
        "person": person,
        "author": by,
        **kind,
        "typed": typed,
        "started_at": at,
        "saved_at": at,
    }
    draft = _locked(key, by=by, person=person)
    if draft is None and version == 0 and not _is_used_up(key, by=by, person=person):
        # Two first saves may run at once: the key is unique, and the later one finds the earlier.
        begun = {**fresh, "copy_of": _begun_before(by, kind.get("corrects"))}
        made, is_new = Draft.objects.get_or_create(key=key, defaults=begun)
        draft = made if is_new else _locked(key, by=by, person=person)
    elif draft is None:
        draft = _locked(key, by=by, person=person)  # it may have been made just now
    if draft is not None and draft.typed == typed:
        return draft
    if draft is not None and draft.version == version:
        draft.typed, draft.saved_at, draft.version = typed, at, draft.version + 1
        draft.save(update_fields=["typed", "saved_at", "version"])
        return draft
    same = Draft.objects.filter(author=by, person=person, copy_of=key, typed=typed).first()
    return same or Draft.objects.create(copy_of=key, event=_event_of(key, draft), **fresh)


def _is_used_up(key: uuid.UUID, *, by: User, person: Person) -> bool:
    """Say whether a draft of this key was signed, joined or thrown away.

    Made anew it would count its versions from 1 again, and an older page could overwrite it.
    """
    return Entry.objects.filter(submission=key).exists() or queries.was_saved(by, person, key)


def _begun_before(by: User, corrects: Entry | None) -> uuid.UUID | None:
    """Return the correction of the same entry that ``by`` has begun: the two are compared."""
    if corrects is None:
        return None
    same = Draft.objects.filter(author=by, corrects=corrects, set_aside_at=None)
    return same.order_by("started_at").values_list("key", flat=True).first()


def _event_of(key: uuid.UUID, draft: Draft | None) -> uuid.UUID | None:
    """Return the event about several people that a text belongs to, be it signed or not."""
    if draft is not None:
        return draft.event
    return Entry.objects.filter(submission=key).values_list("event", flat=True).first()


def _locked(key: uuid.UUID, *, by: User, person: Person) -> Draft | None:
    draft = Draft.objects.select_for_update().filter(key=key).first()
    if draft is not None:
        require_own(draft, by)
        if draft.person_id != person.pk:
            raise PermissionDenied("This draft is about someone else.")
    return draft
