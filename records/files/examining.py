"""Asks the box about one file: what is in it, a picture of a page, a file inside a message."""

import json
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import box
from records.boxed import program

LIMITS = box.Limits(memory=1536 * 1024**2, work=10, wait=20, file_size=64 * 1024**2)
TOO_MUCH = "takes too long or too much memory to check. Save it again in another way"
NOT_HERE = "cannot be checked on this machine now. Ask those who run the service"
_PROGRAM = Path(program.__file__)
# Pictures of pages are made when somebody looks: never so many at once that others wait.
_PLACES = BoundedSemaphore(2)


class NotExamined(ValueError):
    """The box refused a file or could not finish. Its words go after the name of the file."""


def examine(content: bytes, media_type: str) -> tuple[dict[str, Any], bytes]:
    """Return what was found in a file (pages, text, email), and the file as it is to be kept."""
    return _asked(content, task="examine", media_type=media_type)


def page(content: bytes, media_type: str, *, number: int, width: int) -> bytes:
    """Return a page of a PDF, or a picture, as PNG."""
    return _asked(content, task="page", media_type=media_type, number=number, width=width)[1]


def file_inside(content: bytes, media_type: str, *, number: int) -> tuple[str, bytes]:
    """Return the name and content of a file that a saved e-mail holds."""
    found, inside = _asked(content, task="part", media_type=media_type, number=number)
    return found["name"], inside


def _asked(content: bytes, **asked: Any) -> tuple[dict[str, Any], bytes]:
    given = json.dumps(asked).encode() + b"\n" + content
    try:
        with _PLACES:
            answer = box.run(_PROGRAM, given, limits=LIMITS)
    except box.TookTooLong:
        raise NotExamined(TOO_MUCH) from None
    except box.Failed as failed:
        raise NotExamined(NOT_HERE if failed.stayed_connected else TOO_MUCH) from None
    head, _, made = answer.partition(b"\n")
    found = json.loads(head)
    if "refused" in found:
        raise NotExamined(found["refused"])
    return found, made
