"""What the page of an attached file shows: which page of it, and the words there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat

import clock
from records.models import Attachment
from records.signed.digests import code_of
from ui import formats

_NAMES = {
    "application/pdf": "PDF",
    "image/png": "Picture",
    "image/jpeg": "Picture",
    "text/plain": "Plain text",
    "message/rfc822": "Saved email",
    "application/vnd.ms-outlook": "Saved email (Outlook)",
}


@dataclass(frozen=True)
class ShownPage:
    """One page of a file, numbered from 1, with the words on it as far as they are known."""

    number: int
    count: int
    words: str
    has_picture: bool


def shown(attachment: Attachment, said: str) -> ShownPage:
    """Return the page that an address names; the first, or the last, if there is no such page."""
    wanted = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
    count = attachment.pages or 1
    number = min(max(wanted, 1), count)
    if attachment.is_held_back:
        return ShownPage(number, count, "", False)
    pages = attachment.text.split("\f") if attachment.pages else [attachment.text]
    words = pages[number - 1] if number <= len(pages) else ""
    return ShownPage(number, count, words, attachment.has_pages)


def kind_in_words(media_type: str) -> str:
    """Return what kind of file it is: "PDF", "Picture", "Word document"."""
    return _NAMES.get(media_type, "Word document")


def handwriting_in_words(attachment: Attachment) -> str:
    """Return what its writer confirmed of handwriting; nothing if there is none on it."""
    if attachment.is_legible is None:
        return ""
    read = "every word can be read" if attachment.is_legible else "not all of it can be read"
    signed = "signed and dated" if attachment.is_signed_and_dated else "not signed and dated"
    return f"handwriting: {read}, {signed} by the writer"


def _of_hand(attachment: Attachment) -> str:
    if attachment.has_handwriting is False:
        return "None"
    return handwriting_in_words(attachment).removeprefix("handwriting: ").capitalize()


def heading_of(email: dict[str, Any]) -> list[dict[str, str]]:
    """Return the heading of a saved e-mail, each part with its name; those that are given."""
    rows = [
        ("From", email.get("from", "")),
        ("To", ", ".join(email.get("to", []))),
        ("Copied to", ", ".join(email.get("cc", []))),
        ("Sent", sent_in_words(email)),
        ("Subject", email.get("subject", "")),
        ("Message ID", email.get("message_id", "")),
        ("In reply to", email.get("in_reply_to", "")),
        ("Also written by", "; ".join(_others(email))),
    ]
    return [{"label": name, "value": text} for name, text in rows if text]


def own_message(email: dict[str, Any]) -> str:
    """Return the words of a message without the earlier ones that are quoted below it."""
    body, thread = email.get("body", ""), email.get("thread", [])
    own, _, _ = body.partition(thread[0]["text"]) if thread else (body, "", "")
    return own.rstrip() or body


def facts_of(attachment: Attachment) -> list[dict[str, str]]:
    """Return what is known of a file itself, each fact with its name."""
    kept = attachment
    rows = [
        ("From", kept.source),
        ("Dated", formats.day_and_month(kept.dated_on) if kept.dated_on else ""),
        ("Handwriting", _of_hand(kept)),
        ("Kind", kind_in_words(kept.media_type)),
        ("Pages", str(kept.pages or "")),
        ("File name", kept.filename),
        ("Size", filesizeformat(kept.size)),
        ("Scan for viruses", kept.get_scan_display()),
        ("Added by", kept.added_by.described),
        ("Added", formats.long_datetime(clock.local(kept.added_at))),
        ("Check code", code_of(kept.sha256)),
        ("Check code of what was sent", kept.received_sha256 and code_of(kept.received_sha256)),
        ("What was sent", _sent(kept)),
    ]
    return [{"label": name, "value": text} for name, text in rows if text]


def _others(email: dict[str, Any]) -> list[str]:
    named = {email.get("from", ""), *email.get("to", []), *email.get("cc", [])}
    return [each for each in email.get("parties", []) if each not in named]


def _sent(attachment: Attachment) -> str:
    if not attachment.received_as:
        return ""
    if attachment.received_as != attachment.media_type:
        return "HEIC picture, kept as JPEG without place and camera"
    return "The same picture, kept without place and camera"


def sent_in_words(email: dict[str, Any]) -> str:
    """Return when a message was sent: "Thursday 3 September 2026, 2:05pm"."""
    sent = email.get("sent_at")
    return formats.long_datetime(clock.local(datetime.fromisoformat(sent))) if sent else ""
