"""Files of drafts, and where they go. Parts of actions: whoever calls them writes the event."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from records.files import pictures_kept, stored
from records.models import Attachment, Draft

_WHAT_IT_IS = ("person", "author", "type_key", "type_version", "page", "beside", "corrects")


def require_own(draft: Draft, by: User) -> None:
    """Raise ``PermissionDenied`` unless ``by`` writes the draft."""
    if draft.author_id != by.pk:
        raise PermissionDenied("A draft is private to the one who writes it.")


def keep_aside(draft: Draft, by: User, at: datetime) -> None:
    """Set a draft aside that its author threw away while the record is held.

    Under another key: no page that is open somewhere saves into it any more.
    """
    draft.key, draft.copy_of = uuid.uuid4(), None
    for name, value in _aside(by, at).items():
        setattr(draft, name, value)
    draft.save()


def keep_file_aside(attachment: Attachment, by: User, at: datetime) -> None:
    """Set a file aside, as a draft of its own, that was taken off while the record is held."""
    draft = attachment.draft
    attachment.draft = Draft.objects.create(
        **{name: getattr(draft, name) for name in _WHAT_IT_IS},
        started_at=at,
        saved_at=at,
        **_aside(by, at),
    )
    attachment.save(update_fields=["draft"])


def _aside(by: User, at: datetime) -> dict[str, Any]:
    because = "Its author threw it away while the record was held."
    return {"set_aside_at": at, "set_aside_by": by, "set_aside_because": because}


def destroy(attachment: Attachment) -> None:
    """Destroy a file that was never signed, once the transaction is through."""
    stored_as = attachment.stored_as
    attachment.delete()
    transaction.on_commit(lambda: stored.remove(stored_as))
    transaction.on_commit(lambda: pictures_kept.forget(attachment))
