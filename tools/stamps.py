"""Remember what was done with which inputs, so that the second start does nothing again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.places import CHECKOUT


def digest(*texts: str, files: Iterable[Path] = ()) -> str:
    """Return one digest of some texts and of the names and contents of some files."""
    total = hashlib.sha256("\0".join(texts).encode())
    for path in sorted(path for path in files if path.is_file()):
        name = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path
        total.update(b"\0" + str(name).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Whether the stamp says that this was done already."""
    return stamp.exists() and stamp.read_text() == wanted


def put(stamp: Path, wanted: str) -> None:
    """Say that it was done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
