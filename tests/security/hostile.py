"""Files that somebody might send to do harm: name, content, and words of the refusal."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.records.papers import mail, pdf, pdf_with, picture, word
from tests.security.clamd import EICAR

KIND = "not a kind that can be kept"
DAMAGED = "damaged"
PROGRAM = "holds a program"
INSIDE = "holds other files inside"
MACROS = "holds macros"
ELSE = "something else besides its pages"


def _zip(parts: dict[str, bytes], *, link: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def _linked_word() -> bytes:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zip(parts, link="word/media/image1.png")


def _png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
        )

    rows = zlib.compress(b"\0" * (width // 8 + 1) * height)
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _opening(action: Dictionary):
    def change(opened):
        opened.Root.OpenAction = action

    return pdf_with(change)


def _on_page(**entries):
    def change(opened):
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **entries)
        opened.pages[0].Annots = Array([note])

    return pdf_with(change)


def _holding(opened):
    opened.attachments["run.exe"] = b"MZ\x90"


def _names_program(opened):
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    opened.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _xfa(opened):
    opened.Root.AcroForm = Dictionary(Fields=Array([]), XFA=opened.make_stream(b"<xdp/>"))


def _locked() -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        opened.save(saved, encryption=pikepdf.Encryption(owner="o", user="u"))
    return saved.getvalue()


def _relation(kind: str) -> dict[str, bytes]:
    target = (
        f'<r><Relationship Type="http://x/{kind}" TargetMode="External" Target="http://x"/></r>'
    )
    return {"word/_rels/settings.xml.rels": target.encode()}


_ENTITIES = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'
_NAMED = "application/vnd.ms-word.document.macroEnabled.main+xml"
JS = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))

CASES = {
    "nothing": ("a.pdf", b"", "is empty"),
    "program": ("letter.pdf", b"MZ\x90\x00\x03" + b"\0" * 60, KIND),
    "unix program": ("letter.pdf", b"\x7fELF" + b"\0" * 60, KIND),
    "web page": ("note.txt", b"<!doctype html><script>alert(1)</script>", KIND),
    "web page after words": ("note.txt", b"Dear Win\n<script>alert(1)</script>", KIND),
    "svg": ("plan.png", b"<svg xmlns='x' onload='alert(1)'/>", KIND),
    "svg after xml": ("plan.png", b"<?xml version='1.0'?><svg/>", KIND),
    "rich text": ("a.txt", b"{\\rtf1\\object}", KIND),
    "shell": ("a.txt", b"#!/bin/sh\nrm -rf /\n", KIND),
    "picture and script": ("a.gif", b"GIF89a=1;alert(1)//", KIND),
    "picture and archive": ("a.gif", b"GIF89a" + _zip({"a": b"b"}), KIND),
    "bytes": ("a.txt", bytes(range(256)), KIND),
    "test virus": ("a.txt", EICAR, "virus"),
    "test virus in an email": ("a.eml", mail(EICAR.decode()), "virus"),
    "archive": ("a.docx", _zip({"a.txt": b"x"}), "is an archive"),
    "archive with a path": ("a.docx", word(parts={"../../x": b"x"}), "lead elsewhere"),
    "archive with a root": ("a.docx", word(parts={"/etc/x": b"x"}), "lead elsewhere"),
    "archive with a link": ("a.docx", _linked_word(), "lead elsewhere"),
    "bomb": ("a.docx", word(parts={"word/a.xml": b"\0" * 40_000_000}), "unpacks to more"),
    "archive within": ("a.docx", word(parts={"word/media/a.bin": _zip({"a": b"b"})}), INSIDE),
    "file within": ("a.docx", word(parts={"word/embeddings/a.xlsx": b"x"}), INSIDE),
    "program within": ("a.docx", word(parts={"word/media/a.png": b"MZ\x90"}), INSIDE),
    "macros": ("a.docx", word(parts={"word/vbaProject.bin": b"x"}), MACROS),
    "macros by type": ("a.docx", word(parts={"[Content_Types].xml": _NAMED.encode()}), MACROS),
    "controls": ("a.docx", word(parts={"word/activeX/activeX1.xml": b"<x/>"}), MACROS),
    "template from elsewhere": ("a.docx", word(parts=_relation("attachedTemplate")), "fetches"),
    "object from elsewhere": ("a.docx", word(parts=_relation("oleObject")), "fetches"),
    "entities": ("a.docx", word(parts={"word/document.xml": _ENTITIES}), DAMAGED),
    "many parts": ("a.docx", word(parts={f"word/{n}": b"" for n in range(2100)}), "unpacks"),
    "broken archive": ("a.docx", word()[:200], DAMAGED),
    "huge picture": ("a.png", _png_of(20_000, 20_000), "more than can be kept"),
    "cut picture": ("a.png", picture(size=(200, 200))[:120], DAMAGED),
    "cut photograph": ("a.jpg", picture("JPEG", size=(200, 200))[:500], DAMAGED),
    "picture by its start": ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, DAMAGED),
    "heic by its start": ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, DAMAGED),
    "pdf by its start": ("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>", DAMAGED),
    "cut pdf": ("a.pdf", pdf()[:-60], DAMAGED),
    "locked pdf": ("a.pdf", _locked(), "locked with a password"),
    "pdf and archive": ("a.pdf", pdf() + _zip({"a": b"b"}), ELSE),
    "pdf and more": ("a.pdf", pdf() + b"<script>" * 500, ELSE),
    "pdf script at opening": ("a.pdf", _opening(JS), PROGRAM),
    "pdf program at opening": (
        "a.pdf",
        _opening(Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        PROGRAM,
    ),
    "pdf script by name": ("a.pdf", pdf_with(_names_program), PROGRAM),
    "pdf script on a page": ("a.pdf", _on_page(A=JS), PROGRAM),
    "pdf script when left": ("a.pdf", _on_page(AA=Dictionary(X=JS)), PROGRAM),
    "pdf program on a page": (
        "a.pdf",
        _on_page(A=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        "can start other programs",
    ),
    "pdf holding a file": ("a.pdf", pdf_with(_holding), INSIDE),
    "pdf with its own program": ("a.pdf", pdf_with(_xfa), "runs programs"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, KIND),
    "outlook by its start": (
        "a.msg",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le") * 20,
        "cannot be read as an email",
    ),
    "email with a program": ("a.eml", mail(files={"run.exe": b"MZ"}), PROGRAM),
    "email with a web page": ("a.eml", mail(files={"a.html": b"<p>"}), PROGRAM),
    "email with a hidden program": ("a.eml", mail(files={"a.pdf": b"MZ\x90"}), PROGRAM),
}
