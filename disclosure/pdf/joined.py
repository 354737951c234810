"""Has the parts of a copy joined in the box, with the number of each page at its foot."""

import base64
import json
from functools import cache, partial
from pathlib import Path

from django.conf import settings

import box
from disclosure.boxed import joining
from disclosure.pdf import press
from disclosure.pdf.document import Copy
from disclosure.pdf.large import LINE, ORDINARY, margin

_PROGRAM = Path(joining.__file__)
_LIMITS = box.Limits(memory=3 * 1024**3, work=300, wait=600, file_size=512 * 1024**2)
_FONTS = "node_modules/@fontsource/atkinson-hyperlegible/files"
_FONT = "atkinson-hyperlegible-latin-400-normal.woff2"
_MM = 72 / 25.4
_QUIET, _DARK = "0.29 0.353 0.376", "0.086 0.149 0.169"


def joined(sheets: list[tuple[bytes, bool]], copy: Copy) -> bytes:
    """Return the sheets as one PDF. Of each is said whether it goes on beneath the last heading.

    Raises ``NotPrinted`` if they cannot be joined.
    """
    asked = _foot(copy) | {
        "sizes": [len(pdf) for pdf, _ in sheets],
        "goes_on": [goes_on for _, goes_on in sheets],
        "font": _font(),
    }
    given = json.dumps(asked).encode() + b"\n" + b"".join(pdf for pdf, _ in sheets)
    return press.asked_of(partial(box.run, _PROGRAM, limits=_LIMITS), given)


def _foot(copy: Copy) -> dict[str, object]:
    """Return where numbers stand and how: what ``copy.css`` and ``large.css`` leave room for."""
    large = copy.print_size
    reference = copy.cover.export_reference
    of = "Page {page} of {pages}"
    return {
        "foot": [of, f"Copy {reference}"] if large else [f"Copy {reference} · {of}"],
        "right": (20 if large else 24) * _MM,
        "below": ((margin(large) if large else 27) - 6) * _MM - (large or 8),
        "footing": {"size": large or 8, "line": LINE, "colour": _DARK if large else _QUIET},
        "numbers": {
            "at:": {
                "size": large or ORDINARY,
                "line": 1.45 if large else 1.5,
                "colour": _DARK if large else _QUIET,
            },
            "in:": {"size": max(9, large), "line": 1.35, "colour": _DARK},
        },
    }


@cache
def _font() -> str:
    """Return the letters of the foot: the copy's own, or of the machine where that is missing."""
    path = Path(settings.BASE_DIR) / _FONTS / _FONT
    if not path.exists():
        raise press.NotInstalled(
            "The fonts of a PDF are not installed. Ask those who run the service."
        )
    return base64.b64encode(path.read_bytes()).decode()
