"""The settings that set-up writes for this checkout, in one file that only its owner can read."""

import os
import secrets

from tools.places import LOCAL, make_local

FILE = LOCAL / "environment"


def read() -> dict[str, str]:
    """Return what the file says; nothing when there is no file, or when it is somebody else's."""
    try:
        lines = FILE.read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def load() -> None:
    """Give this process the settings of the file, except those that it was given already.

    A production service is configured by its own environment and never by the file.
    """
    if os.environ.get("CASERECORDS_ENV") == "production":
        return
    for name, value in read().items():
        os.environ.setdefault(name, value)


def write(**changes: str) -> dict[str, str]:
    """Keep these settings in the file, beside those that are there already."""
    make_local()
    values = {
        "CASERECORDS_ENV": "demo",
        "CASERECORDS_SECRET_KEY": secrets.token_urlsafe(50),
        **read(),
        **changes,
    }
    fresh = FILE.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    fresh.replace(FILE)
    return values
