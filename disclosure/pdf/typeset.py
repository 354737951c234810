"""Turns HTML into PDF in the box, where it has no network and may read nothing but fonts.

Run by ``disclosure.pdf.press``: takes one JSON object (``html``, ``fonts``, a mapping of address
to font in base 64), returns one line of JSON (``pages``, and ``missing``, the characters that no
font has) and then the PDF. It imports nothing of ours.
"""

import base64
import json
import logging


def main(given: bytes) -> bytes:
    """Lay out one document."""
    asked = json.loads(given)
    pdf, pages, missing = _typeset(asked["html"], asked["fonts"])
    head = json.dumps({"pages": pages, "missing": missing})
    return head.encode() + b"\n" + pdf


def _typeset(html: str, fonts: dict[str, str]) -> tuple[bytes, int, list[str]]:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class FontsOnly(URLFetcher):
        """Hands out the fonts that it was told of. Any other address stops the rendering."""

        def fetch(self, url, headers=None):
            font = fonts.get(url)
            if font is None:
                raise FatalURLFetchingError("a document may fetch nothing but its fonts")
            return URLFetcherResponse(url, base64.b64decode(font), {"Content-Type": "font/woff2"})

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    document = HTML(string=html, url_fetcher=FontsOnly(), base_url="copy:").render()
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", finisher=_give_every_glyph_its_text)
    missing = {chr(point) for font in document.fonts.values() for point in font.missing}
    return pdf, len(document.pages), sorted(missing)


def _give_every_glyph_its_text(document, pdf) -> None:
    """Map a glyph that is only ever the second of a cluster to a zero-width space, not to nothing.

    An empty mapping is malformed; marks of Punjabi, Arabic or emoji sequences would make one.
    """
    for item in pdf.objects:
        stream = getattr(item, "stream", None)
        if stream and any(b"begincmap" in line for line in map(_as_bytes, stream)):
            item.stream = [_as_bytes(line).replace(b" <>", b" <200b>") for line in stream]


def _as_bytes(line) -> bytes:
    return line if isinstance(line, bytes) else str(line).encode()
