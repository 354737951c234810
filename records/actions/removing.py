"""Taking an entry or a file off a record: one person asks, another agrees or refuses."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import User
from audit import log
from people import actions as people_actions
from people.access import Decision
from people.models import Person
from people.survivors import keys_of
from records.files import parts_kept, pictures_kept
from records.models import Attachment, Draft, Entry, Misfiling, Removal, Unsealing
from records.rules import misfiled, two_people
from records.search import index_entry
from records.signed import moving
from records.signed.digests import of_versions


@transaction.atomic
def ask_to_move(
    *,
    entry: Entry,
    to: Person,
    reason: str,
    meant: str = "",
    by: User,
    at: datetime | None = None,
) -> Removal:
    """Ask for an entry on the wrong person's record to be moved to the right one.

    ``meant`` (``Removal.Meant``) says who is meant where the entry names the person whose record
    it stands on. Asking twice makes one request. Raises ``PermissionDenied``, or
    ``ValidationError`` if somebody has asked for something else about this entry, the person is
    the same, or ``meant`` is needed and not said.
    """
    at = at or clock.now()
    entry = _locked(entry)
    decision = two_people.may_ask(by, entry, Removal.Kind.MOVE, at=at).require()
    two_people.require_findable(by, to, at=at)
    if to.pk == entry.person_id:
        raise ValidationError("This entry is on this person’s record already")
    if not moving.naming(entry):
        meant = ""
    elif meant not in Removal.Meant.values:
        raise ValidationError(f"Say who is meant where the entry names {entry.person.name}")
    asked = _asked(
        Removal(
            entry=entry,
            kind=Removal.Kind.MOVE,
            moved_to=to,
            reason=reason.strip(),
            meant=meant,
        ),
        by,
        at,
    )
    log.record(
        "records.move_asked", by=by, about=entry.person, target=entry, because=decision, at=at
    )
    return asked


@transaction.atomic
def ask_to_remove(
    *,
    entry: Entry,
    attachment: Attachment | None = None,
    reason: str,
    authority: str,
    by: User,
    at: datetime | None = None,
) -> Removal:
    """Ask for an entry, or one of its files, to be removed.

    Raises as ``ask_to_move`` does, and ``ValidationError`` without a reason or an authority.
    """
    at = at or clock.now()
    entry = _locked(entry)
    decision = two_people.may_ask(by, entry, Removal.Kind.REMOVE, at=at).require()
    if attachment is not None and (
        attachment.entry_id != entry.pk or attachment.taken_off_at is not None
    ):
        raise ValidationError("This file is not with this entry")
    if not authority.strip():
        raise ValidationError("Enter what allows the removal")
    asked = _asked(
        Removal(
            entry=entry,
            attachment=attachment,
            kind=Removal.Kind.REMOVE,
            reason=reason.strip(),
            authority=authority.strip(),
        ),
        by,
        at,
    )
    log.record(
        "records.removal_asked",
        by=by,
        about=entry.person,
        target=attachment or entry,
        because=decision,
        at=at,
    )
    return asked


@transaction.atomic
def agree_to_removal(*, removal: Removal, by: User, at: datetime | None = None) -> Removal:
    """Do what was asked, as the second person. The entry or file is a tombstone from now on.

    A moved entry stands anew on the right record, with its files, actions and all beside it.
    Raises ``PermissionDenied``, or ``ValidationError`` if it was answered already.
    """
    at = at or clock.now()
    removal, decision = _answerable(removal, by, at)
    entry = removal.entry
    _close(removal, by=by, at=at, state=Removal.State.DONE)
    if removal.attachment is not None:
        removal.attachment.taken_off_at = at
        removal.attachment.save(update_fields=["taken_off_at"])
        removal.save()
        index_entry(entry)
        _forget_pictures(removal.attachment)
        verb = "records.file_removed"
    else:
        entry.taken_off_at = at
        entry.save(update_fields=["taken_off_at"])
        verb = "records.entry_removed"
        _forget_pictures(*entry.attachments.all())
        transaction.on_commit(partial(parts_kept.forget, *keys_of(entry.person)))
        if removal.moved_to is not None:
            verb = "records.entry_moved_away"
            removal.became = moving.made_on(entry, removal.moved_to, meant=removal.meant)
        else:
            _seal_corrections(entry, by=by, at=at)
        removal.save()
        people_actions.withdraw_what_an_entry_says(
            person=entry.person, entry=entry.key, by=by, at=at
        )
        misfiled.open_about(entry).update(
            state=Misfiling.State.TAKEN_OFF, answered_by=by, answered_at=at
        )
        index_entry(entry)
        if removal.became is not None:
            index_entry(removal.became)
            log.record(
                "records.entry_moved_here",
                by=by,
                about=removal.moved_to,
                target=removal.became,
                detail={"digests": of_versions(removal.became)},
                at=at,
            )
    log.record(
        verb,
        by=by,
        about=entry.person,
        target=removal.attachment or entry,
        because=decision,
        at=at,
    )
    return removal


@transaction.atomic
def refuse_removal(
    *, removal: Removal, reason: str, by: User, at: datetime | None = None
) -> Removal:
    """Leave everything as it is, and say why. Raises as ``agree_to_removal`` does."""
    at = at or clock.now()
    removal, decision = _answerable(removal, by, at)
    if not reason.strip():
        raise ValidationError("Enter why you refuse")
    removal.answer_reason = reason.strip()
    _close(removal, by=by, at=at, state=Removal.State.REFUSED)
    removal.save()
    log.record(
        "records.removal_refused",
        by=by,
        about=removal.entry.person,
        target=removal.attachment or removal.entry,
        because=decision,
        at=at,
    )
    return removal


@transaction.atomic
def unseal(*, removal: Removal, reason: str, by: User, at: datetime | None = None) -> Unsealing:
    """Open what a removed entry said to ``by`` alone, for as long as the council's figure says.

    Said again while it is open it is said once. Raises ``PermissionDenied``, or
    ``ValidationError`` without a reason.
    """
    at = at or clock.now()
    _locked(removal.entry)
    decision = two_people.may_unseal(by, removal, at=at).require()
    if removal.attachment_id is not None:
        raise ValidationError("A removed file is not opened here")
    if not reason.strip():
        raise ValidationError("Enter why you must read it")
    standing = removal.unsealings.filter(opened_by=by, until__gt=at).first()
    if standing is not None:
        return standing
    hours = local.settings_value("removals.unsealed_hours")
    made = Unsealing.objects.create(
        removal=removal,
        reason=reason.strip(),
        opened_by=by,
        opened_at=at,
        until=clock.add_hours(at, hours),
    )
    log.record(
        "records.removed_entry_unsealed",
        by=by,
        about=removal.entry.person,
        target=removal.entry,
        because=decision,
        detail={"because": made.reason},
        at=at,
    )
    return made


def _seal_corrections(entry: Entry, *, by: User, at: datetime) -> None:
    """Set aside what was being corrected or typed beside it: it may hold what was removed."""
    for place, words in (("corrects", "that it corrects"), ("beside", "that it is about")):
        Draft.objects.filter(**{place: entry}, set_aside_at=None).update(
            set_aside_at=at, set_aside_by=by, set_aside_because=f"The entry {words} was removed"
        )


def _forget_pictures(*files: Attachment) -> None:
    """Destroy what was made to look at files: a file under seal is looked at by nobody."""
    for each in files:
        transaction.on_commit(partial(pictures_kept.forget, each))


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)


def _asked(removal: Removal, by: User, at: datetime) -> Removal:
    if not removal.reason:
        raise ValidationError("Enter the reason")
    waiting = Removal.objects.filter(
        entry=removal.entry, attachment=removal.attachment, state=Removal.State.ASKED
    ).first()
    if waiting is None:
        removal.asked_by, removal.asked_at = by, at
        removal.full_clean()
        removal.save()
        return removal
    same = (waiting.kind, waiting.moved_to_id, waiting.meant, waiting.asked_by_id) == (
        removal.kind,
        removal.moved_to_id,
        removal.meant,
        by.pk,
    )
    if not same:
        raise ValidationError(
            f"{waiting.asked_by.name} has asked already, and it waits for a second person"
        )
    return waiting


def _answerable(removal: Removal, by: User, at: datetime) -> tuple[Removal, Decision]:
    entry = _locked(removal.entry)
    removal = Removal.objects.select_related("attachment", "moved_to").get(pk=removal.pk)
    removal.entry = entry
    if removal.state != Removal.State.ASKED or entry.taken_off_at is not None:
        raise ValidationError("This was answered already")
    return removal, two_people.may_answer(by, removal, at=at).require()


def _close(removal: Removal, *, by: User, at: datetime, state: str) -> None:
    removal.state, removal.answered_by, removal.answered_at = state, by, at
