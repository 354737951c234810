"""Parts of copies, kept once they were laid out: encrypted, in a folder that is one person's.

Who may have a copy is decided, and noted, each time one is made: this only saves the laying out.
A part goes with the record, when an entry comes off the record, and when it is a month old.
"""

import hashlib
import hmac
from contextlib import suppress
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

import clock
from records.files import pictures_kept, stored

FOLDER = "parts"
DAYS = 30


class Shelf:
    """The parts of copies of one person's record, by the digest of what is in them."""

    def __init__(self, person_key: str) -> None:
        self._folder = folder_of(person_key)

    def get(self, digest: str) -> bytes | None:
        """Return a part that was kept; nothing if there is none, or it was damaged."""
        name = self._name(digest)
        try:
            return stored.read(name)
        except FileNotFoundError:
            return None
        except stored.FileDamaged:
            stored.remove(name)
            return None

    def put(self, digest: str, content: bytes) -> None:
        """Keep a part. Whoever reads meanwhile finds it whole or not at all."""
        # Another copy may have kept the same one meanwhile: then a second name is as good, and
        # nobody asks for it.
        name = self._name(digest)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(stored.encrypted(content)))

    def _name(self, digest: str) -> str:
        return f"{self._folder}/{_secret(digest)}"


def forget(*person_keys: str) -> None:
    """Destroy every part of copies of these records. Another copy is laid out anew."""
    for key in person_keys:
        pictures_kept.forget_folder(folder_of(key))


def forget_old(*, at: datetime | None = None) -> int:
    """Destroy the parts that are a month old; return how many there were."""
    before = clock.add_hours(at or clock.now(), -24 * DAYS)
    gone = 0
    with suppress(FileNotFoundError):
        folders, _ = default_storage.listdir(FOLDER)
        for folder in folders:
            _, names = default_storage.listdir(f"{FOLDER}/{folder}")
            for name in names:
                path = f"{FOLDER}/{folder}/{name}"
                if default_storage.get_modified_time(path) < before:
                    default_storage.delete(path)
                    gone += 1
    return gone


def folder_of(person_key: str) -> str:
    """Return the folder of one record: without the key nobody can say whose it is."""
    return f"{FOLDER}/{_secret(person_key)}"


def _secret(said: str) -> str:
    return hmac.digest(stored.key(), said.encode(), hashlib.sha256).hex()
