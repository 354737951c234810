"""Which files may be attached: told by what is in them, never by name or by what a browser says.

What is kept is not always what was sent: pictures are made anew, HEIC as JPEG.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import filetype

from records.files import examining, scanning
from records.files import names as file_names
from records.files.scanning import Verdict
from records.models import Attachment

LARGEST = 20 * 1024 * 1024
LARGEST_WORDS = "20 MB"
ACCEPTED_WORDS = (
    "PDF, pictures (PNG, JPEG or HEIC), Word documents (.docx), plain text and saved emails "
    "(.eml or .msg)"
)
_MAIL_HEADS = (
    b"from:",
    b"to:",
    b"subject:",
    b"date:",
    b"received:",
    b"return-path:",
    b"message-id:",
    b"mime-version:",
    b"delivered-to:",
    b"content-type:",
    b"x-",
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OUTLOOK = "application/vnd.ms-outlook"
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    WORD: ".docx",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
    OUTLOOK: ".msg",
}
_HEIC = "image/heic"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SENDER_PROPERTY = "__properties_version1.0".encode("utf-16-le")
_NOT_MERE_WORDS = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<?php", "{\\rtf", "#!/")
_RECORDING = (
    "is a recording: sound and film are not kept here. Write down what is said or signed in it, "
    "word for word as the person’s own words, and where the recording is kept"
)
_REFUSALS = {
    Verdict.FOUND: "was refused: a virus was found in it. Tell the IT service desk",
    Verdict.NOT_WHOLE: "was refused: the virus scanner could not look at all of it",
}
_SCANS = {
    Verdict.NO_SCANNER: Attachment.Scan.NOT_SCANNED,
    Verdict.CLEAN: Attachment.Scan.CLEAN,
    Verdict.NO_ANSWER: Attachment.Scan.WAITING,
}


class FileRefused(ValueError):
    """A file that cannot be attached. Its words say why and what to do."""


@dataclass(frozen=True)
class AcceptedFile:
    """A file as it is to be kept, with a name that is safe to send back and what was found in it.

    ``received_as`` and ``received_sha256`` tell what was sent, where that is not what is kept.
    """

    content: bytes
    media_type: str
    filename: str
    scan: str
    pages: int | None = None
    text: str = ""
    email: dict[str, Any] = field(default_factory=dict)
    received_as: str = ""
    received_sha256: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """What an attachment says of the file itself."""
        return {
            "filename": self.filename,
            "media_type": self.media_type,
            "size": len(self.content),
            "sha256": sha256(self.content).hexdigest(),
            "received_as": self.received_as,
            "received_sha256": self.received_sha256,
            "pages": self.pages,
            "text": self.text,
            "email": self.email,
            "scan": self.scan,
        }


def accept(content: bytes, *, filename: str) -> AcceptedFile:
    """Return ``content`` made safe to keep, or raise ``FileRefused`` (ruling 34)."""
    shown = file_names.plain(filename)
    if not content:
        raise FileRefused(f"“{shown}” is empty. Choose another file")
    if len(content) > LARGEST:
        raise FileRefused(f"“{shown}” is larger than {LARGEST_WORDS}. Choose a smaller file")
    received = _sniffed(content, shown)
    if received is None:
        if _is_recording(content):
            raise FileRefused(f"“{shown}” {_RECORDING}")
        raise FileRefused(f"“{shown}” is not a kind that can be kept. Choose {ACCEPTED_WORDS}")
    verdict = scanning.scan(content)
    if verdict in _REFUSALS:
        raise FileRefused(f"“{shown}” {_REFUSALS[verdict]}")
    if received == "text/plain":
        found, kept = {"text": _text_of(content)}, content
    else:
        try:
            found, kept = examining.examine(content, received)
        except examining.NotExamined as why:
            raise FileRefused(f"“{shown}” {why}") from None
    media_type = "image/jpeg" if received == _HEIC else received
    changed = kept != content
    return AcceptedFile(
        content=kept,
        media_type=media_type,
        filename=file_names.named(filename, _EXTENSIONS[media_type]),
        scan=_SCANS[verdict],
        pages=found.get("pages"),
        text=found.get("text", "").replace("\x00", ""),
        email=found.get("email", {}),
        received_as=received if changed else "",
        received_sha256=sha256(content).hexdigest() if changed else "",
    )


def _sniffed(content: bytes, filename: str) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return WORD
    if content.startswith(_OLD_OFFICE):
        return OUTLOOK if _SENDER_PROPERTY in content else None
    guess = filetype.guess(content[:8192])
    if guess is not None:
        return guess.mime if guess.mime in ("image/png", "image/jpeg", _HEIC) else None
    return _kind_of_text(content, filename)


def _is_recording(content: bytes) -> bool:
    guess = filetype.guess(content[:8192])
    return guess is not None and guess.mime.startswith(("audio/", "video/"))


def _kind_of_text(content: bytes, filename: str) -> str | None:
    if filename.lower().endswith(".eml") and _looks_like_mail(content):
        return "message/rfc822"
    text = _text_of(content)
    if not text or any(ord(each) < 32 and each not in "\t\n\r\f" for each in text):
        return None
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("mz") and "this program" in start:
        return None
    return None if any(sign in start for sign in _NOT_MERE_WORDS) else "text/plain"


def _text_of(content: bytes) -> str:
    """Return the words of a text file, or nothing if it is none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _looks_like_mail(content: bytes) -> bool:
    first = content.lstrip()[:400].lower().split(b"\n", 1)[0]
    return first.startswith(_MAIL_HEADS) or first.startswith(b"from ")
