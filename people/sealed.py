"""Values at rest that could put somebody in danger: encrypted, with keys outside the database.

The newest key of ``settings.FIELD_KEYS`` seals; every one of them opens, so that a key can be
changed while the service runs (``manage.py seal_again``).
"""

import base64
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

# A character that nobody types goes before what is sealed.
_MARK = "\x01sealed:"


def seal(text: str) -> str:
    """Return a text as it may lie in the database."""
    return _MARK + _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(stored: str) -> str:
    """Return what was sealed; what never was is as it is.

    Raises ``cryptography.fernet.InvalidToken`` if it was changed, or its key is gone.
    """
    if not stored.startswith(_MARK):
        return stored
    sealed = stored.removeprefix(_MARK).encode()
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(sealed).decode()


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    # A demonstration has no keys of its own: production does not start without.
    own = base64.urlsafe_b64encode(sha256(settings.SECRET_KEY.encode()).digest()).decode()
    return MultiFernet([Fernet(key) for key in keys or (own,)])


class _Sealed:
    """A text that is sealed on its way into the database: always, or for one kind of row."""

    def __init__(self, *args: Any, for_kind: str = "", **options: Any) -> None:
        self.for_kind = for_kind
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[Any, ...]:
        """Let a migration know for which rows it is sealed."""
        name, path, args, options = super().deconstruct()  # type: ignore[misc]
        return name, path, args, {**options, "for_kind": self.for_kind}

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Open what comes from the database."""
        return value if value is None else unseal(value)

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        """Seal what is about to be stored; the row in hand keeps what it says."""
        value = super().pre_save(instance, add)  # type: ignore[misc]
        is_sealed = not self.for_kind or getattr(instance, "kind", "") == self.for_kind
        return seal(value) if value and is_sealed else value


class SealedText(_Sealed, models.TextField):
    """A sealed text of any length."""


class SealedLine(_Sealed, models.CharField):
    """A sealed text on one line; ``max_length`` is that of what is stored."""
