"""Runs the typesetter: a separate process with limits, no secrets and no network."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

import box
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
    }
    limits = box.Limits(
        memory=memory or MEMORY,
        work=seconds or SECONDS_OF_WORK,
        wait=SECONDS_ON_THE_CLOCK,
        file_size=FILE_SIZE,
    )
    try:
        answer = box.run(_PROGRAM, json.dumps(asked).encode(), limits=limits)
    except box.TookTooLong:
        raise NotPrinted("It took longer than half an hour to lay out.") from None
    except box.Failed as failed:
        raise NotPrinted(_why(failed)) from None
    head, _, pdf = answer.partition(b"\n")
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


def _why(failed: box.Failed) -> str:
    if failed.out_of_time:
        return "It took more work to lay out than one copy may take."
    if failed.out_of_memory:
        return "It needed more memory to lay out than one copy may have."
    if b"cannot load library" in failed.errors or b"No module named" in failed.errors:
        return "The programs that lay out PDF are not installed. Ask those who run the service."
    return "It could not be laid out. Ask those who run the service."
