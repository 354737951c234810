"""The digest of a published file: the same content gives the same digest, whatever its layout."""

import json
import tomllib
from hashlib import sha256
from pathlib import Path

from records.catalogue.definitions import RecordType
from records.catalogue.index import PUBLISHED, catalogue

LOCK = PUBLISHED / "digests.toml"


def path_of(record_type: RecordType) -> Path:
    """Return the file that a type was published in."""
    return PUBLISHED / record_type.key / f"v{record_type.version}.toml"


def digest(record_type: RecordType) -> str:
    """Return the SHA-256 digest, in hexadecimal, of what the published file says."""
    content = tomllib.loads(path_of(record_type).read_text(encoding="utf-8"))
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def current() -> dict[str, str]:
    """Return the digest of every published version, named ``key/v1``."""
    return {f"{each.key}/v{each.version}": digest(each) for each in catalogue().versions.values()}


def locked() -> dict[str, str]:
    """Return the digests written down at publication."""
    return dict(tomllib.loads(LOCK.read_text(encoding="utf-8"))["digests"])


def lock_text() -> str:
    """Return the text of the lock file for the catalogue as it stands."""
    lines = [f'"{name}" = "{value}"' for name, value in sorted(current().items())]
    return "\n".join(["# Written by `manage.py lock_catalogue`.", "", "[digests]", *lines, ""])
