"""Files as people send them, made small: PDF, pictures, documents of Word, e-mails."""

import io
import zipfile
from email.message import EmailMessage

import pikepdf
from PIL import Image

from caserecords.demo.letters import letter_as_pdf

WORD_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(text: str = "Dear Win,") -> bytes:
    """A letter of one page."""
    return letter_as_pdf("A letter", text)


def pdf_with(change) -> bytes:
    """A letter, after ``change`` was called with it opened."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        change(opened)
        opened.save(saved)
    return saved.getvalue()


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30), **options) -> bytes:
    """A picture of one colour."""
    saved = io.BytesIO()
    Image.new("RGB", size, "navy").save(saved, kind, **options)
    return saved.getvalue()


def word(text: str = "Dear Win,", parts: dict[str, bytes] | None = None) -> bytes:
    """A document of Word, with further parts or other ones in their place."""
    made = io.BytesIO()
    document = f'<w:document xmlns:w="w"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>'
    contents = {"[Content_Types].xml": WORD_TYPES, "word/document.xml": document.encode()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (contents | (parts or {})).items():
            archive.writestr(name, content)
    return made.getvalue()


def mail(
    body: str = "Win rang.\r\n", *, files: dict[str, bytes] | None = None, **headings
) -> bytes:
    """A saved e-mail."""
    message = EmailMessage()
    given = {
        "From": "Dr Sorsby <sorsby@surgery.example>",
        "To": "Fola Adeyemi <fola.adeyemi@northmere.example>",
        "Subject": "Mrs Clarke",
        "Date": "Thu, 03 Sep 2026 14:05:00 +0100",
        "Message-ID": "<one@surgery.example>",
    }
    for name, value in (given | headings).items():
        message[name] = value
    message.set_content(body)
    for name, content in (files or {}).items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()
