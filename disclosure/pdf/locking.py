"""A PDF that opens with a password alone, and the password."""

import io
import secrets

import pikepdf

from people.keys import ALPHABET

_GROUPS, _LETTERS = 5, 4
# Revision 6 is AES with 256 bits.
_REVISION = 6


def new_password() -> str:
    """Return a random password of 95 bits that can be read out: ``k7m4-qx9t-zzbd-4h2n-w6rp``."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS)
    )


def locked(pdf: bytes, password: str) -> bytes:
    """Return a PDF encrypted with AES-256, with what it says of itself as well.

    Whoever has the password may print and copy, and a screen reader may read.
    """
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            written,
            encryption=pikepdf.Encryption(
                user=password, owner=secrets.token_urlsafe(32), R=_REVISION, aes=True, metadata=True
            ),
        )
    return written.getvalue()
