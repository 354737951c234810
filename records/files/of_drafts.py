"""Files of drafts. Parts of actions: whoever calls them writes the event."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from records.files import pictures_kept, stored
from records.models import Attachment, Draft


def require_own(draft: Draft, by: User) -> None:
    """Raise ``PermissionDenied`` unless ``by`` writes the draft."""
    if draft.author_id != by.pk:
        raise PermissionDenied("A draft is private to the one who writes it.")


def destroy(attachment: Attachment) -> None:
    """Destroy a file that was never signed, once the transaction is through."""
    stored_as = attachment.stored_as
    attachment.delete()
    transaction.on_commit(lambda: stored.remove(stored_as))
    transaction.on_commit(lambda: pictures_kept.forget(attachment))
