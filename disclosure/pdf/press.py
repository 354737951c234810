"""Runs the typesetter: a separate process with limits, no secrets and no network."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import box
from disclosure.pdf import faces, typeset

MEMORY = 3 * 1024**3
SECONDS_OF_WORK = 900
SECONDS_ON_THE_CLOCK = 1800
FILE_SIZE = 256 * 1024**2
_PROGRAM = Path(typeset.__file__)


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
    variant: str = "",
    memory: int | None = None,
    seconds: int | None = None,
) -> Printed:
    """Lay out ``html`` in a process of its own and return the PDF.

    ``boxes_for`` are characters that no font has, for which a box is drawn. ``variant`` is another
    standard than PDF/UA-1.
    Raises ``NotPrinted`` if the process fails, or needs more memory or time than it may have.
    """
    rules, fonts = faces.stylesheet(html, tuple(boxes_for))
    asked = {
        "html": html,
        "faces": rules,
        "variant": variant,
        "fonts": {address: base64.b64encode(font).decode() for address, font in fonts.items()},
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


def _why(failed: box.Failed) -> str:
    if failed.out_of_time:
        return "It took more work to lay out than one copy may take."
    if failed.out_of_memory:
        return "It needed more memory to lay out than one copy may have."
    if b"cannot load library" in failed.errors or b"No module named" in failed.errors:
        return "The programs that lay out PDF are not installed. Ask those who run the service."
    return "It could not be laid out. Ask those who run the service."
