"""Making a draft another kind of record, and placing what had no question there."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from audit.each import update_each
from people import access
from people.access import Permission
from records.catalogue import RecordType
from records.drafting.changing_kind import change_of
from records.files.of_drafts import require_own
from records.models import Draft
from records.rules.authorship import require_author

_FILES = "attachments"  # the question about files that every form has


@transaction.atomic
def change_draft_kind(
    *, draft: Draft, by: User, to: RecordType, read_version: int, at: datetime | None = None
) -> Draft:
    """Make ``draft`` a draft of another kind. Answers without a place are kept beside it.

    ``read_version`` is the draft that ``by`` looked at. Raises ``PermissionDenied`` if the draft
    is not theirs or they may not write that kind, ``ValidationError`` if it was changed since, or
    corrects a signed entry, whose kind stays.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.ADD, draft.person, at=at).require()
    require_author(by, to)
    draft = Draft.objects.select_for_update(of=("self",)).select_related("person").get(pk=draft.pk)
    require_own(draft, by)
    if draft.corrects_id:
        raise ValidationError("The kind of a signed entry stays what it was")
    if draft.version != read_version:
        raise ValidationError("This draft was changed since you opened this page. Look at it again")
    change = change_of(draft.typed, draft.record_type, to)
    draft.typed = change.typed
    draft.unplaced += [
        {"label": each.label, "text": "\n".join(each.texts)} for each in change.unplaced
    ]
    draft.type_key, draft.type_version = to.key, to.version
    draft.version, draft.saved_at = draft.version + 1, at
    draft.save()
    asked = {field.name for section in to.sections for field in section.fields}
    update_each(draft.attachments.filter(entry=None).exclude(field__in=asked), field=_FILES)
    log.record(
        "records.draft_kind_changed",
        by=by,
        about=draft.person,
        target=draft,
        because=decision,
        shown=(to.key,),
        at=at,
    )
    return draft


@transaction.atomic
def settle_answer(
    *, draft: Draft, by: User, label: str, text: str, at: datetime | None = None
) -> Draft:
    """Take an answer off the list of those without a place: it was placed, or is not needed.

    Settling one that is not there any more changes nothing.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.ADD, draft.person, at=at).require()
    draft = Draft.objects.select_for_update(of=("self",)).select_related("person").get(pk=draft.pk)
    require_own(draft, by)
    answer = {"label": label, "text": text}
    if answer in draft.unplaced:
        draft.unplaced.remove(answer)
        draft.save(update_fields=["unplaced"])
        log.record(
            "records.draft_answer_settled",
            by=by,
            about=draft.person,
            target=draft,
            because=decision,
            at=at,
        )
    return draft
