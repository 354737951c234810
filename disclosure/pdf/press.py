"""Runs the typesetter: a separate process with limits, no secrets and no network."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from disclosure.pdf import typeset
from disclosure.pdf.boxes import font_of

MEMORY = 3 * 1024**3
SECONDS_OF_WORK = 900
SECONDS_ON_THE_CLOCK = 1800
FILE_SIZE = 256 * 1024**2
_PROGRAM = Path(typeset.__file__)
_PACKAGE = Path("node_modules") / "@fontsource" / "atkinson-hyperlegible" / "files"
_FACES = {
    f"font:{part}-{weight}-{style}": f"atkinson-hyperlegible-{part}-{weight}-{style}.woff2"
    for part in ("latin", "latin-ext")
    for weight in (400, 700)
    for style in ("normal", "italic")
}


class NotPrinted(Exception):
    """A document could not be turned into PDF. Its words are for the person who asked for it."""


@dataclass(frozen=True)
class Printed:
    """A PDF, how many pages it has, and the characters that no font could draw."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()


def print_html(
    html: str,
    *,
    boxes_for: Iterable[str] = (),
    memory: int | None = None,
    seconds: int | None = None,
) -> Printed:
    """Lay out ``html`` in a process of its own and return the PDF.

    ``boxes_for`` are characters that no font has, for which ``font:boxes`` draws a box.
    Raises ``NotPrinted`` if the process fails, or needs more memory or time than it may have.
    """
    asked = {
        "html": html,
        "fonts": _fonts(tuple(boxes_for)),
        "memory": memory or MEMORY,
        "seconds": seconds or SECONDS_OF_WORK,
        "file_size": FILE_SIZE,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            env=_environment(),
            cwd="/",
            timeout=SECONDS_ON_THE_CLOCK,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotPrinted("It took longer than half an hour to lay out.") from None
    if done.returncode != 0:
        raise NotPrinted(_why(done.returncode, done.stderr))
    head, _, pdf = done.stdout.partition(b"\n")
    said = json.loads(head)
    return Printed(pdf, said["pages"], tuple(said["missing"]))


def font_files() -> dict[str, Path]:
    """Return the address and path of every face of the copy's own font that is installed."""
    folder = Path(settings.BASE_DIR) / _PACKAGE
    found = {address: folder / name for address, name in _FACES.items()}
    return {address: path for address, path in found.items() if path.exists()}


def _fonts(boxes_for: tuple[str, ...]) -> dict[str, str]:
    fonts = {address: path.read_bytes() for address, path in font_files().items()}
    if boxes_for:
        fonts["font:boxes"] = font_of(boxes_for)
    return {address: base64.b64encode(font).decode() for address, font in fonts.items()}


def _environment() -> dict[str, str]:
    """Return what the process is told: where programs and caches are, and no secret of ours."""
    kept = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C.UTF-8"}


def _why(status: int, errors: bytes) -> str:
    if status == -signal.SIGXCPU:
        return "It took more work to lay out than one copy may take."
    if status == typeset.OUT_OF_MEMORY or b"MemoryError" in errors or status == -signal.SIGKILL:
        return "It needed more memory to lay out than one copy may have."
    if b"cannot load library" in errors or b"No module named" in errors:
        return "The programs that lay out PDF are not installed. Ask those who run the service."
    return "It could not be laid out. Ask those who run the service."
