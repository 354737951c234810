"""A manager is asked for guidance, answers with a signed record, or the question is withdrawn."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from people.models import Person
from records import queries
from records.models import Draft, Entry, GuidanceRequest
from records.rules.beside import may_write_beside
from records.rules.guidance import GUIDANCE, link_answer, managers_for


@transaction.atomic
def ask_for_guidance(
    *,
    person: Person,
    by: User,
    asked_of: User,
    question: str,
    is_urgent: bool = False,
    entry: Entry | None = None,
    draft: Draft | None = None,
    at: datetime | None = None,
) -> GuidanceRequest:
    """Put a question to a manager, from a draft of one's own or beside a signed entry.

    The same question sent twice within an hour is one. Raises ``ValidationError`` if the manager
    could not open what is asked about.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    if draft is not None and (draft.author_id != by.pk or draft.person_id != person.pk):
        raise PermissionDenied("This draft is not yours.")
    if entry is not None:
        may_write_beside(entry, by, at)
    if asked_of not in managers_for(by, person):
        raise ValidationError("Choose a manager of yours, or of those who work with the person")
    if entry is not None and not queries.may_open(asked_of, entry, at=at):
        raise ValidationError(f"{asked_of.name} may not open this entry. Choose another manager")
    same = GuidanceRequest.objects.filter(
        person=person,
        asked_by=by,
        asked_of=asked_of,
        question=question,
        entry=entry,
        withdrawn_at=None,
        asked_at__gt=clock.add_hours(at, -1),
    ).first()
    if same is not None:
        return same
    asked = GuidanceRequest(
        person=person,
        entry=entry,
        draft=draft,
        question=question,
        is_urgent=is_urgent,
        asked_by=by,
        asked_of=asked_of,
        asked_at=at,
    )
    asked.full_clean(exclude=["person", "entry", "draft", "asked_by", "asked_of"])
    asked.save()
    log.record("records.guidance_asked", by=by, about=person, target=asked, because=decision, at=at)
    return asked


@transaction.atomic
def answer_guidance(
    *, asked: GuidanceRequest, entry: Entry, by: User, at: datetime | None = None
) -> GuidanceRequest:
    """Close a question with the guidance that the manager who was asked signed in their own name.

    Raises ``ValidationError`` if it was answered or withdrawn already, ``PermissionDenied`` if
    somebody else was asked or the record is no guidance about the same person.
    """
    at = at or clock.now()
    asked = _still_open(asked)
    if asked.asked_of_id != by.pk or entry.author_id != by.pk:
        raise PermissionDenied("Guidance is given by the manager who was asked.")
    if entry.type_key != GUIDANCE or entry.person_id != asked.person_id:
        raise PermissionDenied("This record is not guidance about the same person.")
    decision = access.decide(by, Permission.WRITE, asked.person, at=at).require()
    asked.answer, asked.answered_at = entry, at
    asked.save()
    link_answer(asked, entry)
    log.record(
        "records.guidance_given",
        by=by,
        about=asked.person,
        target=asked,
        because=decision,
        at=at,
    )
    return asked


@transaction.atomic
def withdraw_guidance(
    *, asked: GuidanceRequest, by: User, at: datetime | None = None
) -> GuidanceRequest:
    """Take a question back that nobody has answered yet. It stays on the record as withdrawn."""
    at = at or clock.now()
    asked = _still_open(asked)
    if asked.asked_by_id != by.pk:
        raise PermissionDenied("A question is withdrawn by whoever asked it.")
    asked.withdrawn_at = at
    asked.save()
    log.record("records.guidance_withdrawn", by=by, about=asked.person, target=asked, at=at)
    return asked


def _still_open(asked: GuidanceRequest) -> GuidanceRequest:
    locked = GuidanceRequest.objects.select_for_update(of=("self",)).select_related(
        "person", "entry"
    )
    asked = locked.get(pk=asked.pk)
    if asked.answered_at is not None:
        raise ValidationError("This question was answered already")
    if asked.withdrawn_at is not None:
        raise ValidationError("This question was withdrawn")
    return asked
