"""Pictures of pages, kept once they were made: encrypted, under a name that only we can make.

Who may see a page is decided, and noted, each time it is asked for: this only saves the making.
"""

import hashlib
import hmac

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from records.files import examining, stored
from records.models import Attachment

FOLDER = "previews"


def page(attachment: Attachment, *, number: int, width: int) -> bytes:
    """Return a page of an attached file as PNG, made now or kept from before.

    Raises ``FileNotFoundError``, ``FileDamaged`` or ``NotExamined`` when it cannot be made.
    """
    name = f"{folder_of(attachment)}/{number}-{width}"
    try:
        return stored.read(name)
    except FileNotFoundError:
        pass
    except stored.FileDamaged:
        stored.remove(name)
    picture = examining.page(
        stored.read(attachment.stored_as), attachment.media_type, number=number, width=width
    )
    default_storage.save(name, ContentFile(stored.encrypted(picture)))
    return picture


def forget(attachment: Attachment) -> None:
    """Destroy every picture of an attached file. Another with the same content is made anew."""
    forget_folder(folder_of(attachment))


def forget_folder(folder: str) -> None:
    """Destroy every picture in a folder that ``folder_of`` named, and the folder."""
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def folder_of(attachment: Attachment) -> str:
    """Return the folder for a content: without the key nobody can say of which one it is."""
    digest = hmac.digest(stored.key(), attachment.sha256.encode(), hashlib.sha256)
    return f"{FOLDER}/{digest.hex()}"
