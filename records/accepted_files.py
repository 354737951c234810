"""Which files may be attached: told by what is in them, never by name or by what a browser says."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import filetype

LARGEST = 20 * 1024 * 1024
LARGEST_WORDS = "20 MB"
ACCEPTED_WORDS = (
    "PDF, PNG or JPEG pictures, Word documents (.docx), plain text and saved emails (.eml)"
)
LARGEST_UNPACKED = 200 * 1024 * 1024
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
    b"x-",
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    _WORD: ".docx",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
}


class FileRefused(ValueError):
    """A file that cannot be attached. Its words say why and what to do."""


@dataclass(frozen=True)
class AcceptedFile:
    """What a file is, and a name for it that is safe to send back."""

    media_type: str
    filename: str


def accept(content: bytes, *, filename: str) -> AcceptedFile:
    """Return what ``content`` is, or raise ``FileRefused`` (ruling 34)."""
    shown = _plain_name(filename)
    if not content:
        raise FileRefused(f"“{shown}” is empty. Choose another file")
    if len(content) > LARGEST:
        raise FileRefused(f"“{shown}” is larger than {LARGEST_WORDS}. Choose a smaller file")
    media_type = _sniffed(content, shown)
    if media_type is None:
        raise FileRefused(f"“{shown}” is not a kind that can be kept. Choose {ACCEPTED_WORDS}")
    stem = shown.rpartition(".")[0] or shown
    return AcceptedFile(media_type=media_type, filename=f"{stem[:140]}{_EXTENSIONS[media_type]}")


def _sniffed(content: bytes, filename: str) -> str | None:
    guess = filetype.guess(content[:8192])
    if guess is not None and guess.mime in ("application/pdf", "image/png", "image/jpeg"):
        return guess.mime
    if content[:2] == b"PK":
        return _WORD if _is_word(content) else None
    if guess is not None:
        return None
    return _kind_of_text(content, filename)


def _is_word(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return False
            names = {part.filename for part in parts}
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


def _kind_of_text(content: bytes, filename: str) -> str | None:
    if b"\x00" in content:
        return None
    if filename.lower().endswith(".eml") and _looks_like_mail(content):
        return "message/rfc822"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(ord(character) < 32 and character not in "\t\n\r\f" for character in text):
        return None
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "{\\rtf", "mz")):
        return None
    return "text/plain"


def _looks_like_mail(content: bytes) -> bool:
    first = content.lstrip()[:400].lower().split(b"\n", 1)[0]
    return first.startswith(_MAIL_HEADS) or first.startswith(b"from ")


def _plain_name(filename: str) -> str:
    """Return the last part of a name, without anything that a header or a page could trip on."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?;').strip(" .")
    return kept[:140] or "file"
