"""Small files for the demonstration: a page of plain words as PDF, a saved e-mail."""

import textwrap
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import clock

_WIDTH, _SIZE, _LEADING, _MARGIN, _TOP = 84, 11, 16, 64, 770


def letter_as_pdf(title: str, text: str) -> bytes:
    """Return one A4 page with a title and wrapped paragraphs.

    Raises ``ValueError`` if the words do not fit on a page.
    """
    lines = [title, ""]
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, _WIDTH) or [""]
    if len(lines) > (_TOP - _MARGIN) // _LEADING:
        raise ValueError(f"“{title}” is too long for one page")
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    drawing = b"BT /F1 %d Tf %d TL %d %d Td\n" % (_SIZE, _LEADING, _MARGIN, _TOP) + shown + b"ET"
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Length %d >>\nstream\n" % len(drawing) + drawing + b"\nendstream",
            b"<< /Title (" + _escaped(title) + b") >>",
        ]
    )


def letter_as_email(title: str, text: str, *, sender: str, to: str, on: date) -> bytes:
    """Return a saved e-mail of the morning of a day."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = title
    message["Date"] = format_datetime(clock.at_time(on, 9, 5))
    message.set_content(text)
    return message.as_bytes()


def _escaped(line: str) -> bytes:
    words = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return words.encode("cp1252", errors="replace")


def _file(objects: list[bytes]) -> bytes:
    """Return the objects, numbered from 1, with the table that says where each begins."""
    content, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        starts.append(len(content))
        content += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
        + b"startxref\n%d\n%%%%EOF\n" % len(content)
    )
