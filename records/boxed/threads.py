"""The messages quoted in a message, and the words of one that came as a web page."""

import re
from html.parser import HTMLParser
from itertools import pairwise

_MOST = 50
_BEGINS = re.compile(
    r"^[> ]*(?:-{3,} ?(?:Original Message|Forwarded message) ?-{3,}.*"
    r"|On .{5,200}? wrote:"
    r"|(?:From|Oddi wrth): .{1,300}(?=\n[> ]*(?:Sent|Date|Anfonwyd): ))",
    re.MULTILINE | re.IGNORECASE,
)
_WHO = re.compile(r"^[> ]*(?:From|Oddi wrth): (.{1,300})$", re.MULTILINE | re.IGNORECASE)
_WHEN = re.compile(r"^[> ]*(?:Sent|Date|Anfonwyd): (.{1,100})$", re.MULTILINE | re.IGNORECASE)
_WROTE = re.compile(r"^[> ]*On (.{5,120}?),? (?!on\b)([^,\n]{1,120}) wrote:", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"})


def split(body: str) -> list[dict[str, str]]:
    """Return the messages of a thread, newest first; the first is the message itself.

    Each has ``from``, ``sent`` and ``text``: the words as they stand, heading and all.
    """
    starts = [found.start() for found in _BEGINS.finditer(body)][:_MOST]
    # A line that says "Original Message" and the heading under it begin one message, not two.
    starts = [
        at
        for number, at in enumerate(starts)
        if not number or body[starts[number - 1] : at].count("\n") > 2
    ]
    edges = [0, *starts, len(body)]
    messages = [body[here:there] for here, there in pairwise(edges)]
    return [
        {"from": "", "sent": "", "text": messages[0]},
        *(_headed(each) for each in messages[1:]),
    ]


def _headed(text: str) -> dict[str, str]:
    top = text[:1500]
    who, when = _WHO.search(top), _WHEN.search(top)
    wrote = _WROTE.search(top)
    if wrote and not who:
        return {"from": wrote[2].strip(), "sent": wrote[1].strip(), "text": text}
    return {
        "from": who[1].strip() if who else "",
        "sent": when[1].strip() if when else "",
        "text": text,
    }


def from_html(page: str) -> str:
    """Return the words of a web page, a line for each block. Nothing of it is run or fetched."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = ("".join(reader.found)).splitlines()
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Words(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in ("script", "style", "head")
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag):
        self.unseen -= tag in ("script", "style", "head") and self.unseen > 0
        if tag == "p":
            self.found.append("\n")

    def handle_data(self, data):
        if not self.unseen:
            self.found.append(data.replace("\n", " "))
