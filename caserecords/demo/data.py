"""The files of the demonstration council, read as they are."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

# What every sign-in of the demonstration uses. Loading refuses to run in production.
PASSWORD = "northmere-demo-2026"  # noqa: S105  a demonstration's password, printed for everyone


def staff_file() -> dict[str, Any]:
    """Return the teams and staff."""
    return _read(FOLDER / "staff.toml")


def people_files() -> list[dict[str, Any]]:
    """Return the twelve people with their entries, by council reference."""
    return [_read(path) for path in sorted((FOLDER / "people").glob("*.toml"))]


def restricted_files() -> list[dict[str, Any]]:
    """Return the people whose whole record is restricted to named staff."""
    return [_read(path) for path in sorted((FOLDER / "restricted").glob("*.toml"))]


def fabric_file() -> dict[str, Any]:
    """Return what goes on around the entries: drafts, reviews, corrections, additions."""
    return _read(FOLDER / "fabric.toml")


def front_door_file() -> dict[str, Any]:
    """Return what comes in at the front door."""
    return _read(FOLDER / "front_door.toml")


def concerns_file() -> dict[str, Any]:
    """Return the concerns about a provider and its agency."""
    return _read(FOLDER / "concerns.toml")


def ending_file() -> dict[str, Any]:
    """Return the people whose records are at the end of their time."""
    return _read(FOLDER / "ending.toml")


def governing_file() -> dict[str, Any]:
    """Return the breaches, the paper and the holds."""
    return _read(FOLDER / "governing.toml")


def digest() -> str:
    """Return a digest of every file of the demonstration, data and code."""
    found = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in (".toml", ".py"):
            found.update(str(path.relative_to(FOLDER)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
