"""Turns HTML into PDF in a process of its own, which has no network and may read nothing but fonts.

Run as a program by ``disclosure.pdf.press``: reads one JSON object from standard input (``html``,
``fonts``, a mapping of address to font in base 64, and the limits), writes one line of JSON
(``pages``, and ``missing``, the characters that no font has) and then the PDF to standard output.
It imports nothing of ours.
"""

import base64
import ctypes
import json
import logging
import resource
import sys

OUT_OF_MEMORY = 3
NEW_NETWORK = 0x40000000
NEW_USER = 0x10000000
CALLS_REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.", "os.system")


def main() -> int:
    """Lay out one document. Returns the exit status."""
    asked = json.load(sys.stdin)
    _limit(asked["memory"], asked["seconds"], asked["file_size"])
    _leave_the_network()
    try:
        pdf, pages, missing = _typeset(asked["html"], asked["fonts"])
    except MemoryError:
        return OUT_OF_MEMORY
    head = json.dumps({"pages": pages, "missing": missing})
    sys.stdout.buffer.write(head.encode() + b"\n" + pdf)
    sys.stdout.buffer.flush()
    return 0


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


def _limit(memory: int, seconds: int, file_size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_the_network() -> None:
    """Give up the network and other programs: by the kernel where it lets us, always in Python."""

    def refuse(event: str, args: tuple) -> None:
        if event.startswith(CALLS_REFUSED):
            raise PermissionError(f"{event} is refused while a copy is laid out")

    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(NEW_NETWORK) != 0:
        libc.unshare(NEW_USER | NEW_NETWORK)
    sys.addaudithook(refuse)


if __name__ == "__main__":
    sys.exit(main())
