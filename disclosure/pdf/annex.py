"""Files that came with entries, as pages at the end of a copy: each page a picture with its words.

One that cannot be drawn is named in the list of files with its reason, and stops nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from disclosure.pdf.cutting import ANNEX, AT_MOST_PICTURES, Part, product_digest
from disclosure.pdf.document import Copy

_LONGEST_WORDS = 4000


@dataclass(frozen=True)
class Paper:
    """One file: where it stands, what it is, and either its pages or why it has none here.

    ``draw`` returns a page, numbered from 1, as PNG or JPEG; it raises ``Undrawn``.
    """

    anchor: str
    title: str
    described: str
    entry: str
    entry_anchor: str
    sha256: str
    pages: int
    words: tuple[str, ...]
    draw: Callable[[int], bytes]
    why_not: str = ""
    some: tuple[int, ...] = ()
    in_part: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages that stand in the copy: ``some`` of them, or all."""
        return self.some or tuple(range(1, self.pages + 1))

    def said_of(self, number: int) -> str:
        """Return what a screen reader says in place of the picture of a page."""
        words = self.words[number - 1].strip() if number <= len(self.words) else ""
        said = f"Words on it: {words[:_LONGEST_WORDS]}" if words else "No words of it are known."
        return f"Page {number} of {self.pages}. {said}"


class Undrawn(Exception):
    """A page of a file cannot be drawn. Its words say why."""


@dataclass(frozen=True)
class PaperPart(Part):
    """Some pages of one file, by their numbers."""

    paper: Paper | None = None
    numbers: tuple[int, ...] = ()

    def digest(self, *more: object) -> str:
        """Return a digest of the file and of how its pages look."""
        given = replace(self.given, draw=len)
        cover = self.whole.cover
        head = (cover.council, cover.who, cover.reference, self.whole.title, self.copy.print_size)
        said = (given, self.numbers, head, more)
        return sha256(f"{product_digest()}{said!r}".encode()).hexdigest()

    def pictures(self) -> dict[str, bytes]:
        """Return its pages by the address that the layout names."""
        return {f"picture:{number}": self.given.draw(number) for number in self.numbers}

    @property
    def is_first(self) -> bool:
        """Say whether the file begins with it."""
        return self.numbers[:1] == self.given.numbers[:1]

    @property
    def given(self) -> Paper:
        """The file."""
        assert self.paper is not None
        return self.paper

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The address of each page, and what is said of it."""
        return [(f"picture:{number}", self.given.said_of(number)) for number in self.numbers]


def parts_of(papers: tuple[Paper, ...], copy: Copy) -> list[PaperPart]:
    """Return the parts for the pages of files that have some."""
    bare = replace(copy, about=(), months=(), account=(), openers=None, glossary=())
    return [
        PaperPart(
            bare,
            copy,
            (ANNEX,),
            goes_on=True,
            paper=paper,
            numbers=paper.numbers[at : at + AT_MOST_PICTURES],
        )
        for paper in papers
        if not paper.why_not
        for at in range(0, len(paper.numbers), AT_MOST_PICTURES)
    ]


def listed(papers: tuple[Paper, ...], failed: dict[str, str]) -> tuple[Paper, ...]:
    """Return the files as the list of them has it: those that failed with their reason."""
    return tuple(
        replace(paper, why_not=failed.get(paper.anchor, paper.why_not), draw=len)
        for paper in papers
    )
