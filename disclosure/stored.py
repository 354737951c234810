"""Reading what was made and stored, as it was made."""

from hashlib import sha256

from records import files


class NotAsMade(Exception):
    """A stored file cannot be given out. Its words are for the one who asked for it."""


def read_as_made(name: str, digest: str, *, called: str) -> bytes:
    """Return a stored file whose SHA-256 is ``digest``. Raises ``NotAsMade`` otherwise."""
    try:
        content = files.read(name)
    except (FileNotFoundError, files.FileDamaged) as error:
        raise NotAsMade(f"The stored {called} is gone or damaged.") from error
    if sha256(content).hexdigest() != digest:
        raise NotAsMade(f"The stored {called} is not as it was made.")
    return content
