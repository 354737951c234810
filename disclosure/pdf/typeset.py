"""Turns HTML into PDF in the box, where it has no network and may read nothing but fonts.

Run by ``disclosure.pdf.press``: takes one JSON object (``html``, ``faces``, the rules that name
its fonts, ``fonts`` and ``pictures`` by their address, in base 64, and ``variant``), returns a line
of JSON (``pages``, and ``missing``, the characters that no font has) and then the PDF. It imports
nothing of ours.
"""

import base64
import hashlib
import io
import json
import logging
import unicodedata
from functools import cache


def main(given: bytes) -> bytes:
    """Lay out one document."""
    asked = json.loads(given)
    pdf, pages, missing = _typeset(
        asked["html"],
        asked["faces"],
        asked["fonts"] | asked.get("pictures", {}),
        asked["variant"] or "pdf/ua-1",
    )
    head = json.dumps({"pages": pages, "missing": missing})
    return head.encode() + b"\n" + pdf


def ready() -> None:
    """Read the libraries, before the first document is asked for."""
    import pydyf  # noqa: F401
    import weasyprint.pdf
    import weasyprint.text.fonts  # noqa: F401


def _typeset(
    html: str, faces: str, fonts: dict[str, str], variant: str
) -> tuple[bytes, int, list[str]]:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class FontsOnly(URLFetcher):
        """Hands out the fonts and pictures that came with it. Any other address stops it."""

        def fetch(self, url, headers=None):
            font = fonts.get(url)
            if font is None:
                raise FatalURLFetchingError("a document may fetch nothing but what comes with it")
            content = base64.b64decode(font)
            kind = "image/png" if url.startswith("picture:") else "font/woff2"
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    _say_what_each_line_says()
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    fetcher, known = FontsOnly(), FontConfiguration()
    sheet = CSS(string=faces, url_fetcher=fetcher, base_url="copy:", font_config=known)
    source = HTML(string=html, url_fetcher=fetcher, base_url="copy:")
    document = source.render(stylesheets=[sheet], font_config=known)
    mark = hashlib.sha256(html.encode()).hexdigest()[:12]
    pdf = document.write_pdf(pdf_variant=variant, finisher=lambda document, pdf: _finish(pdf, mark))
    missing = {chr(point) for font in document.fonts.values() for point in font.missing}
    return pdf, len(document.pages), sorted(each for each in missing if not each.isspace())


def _say_what_each_line_says() -> None:
    """Give each line in a writing of India its own text, for search and screen readers.

    There letters change places and join, so that a reader would take another text from the shapes.
    """
    from pydyf import Dictionary, String
    from weasyprint.draw import text as drawing

    draw = drawing.draw_first_line

    def draw_and_say(stream, textbox, *rest):
        if any("\u0900" <= each <= "\u0dff" for each in textbox.text):
            stream.begin_marked_content("Span", Dictionary({"ActualText": String(textbox.text)}))
            drawn = draw(stream, textbox, *rest)
            stream.end_marked_content()
        else:
            drawn = draw(stream, textbox, *rest)
        if any(unicodedata.bidirectional(each) in ("R", "AL") for each in textbox.text):
            _turn_brackets_back(stream)
        return drawn

    drawing.draw_first_line = draw_and_say


def _turn_brackets_back(stream) -> None:
    """Let the shape of a bracket mean that bracket, also where it was first drawn in Hebrew.

    There "(" is drawn as ")", and every ")" of the document would be read as "(".
    """
    for font in stream._fonts.values():
        for glyph, text in font.to_unicode.items():
            if len(text) == 1 and unicodedata.mirrored(text):
                font.to_unicode[glyph] = _brackets(font.file_content).get(glyph, text)


@cache
def _brackets(font: bytes) -> dict[int, str]:
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(font)) as opened:
        return {
            opened.getGlyphID(name): chr(point)
            for point, name in opened.getBestCmap().items()
            if unicodedata.mirrored(chr(point))
        }


def _finish(pdf, mark: str) -> None:
    """Put right what some viewers would read or draw otherwise than it is meant.

    A glyph that is only ever the second of a cluster is mapped to a zero-width space, not to
    nothing: an empty mapping is malformed; marks of Punjabi, Arabic or emoji would make one. And
    no empty string stands among the shapes of a line: a browser's viewer would then misplace what
    follows the marks of Bengali. Heads of tables get names that no other part of a copy has.
    """
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") in ("/TH", "/TD"):
            _name_heads(item, mark)
        stream = getattr(item, "stream", None) or ()
        if any(b"begincmap" in line for line in map(_as_bytes, stream)):
            item.stream = [_as_bytes(line).replace(b" <>", b" <200b>") for line in stream]
        else:
            for place, line in enumerate(stream):
                if isinstance(line, bytes) and line.endswith(b"] TJ"):
                    stream[place] = line.replace(b"<>", b" ")


def _name_heads(cell, mark: str) -> None:
    from pydyf import Array, String

    if "ID" in cell:
        cell["ID"] = String(f"{mark}-{cell['ID'].string}")
    heads = cell["A"].get("Headers") if "A" in cell else None
    if heads:
        cell["A"]["Headers"] = Array(String(f"{mark}-{each.string}") for each in heads)


def _as_bytes(line) -> bytes:
    return line if isinstance(line, bytes) else str(line).encode()
