"""The content of files in a copy as JSON: as many as go in, the others with the reason."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError

from disclosure.annex import Missing, content_of
from records import files
from records.models import Attachment

# All of it is held in memory at once, and written a third longer.
AT_MOST = 50 * 1024 * 1024
TOO_MUCH = "The files of this record are more than 50 MB, and no more than that go in."


def contents(rows: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return the content of each file in base64, by its digest, or why it is not in the copy.

    Of files that are more than ``AT_MOST`` together, the first go in.
    """
    found: dict[str, dict[str, Any]] = {}
    room = AT_MOST
    for file in rows:
        if file.sha256 in found:
            continue
        content, why_not = _content(file, room)
        room -= len(content or b"")
        in_base64 = None if content is None else base64.b64encode(content).decode()
        found[file.sha256] = {"sha256": file.sha256, "content": in_base64, "why_not": why_not}
    return list(found.values())


def _content(file: Attachment, room: int) -> tuple[bytes | None, str]:
    if file.is_held_back:
        return None, f"{file.get_scan_display()}."
    if file.size > room:
        return None, TOO_MUCH
    try:
        content = content_of(file)
    except Missing as why:
        return None, str(why)
    if sha256(content).hexdigest() != file.sha256:
        return None, "Its stored file is not what was kept."
    return content, ""


class Kept:
    """Stores the contents that came with a copy. ``take_back`` removes what it stored."""

    def __init__(self, given: Iterable[Mapping[str, Any]]) -> None:
        self._given = {each["sha256"]: each["content"] for each in given}
        self._stored: list[str] = []

    def store(self, file: Attachment) -> str:
        """Store the content of a file, and return where; nothing if it did not come.

        Raises ``ValidationError`` if it is not what was kept.
        """
        given = self._given.get(file.sha256)
        if given is None:
            return ""
        try:
            content = base64.b64decode(given, validate=True)
        except binascii.Error:
            content = b""
        if sha256(content).hexdigest() != file.sha256:
            raise ValidationError(f"File {file.key} is not what was kept")
        self._stored.append(files.store(content, folder="attachments"))
        return self._stored[-1]

    def take_back(self) -> None:
        """Remove all that was stored."""
        for name in self._stored:
            files.remove(name)
