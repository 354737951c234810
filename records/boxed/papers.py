"""PDF: refused if it can do anything but be read; its words, and pictures of its pages."""

import io
import zipfile

from records.boxed import LONGEST_TEXT, MOST_PAGES, Refused

_MOST_OBJECTS = 300_000
_AFTER_THE_END = 1024
_DAMAGED = "is damaged or cut short. Save it again, or choose another"
_ANEW = "Print it to a new PDF, and choose that"
_PROGRAM = f"holds a program that runs when it is opened. {_ANEW}"
_REACHES_OUT = f"can start other programs or send what is typed into it. {_ANEW}"
_HOLDS_FILES = "holds other files inside it. Save those, and add each by itself"
_ACTIONS = {
    "/JavaScript": _PROGRAM,
    "/Rendition": _PROGRAM,
    "/RichMediaExecute": _PROGRAM,
    "/Launch": _REACHES_OUT,
    "/ImportData": _REACHES_OUT,
    "/SubmitForm": _REACHES_OUT,
    "/GoToE": _REACHES_OUT,
    "/GoToR": _REACHES_OUT,
    "/Movie": _REACHES_OUT,
    "/Sound": _REACHES_OUT,
}
_KEYS = {
    "/JS": _PROGRAM,
    "/JavaScript": _PROGRAM,
    "/XFA": f"is a form that runs programs. {_ANEW}",
    "/EF": _HOLDS_FILES,
    "/EmbeddedFiles": _HOLDS_FILES,
    "/RichMediaContent": _HOLDS_FILES,
}


def examined(content: bytes) -> dict:
    """Return how many pages it has, and its words."""
    _require_nothing_else(content)
    pages = _require_only_pages(content)
    return {"pages": pages, "text": _words(content)}


def page(content: bytes, number: int, *, width: int) -> bytes:
    """Return one page, numbered from 1, as a PNG of at most ``width``."""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(content)
        if not 1 <= number <= len(opened):
            raise Refused("has no such page")
        sheet = opened[number - 1]
        across, down = sheet.get_size()
        scale = min(width / max(across, 1), 2 * width / max(down, 1))
        picture = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    except pypdfium2.PdfiumError:
        raise Refused("cannot be shown as a picture") from None
    saved = io.BytesIO()
    picture.convert("RGB").save(saved, "PNG")
    return saved.getvalue()


def _require_nothing_else(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refused(_DAMAGED)
    if len(content) - end > _AFTER_THE_END or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(f"holds something else besides its pages. {_ANEW}")


def _require_only_pages(content: bytes) -> int:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as opened:
            if len(opened.objects) > _MOST_OBJECTS or len(opened.pages) > MOST_PAGES:
                raise Refused(f"has more than {MOST_PAGES:,} pages or parts. Split it")
            if not len(opened.pages):
                raise Refused(_DAMAGED)
            _require_still(opened.Root.get("/OpenAction"), pikepdf)
            for each in opened.objects:
                _walk(each, pikepdf, 0)
            return len(opened.pages)
    except pikepdf.PasswordError:
        raise Refused("is locked with a password. Save it without one") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused(_DAMAGED) from None


def _require_still(action, pikepdf) -> None:
    """Refuse whatever happens at opening, except to turn to a page."""
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) != "/GoTo":
        raise Refused(_PROGRAM)


def _walk(value, pikepdf, depth: int) -> None:
    if depth > 40:
        raise Refused("is nested too deeply")
    if isinstance(value, pikepdf.Array):
        for each in value:
            if not each_is_elsewhere(each):
                _walk(each, pikepdf, depth + 1)
        return
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    if isinstance(action := value.get("/S"), pikepdf.Name) and str(action) in _ACTIONS:
        raise Refused(_ACTIONS[str(action)])
    for key in value.keys():  # noqa: SIM118 - a PDF dictionary is not a Python one
        if key in _KEYS:
            raise Refused(_KEYS[key])
        each = value.get(key)
        if not each_is_elsewhere(each):
            _walk(each, pikepdf, depth + 1)


def each_is_elsewhere(value) -> bool:
    """Say whether a value is an object of its own, which is looked at by itself."""
    return getattr(value, "is_indirect", True)


def _words(content: bytes) -> str:
    import pypdfium2

    found: list[str] = []
    length = 0
    try:
        opened = pypdfium2.PdfDocument(content)
        for number in range(len(opened)):
            words = opened[number].get_textpage().get_text_range()
            found.append(words.replace("\r\n", "\n").replace("\x00", "").strip())
            length += len(words)
            if length > LONGEST_TEXT:
                break
    except pypdfium2.PdfiumError:
        pass
    return "\f".join(found)[:LONGEST_TEXT]
