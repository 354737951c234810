"""Attached files, and which of them a viewer may see."""

from django.db.models import Q

from accounts.models import User
from people.models import Person
from records.models import Attachment
from records.queries.entries import may_open
from records.queries.left_behind import draft_left_behind


def file_for(viewer: User, person: Person, key: str) -> Attachment | None:
    """Return one file of ``person``, or None if there is none for ``viewer``.

    A file of an entry is for those who may open the entry; a file of a draft is for its author. A
    file that was taken off the record, alone or with its entry, is for nobody.
    """
    attachment = (
        Attachment.objects.select_related("entry__person", "draft", "added_by__team")
        .filter(person=person, key=key.replace("\x00", ""), taken_off_at=None)
        .filter(Q(entry=None) | Q(entry__taken_off_at=None))
        .first()
    )
    if attachment is None:
        return None
    if attachment.entry is not None:
        return attachment if may_open(viewer, attachment.entry) else None
    draft = attachment.draft
    is_own = draft is not None and (
        draft.author_id == viewer.pk
        or draft_left_behind(viewer, draft.person, draft.key) is not None
    )
    return attachment if is_own else None
