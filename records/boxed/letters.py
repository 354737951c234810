"""Documents of Word: an archive of parts, of which only words and pictures may be kept."""

import io
import stat
import zipfile
from xml.parsers import expat

from records.boxed import LONGEST_TEXT, MOST_PARTS, MOST_UNPACKED, Refused

_DAMAGED = "is damaged or cut short. Save it again, or choose another"
_MACROS = "holds macros, which are programs. Save it as a Word document without them"
_HOLDS_FILES = "holds other files inside it. Save it as PDF, and add the files each by itself"
_FETCHES = "fetches something from elsewhere when it is opened. Save it as PDF"
_UNPACKS = "unpacks to more than can be kept. Save it as PDF"
_TOO_MUCH = 20 * 1024 * 1024
_FORBIDDEN = {
    "vbaproject": _MACROS,
    "vbadata": _MACROS,
    "/activex/": _MACROS,
    "/embeddings/": _HOLDS_FILES,
    "/afchunk": _HOLDS_FILES,
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0")
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!")
_LOADED_AT_OPENING = ("attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk")
_READ = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def examined(content: bytes) -> dict:
    """Return the words of a document. Refuses macros, files inside, and traps of archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _require_plain(archive, parts, content)
            for part in parts:
                _require_harmless(archive, part)
            words = [_words(_read(archive, name)) for name in _READ if name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise Refused(_DAMAGED) from None
    except zipfile.zlib.error:
        raise Refused(_DAMAGED) from None
    return {"text": "\n".join(words)[:LONGEST_TEXT]}


def _require_plain(archive, parts, content: bytes) -> None:
    names = [part.filename for part in parts]
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise Refused("is an archive, not a Word document. Unpack it, and add each file by itself")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(_UNPACKS)
    if len(set(names)) != len(names) or archive.comment or not content.startswith(b"PK\x03\x04"):
        raise Refused(_DAMAGED)


def _require_harmless(archive, part) -> None:
    name = part.filename
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
        raise Refused("has parts with names that lead elsewhere. Save it as PDF")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Refused("has parts that lead elsewhere. Save it as PDF")
    if part.flag_bits & 1:
        raise Refused("is locked with a password. Save it without one")
    for word, why in _FORBIDDEN.items():
        if word in f"/{name.lower()}":
            raise Refused(why)
    if part.compress_size and part.file_size > _TOO_MUCH > 200 * part.compress_size:
        raise Refused(_UNPACKS)
    with archive.open(part) as opened:
        start = opened.read(8)
    if start.startswith(_PROGRAMS + _ARCHIVES):
        raise Refused(_HOLDS_FILES)
    if name == "[Content_Types].xml" and b"macroenabled" in _read(archive, name).lower():
        raise Refused(_MACROS)
    if name.endswith(".rels"):
        _require_nothing_fetched(_read(archive, name))


def _read(archive, name: str) -> bytes:
    with archive.open(name) as opened:
        read = opened.read(_TOO_MUCH + 1)
    if len(read) > _TOO_MUCH:
        raise Refused(_UNPACKS)
    return read


def _require_nothing_fetched(xml: bytes) -> None:
    def start(name, attributes):
        outside = attributes.get("TargetMode") == "External"
        if outside and attributes.get("Type", "").endswith(_LOADED_AT_OPENING):
            raise Refused(_FETCHES)

    _parse(xml, start=start)


def _words(xml: bytes) -> str:
    found: list[str] = []
    inside = [False]

    def start(name, attributes):
        inside[0] = name == "w:t"
        if name in ("w:tab", "w:br"):
            found.append("\t" if name == "w:tab" else "\n")

    def end(name):
        inside[0] = False
        if name == "w:p":
            found.append("\n")

    def text(words):
        if inside[0]:
            found.append(words)

    _parse(xml, start=start, end=end, text=text)
    return "".join(found).strip()


def _parse(xml: bytes, *, start=None, end=None, text=None) -> None:
    """Read XML without a document type: no entity is ever expanded or fetched."""

    def refuse(*_):
        raise Refused(_DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise Refused(_DAMAGED) from None
