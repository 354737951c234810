"""Files at rest: every attachment and copy is stored encrypted, with a key outside the database."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class FileDamaged(Exception):
    """A stored file is not what was put away: changed, cut short, or kept under another key."""


def store(content: bytes, *, folder: str) -> str:
    """Encrypt ``content`` and put it away; return the name to read it by, which says nothing."""
    return store_as(new_name(folder), content)


def new_name(folder: str) -> str:
    """Return a name to store something by: noted before, it can be taken away if all stops."""
    return f"{folder}/{secrets.token_hex(16)}"


def store_as(name: str, content: bytes) -> str:
    """Encrypt ``content`` and put it away as ``name``."""
    return default_storage.save(name, ContentFile(encrypted(content)))


def encrypted(content: bytes) -> bytes:
    """Return ``content`` as it may lie in storage."""
    return _cipher().encrypt(content)


def read(name: str) -> bytes:
    """Return what was stored as ``name``.

    Raises ``FileNotFoundError`` if there is no such file, as of one that came without its content
    and so has no name; ``FileDamaged`` if it was changed or cannot be read.
    """
    if not name:
        raise FileNotFoundError(name)
    try:
        with default_storage.open(name, "rb") as file:
            return _cipher().decrypt(file.read())
    except FileNotFoundError:
        raise
    except (InvalidToken, OSError) as error:
        raise FileDamaged(name) from error


def remove(name: str) -> None:
    """Take a stored file away. Does nothing if it is gone already."""
    default_storage.delete(name)


def _cipher() -> Fernet:
    return _ciphers(key())


_ciphers = cache(Fernet)


def key() -> bytes:
    """Return the key that files are encrypted with."""
    if settings.FILE_KEY:
        return settings.FILE_KEY.encode()
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            "Set CASERECORDS_FILE_KEY: the key that files are encrypted with."
        )
    return _own_key(Path(settings.MEDIA_ROOT) / "key")


def _own_key(path: Path) -> bytes:
    """Return the key of a demonstration or a test, made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside it and then linked: no other process meets a key that is half there.
        with tempfile.NamedTemporaryFile(dir=path.parent) as file:
            file.write(Fernet.generate_key())
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_bytes()
