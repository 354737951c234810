"""Runs the typesetter: a separate process with limits, no secrets and no network."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import box
from disclosure.pdf import faces, typeset

MEMORY = 3 * 1024**3
SECONDS_OF_WORK = 900
SECONDS_ON_THE_CLOCK = 1800
FILE_SIZE = 256 * 1024**2
PROGRAM = Path(typeset.__file__)


# A part of a copy may use less: it is a few dozen entries.
OF_A_PART = box.Limits(memory=1024**3, work=120, wait=240, file_size=64 * 1024**2)
_NOT_INSTALLED = (b"cannot load library", b"No module named")


class NotPrinted(Exception):
    """A document could not be turned into PDF. Its words are for the person who asked for it."""


class NotInstalled(NotPrinted):
    """Nothing at all can be turned into PDF on this machine."""


@dataclass(frozen=True)
class Printed:
    """A PDF, how many pages it has, and the characters that no font could draw.

    ``failed``: the entries that could not be laid out, by their place, and why.
    """

    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)


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
    limits = box.Limits(
        memory=memory or MEMORY,
        work=seconds or SECONDS_OF_WORK,
        wait=SECONDS_ON_THE_CLOCK,
        file_size=FILE_SIZE,
    )
    return printed(
        partial(box.run, PROGRAM, limits=limits), html, boxes_for=boxes_for, variant=variant
    )


def printed(
    ask: Callable[[bytes], bytes],
    html: str,
    *,
    boxes_for: Iterable[str] = (),
    variant: str = "",
    pictures: dict[str, bytes] | None = None,
) -> Printed:
    """Lay out ``html`` by asking a box, and return the PDF.

    Raises ``NotPrinted`` as ``print_html`` does.
    """
    rules, fonts = faces.stylesheet(html, tuple(boxes_for))
    asked = {
        "html": html,
        "faces": rules,
        "variant": variant,
        "fonts": _in_base_64(fonts),
        "pictures": _in_base_64(pictures or {}),
    }
    head, _, pdf = asked_of(ask, json.dumps(asked).encode()).partition(b"\n")
    said = json.loads(head)
    return Printed(pdf, said["pages"], tuple(said["missing"]))


def _in_base_64(files: dict[str, bytes]) -> dict[str, str]:
    return {address: base64.b64encode(content).decode() for address, content in files.items()}


def asked_of(ask: Callable[[bytes], bytes], given: bytes) -> bytes:
    """Return what a box answers. Raises ``NotPrinted`` where it does not."""
    try:
        return ask(given)
    except box.TookTooLong:
        raise NotPrinted("It took too long to lay out.") from None
    except box.Failed as failed:
        raise _why(failed) from None


def _why(failed: box.Failed) -> NotPrinted:
    if failed.stayed_connected:
        return NotInstalled(
            "This machine does not cut off from the network what lays out copies, so none is made. "
            "Ask those who run the service."
        )
    if failed.out_of_time:
        return NotPrinted("It took more work to lay out than it may take.")
    if failed.out_of_memory:
        return NotPrinted("It needed more memory to lay out than it may have.")
    if any(each in failed.errors for each in _NOT_INSTALLED):
        return NotInstalled(
            "The programs that lay out PDF are not installed. Ask those who run the service."
        )
    return NotPrinted("It could not be laid out. Ask those who run the service.")
