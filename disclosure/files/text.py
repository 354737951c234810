"""A copy as plain text: the words of its page, line by line, with no mark-up.

Nothing is wrapped: whoever reads it with a braille line or a voice sets the width.
"""

from html.parser import HTMLParser

from django.template.loader import get_template

from disclosure.pdf.document import Copy
from disclosure.pdf.layout import months_of

_BLOCKS = frozenset(
    [
        "article",
        "caption",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
    ]
)
_UNDERLINED = {"h1": "=", "h2": "=", "h3": "-"}
_SPACED = {"h1": 2, "h2": 2, "h3": 1, "h4": 1, "table": 1}
_CELLS = ("td", "th")
# What stands before something on the same line, or over it; and what says in a sign what words say.
_BESIDE = ("facts__label", "card__label", "contents__day", "statement__word", "statement__because")
_OVER = ("answer__label", "card__title", "was__word")
_SIGNS = ("task__mark",)


def text_of(copy: Copy) -> str:
    """Return the whole copy as text."""
    context = {
        "copy": copy,
        "cover": copy.cover,
        "months": months_of(copy, lambda done: None),
        "medium": "text",
    }
    read = _Writer()
    read.feed(get_template("disclosure/files/text.html").render(context))
    read.close()
    return read.text


class _Writer(HTMLParser):
    """Writes down what it reads: a block begins a line, a heading is underlined."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._line = ""
        self._open: list[tuple[str, list[str]]] = []  # tags with their classes
        self._after_label = False

    @property
    def text(self) -> str:
        """All of it."""
        self._end_line()
        return "\n".join(self._lines).strip("\n") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "br":
            self._end_line()
            return
        if tag in _CELLS:
            if self._line.strip():
                self._line = f"{self._line.rstrip()} | "
        elif tag in _BLOCKS and not self._after_label and not self._in("td", "th"):
            self._end_line()
            self._blank(_SPACED.get(tag, 0))
        if tag == "li":
            self._line = "- "
        self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        if tag == "br" or all(each[0] != tag for each in self._open):
            return
        while True:
            ended, classes = self._open.pop()
            if ended == tag:
                break
        if self._line.strip() and not set(classes).isdisjoint((*_BESIDE, *_OVER)):
            line = self._line.rstrip()
            self._line = line if line.endswith((":", "?")) else f"{line}:"
        if self._line.strip() and not set(classes).isdisjoint(_BESIDE):
            self._line += " "
            self._after_label = True
            return
        if tag in _UNDERLINED:
            title = self._line.strip()
            self._end_line()
            self._lines.append(_UNDERLINED[tag] * min(len(title), 72))
        elif tag in _BLOCKS and not self._in("td", "th"):
            self._end_line()
        elif tag in ("p", "div") and self._line.strip():
            self._line = f"{self._line.rstrip()} "
        if tag in ("article", "section", "table"):
            self._blank(1)

    def handle_data(self, data: str) -> None:
        inside = {each for _, classes in self._open for each in classes}
        if not inside.isdisjoint(_SIGNS):
            return
        if "typed" in inside:
            first, *more = data.split("\n")
            self._line += first
            for line in more:
                self._end_line(keep=True)
                self._line = line
        else:
            words = " ".join(data.split())
            before = " " if data[:1].isspace() and self._line[-1:].strip() else ""
            after = " " if data[-1:].isspace() and words else ""
            self._line += f"{before}{words}{after}"
        if data.strip():
            self._after_label = False

    def _in(self, *tags: str) -> bool:
        return any(each[0] in tags for each in self._open)

    def _end_line(self, *, keep: bool = False) -> None:
        if keep or self._line.strip(" -"):
            self._lines.append(self._line.rstrip())
        self._line = ""
        self._after_label = False

    def _blank(self, number: int) -> None:
        while number and self._lines and self._lines[-number:] != [""] * number:
            self._lines.append("")
