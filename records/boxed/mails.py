"""Saved e-mails: who wrote to whom and when, the messages quoted below, and the files inside."""

import email
import email.policy
import io
from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from records.boxed import LONGEST_TEXT, Refused
from records.boxed.threads import from_html, split

_DAMAGED = "cannot be read as an email. Save it again, or copy its words into the note"
_MOST_FILES = 100
_PROGRAMS = (
    ".exe .com .scr .bat .cmd .ps1 .js .jse .vbs .vbe .wsf .hta .jar .lnk .msi .iso .img .dll "
    ".docm .dotm .xlsm .xlam .pptm .chm .reg .html .htm .svg"
)
# Properties of a message that Outlook saved, and what they say of a recipient.
_SENDER_NAME, _SENDER_ADDRESS, _SMTP_ADDRESS = 0x0C1A, 0x0C1F, 0x5D01
_RECIPIENT_KIND, _COPIED = 0x0C15, 2
_OUTLOOK = "application/vnd.ms-outlook"


def examined(content: bytes, kind: str) -> dict:
    """Return the words of a message, and what its heading says."""
    found, inside = _parted(content, kind)
    for name, _, data in inside:
        if name.lower().endswith(tuple(_PROGRAMS.split())) or data[:2] == b"MZ":
            raise Refused(f"holds a program or web page, {name}. Copy its words into the note")
    messages = split(found["body"])
    found["thread"] = messages[1:]
    found["files"] = [
        {"name": name, "media_type": media_type, "size": len(data)}
        for name, media_type, data in inside
    ]
    written = [found["from"], *found["to"], *found["cc"]]
    written += [each["from"] for each in messages[1:]]
    found["parties"] = list(dict.fromkeys(each for each in written if each))[:50]
    text = "\n".join(
        [
            f"From: {found['from']}",
            f"To: {', '.join(found['to'])}",
            f"Copied to: {', '.join(found['cc'])}",
            f"Subject: {found['subject']}",
            "",
            found["body"],
        ]
    )
    return {"email": found, "text": text[:LONGEST_TEXT]}


def part(content: bytes, kind: str, number: int) -> tuple[dict, bytes]:
    """Return one file inside a message, numbered from 0 as ``examined`` lists them."""
    inside = _parted(content, kind)[1]
    if not 0 <= number < len(inside):
        raise Refused("has no such file inside it")
    name, media_type, data = inside[number]
    return {"name": name, "media_type": media_type}, data


def _parted(content: bytes, kind: str) -> tuple[dict, list[tuple[str, str, bytes]]]:
    try:
        return _outlook(content) if kind == _OUTLOOK else _internet(content)
    except (Refused, RecursionError, MemoryError):
        raise
    except Exception:  # whatever a broken file makes a parser do, it is only broken
        raise Refused(_DAMAGED) from None


def _internet(content: bytes) -> tuple[dict, list[tuple[str, str, bytes]]]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    words = str(body.get_content()) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        words = from_html(words)
    found = _heading(message)
    found["body"] = _clean(words)[:LONGEST_TEXT]
    return found, list(_files(message))


def _heading(message) -> dict:
    return {
        "from": ", ".join(_people(message, "From")[:1]),
        "to": _people(message, "To"),
        "cc": _people(message, "Cc"),
        "subject": _clean(str(message.get("Subject", "")))[:500],
        "sent_at": _instant(str(message.get("Date", ""))),
        "message_id": _clean(str(message.get("Message-ID", "")))[:300].strip(),
        "in_reply_to": _clean(str(message.get("In-Reply-To", "")))[:300].strip(),
    }


def _people(message, name: str) -> list[str]:
    given = getaddresses([_clean(str(each)) for each in message.get_all(name, [])])
    return [_person(shown, address) for shown, address in given if shown or address][:50]


def _person(shown: str, address: str) -> str:
    return (f"{shown} <{address}>" if shown and address else shown or address)[:200]


def _known(shown: str, address: str) -> str:
    """Return a name with its address; one inside the sender's own directory is nobody's address."""
    return _person(_clean(shown), "" if address.startswith("/") else _clean(address))


def _instant(words: str) -> str:
    try:
        when = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return ""
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).isoformat()


def _files(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    for number, each in enumerate(message.iter_attachments()):
        if number >= _MOST_FILES:
            raise Refused(f"holds more than {_MOST_FILES} files")
        if each.get_content_type() == "message/rfc822":
            inner = each.get_payload(0)
            subject = _clean(str(inner.get("Subject", "")))[:80]
            yield f"{subject or 'message'}.eml", "message/rfc822", inner.as_bytes()
        else:
            name = _clean(each.get_filename() or f"file {number + 1}")[:150]
            yield name, each.get_content_type(), each.get_payload(decode=True) or b""


def _outlook(content: bytes) -> tuple[dict, list[tuple[str, str, bytes]]]:
    from oxmsg import Message

    message = Message.load(io.BytesIO(content))
    headers = {name.lower(): str(value) for name, value in message.message_headers.items()}
    written = email.message_from_string(
        "".join(f"{name}: {' '.join(value.split())}\n" for name, value in headers.items()),
        policy=email.policy.default,
    )
    found = _heading(written)
    told = message.properties.str_prop_value
    address = told(_SMTP_ADDRESS) or told(_SENDER_ADDRESS) or ""
    found["from"] = found["from"] or _known(told(_SENDER_NAME) or "", address)
    found["subject"] = _clean(message.subject or "")[:500] or found["subject"]
    if message.sent_date is not None:
        found["sent_at"] = message.sent_date.isoformat()
    if not found["to"]:
        for each in message.recipients[:100]:
            copied = each.properties.int_prop_value(_RECIPIENT_KIND) == _COPIED
            found["cc" if copied else "to"].append(_known(each.name, each.email_address))
    words = message.body or from_html(message.html_body or "")
    found["body"] = _clean(words)[:LONGEST_TEXT]
    inside = [
        (
            _clean(each.file_name or f"file {number + 1}")[:150],
            _clean(each.mime_type or ""),
            each.file_bytes or b"",
        )
        for number, each in enumerate(message.attachments[:_MOST_FILES])
    ]
    return found, inside


def _clean(words: str) -> str:
    """Return words without what no database keeps: NUL, and halves of characters."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
