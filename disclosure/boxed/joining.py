"""Joins parts that were laid out apart into one PDF: pages, tags, outline, places and links.

Run by ``disclosure.pdf.press``. It takes one line of JSON, ``Asked``, and then the parts one after
another, and returns the PDF. A link of a part leads to ``to:place``, wherever that is in the whole.
One that leads to ``at:place`` or ``in:place`` gets the number of the page at its end.
"""

import base64
import io
import json
from typing import Any, TypedDict

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from disclosure.boxed.stamping import NAME, Stamp

LEADS = "to:"


class Line(TypedDict):
    """How a line is written: its size in points, its height in sizes, and its colour."""

    size: float
    line: float
    colour: str


class Asked(TypedDict):
    """What is known of the whole. ``goes_on``: parts that begin beneath the last heading before.

    ``foot`` stands at the bottom right of each page, ``{page}`` and ``{pages}`` being the numbers;
    ``right`` and ``below`` say where. ``numbers`` says how a page is written at the end of a link.
    """

    sizes: list[int]
    goes_on: list[bool]
    font: str
    foot: list[str]
    right: float
    below: float
    footing: Line
    numbers: dict[str, Line]


def main(given: bytes) -> bytes:
    """Join the parts."""
    head, _, rest = given.partition(b"\n")
    asked: Asked = json.loads(head)
    whole = None
    place = 0
    for size, goes_on in zip(asked["sizes"], asked["goes_on"], strict=True):
        part = rest[place : place + size]
        place += size
        if whole is None:
            whole = _Whole(pikepdf.open(io.BytesIO(part)))
        else:
            with pikepdf.open(io.BytesIO(part)) as opened:
                whole.add(opened, goes_on=goes_on)
    assert whole is not None
    return whole.finished(asked)


class _Whole:
    """The first part, to which the others are added."""

    def __init__(self, first: Any) -> None:
        self.pdf = first
        self.tags = first.Root.StructTreeRoot
        self.top = self.tags.K[0]
        self.nums = list(self.tags.ParentTree.Nums)
        self.outline = _items(first.Root.get("/Outlines"))
        self.under: dict[int, list[Any]] = {}
        self.places = _places(first.Root)

    def add(self, part: Any, *, goes_on: bool) -> None:
        """Append a part, pages first: tags, outline and places then lead to the new pages."""
        begin, shift = len(self.pdf.pages), len(self.nums) // 2
        self.pdf.pages.extend(part.pages)
        for page in self.pdf.pages[begin:]:
            page.obj.StructParents = int(page.obj.StructParents) + shift
            for note in page.obj.get("/Annots", ()):
                note.StructParent = int(note.StructParent) + shift
        tags = self.pdf.copy_foreign(part.Root.StructTreeRoot)
        for number, thing in enumerate(tags.ParentTree.Nums):
            self.nums.append(thing if number % 2 else int(thing) + shift)
        for kid in tags.K[0].K:
            kid.P = self.top
            self.top.K.append(kid)
        if "/Outlines" in part.Root:
            items = _items(self.pdf.copy_foreign(part.Root.Outlines))
            if goes_on and self.outline:
                self.under.setdefault(len(self.outline) - 1, []).extend(items)
            else:
                self.outline += items
        if _places(part.Root):
            taken = self.pdf.copy_foreign(part.make_indirect(part.Root.Names.Dests))
            self.places |= _pairs(taken.Names)

    def finished(self, asked: Asked) -> bytes:
        """Return the whole, with outline, links, and what stands at the foot of each page."""
        pdf = self.pdf
        _hang(pdf, self.outline, self.under)
        names = Array()
        for key in sorted(self.places, key=str.encode):
            names.extend([String(key), self.places[key]])
        if self.places:
            pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        pages = len(pdf.pages)
        feet = "".join(asked["foot"]).replace("{page}", "").replace("{pages}", "")
        stamp = Stamp(pdf, base64.b64decode(asked["font"]), f"{feet}0123456789,")
        parents = {
            int(key): thing for key, thing in zip(self.nums[::2], self.nums[1::2], strict=True)
        }
        for number, page in enumerate(pdf.pages, start=1):
            drawn = self._links(page.obj, parents, numbers, stamp, asked["numbers"])
            drawn += _foot(page, number, pages, stamp, asked)
            page.obj.Resources.Font[NAME] = stamp.object
            page.contents_add(b"q", prepend=True)
            page.contents_add("\n".join(["Q", *drawn]).encode())
        self.tags.ParentTree.Nums = Array(self.nums)
        written = io.BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()

    def _links(
        self,
        page: Any,
        parents: dict[int, Any],
        numbers: dict[tuple[int, int], int],
        stamp: Stamp,
        written: dict[str, Line],
    ) -> list[str]:
        """Make the links of a page lead to their places; return what draws their numbers."""
        drawn = []
        for note in page.get("/Annots", ()):
            leads = str(note.A.URI) if "/A" in note else ""
            scheme, _, place = leads.partition(":")
            scheme += ":"
            if scheme != LEADS and scheme not in written:
                continue
            to = self.places.get(place)
            if to is None:
                raise ValueError("A link leads to a place that is in no part.")
            number = numbers[to[0].objgen]
            del note["/A"]
            note.Dest = String(place)
            note.Contents = String(f"Page {number}")
            if scheme not in written:
                continue
            how = written[scheme]
            link = parents[int(note.StructParent)]
            mark = len(parents[int(page.StructParents)])
            parents[int(page.StructParents)].append(link)
            link.K.append(Dictionary(Type=Name.MCR, Pg=page, MCID=mark))
            bottom = min(float(note.Rect[1]), float(note.Rect[3]))
            line = stamp.drawn(
                str(number),
                size=how["size"],
                x=max(float(note.Rect[0]), float(note.Rect[2])),
                y=bottom + stamp.baseline(how["size"], how["line"]),
                grey=how["colour"],
            )
            drawn.append(f"/Span <</MCID {mark}>> BDC q {line} Q EMC")
        return drawn


def _foot(page: Any, number: int, pages: int, stamp: Stamp, asked: Asked) -> list[str]:
    how, width = asked["footing"], float(page.obj.MediaBox[2])
    drawn = []
    for place, words in enumerate(asked["foot"]):
        line = stamp.drawn(
            words.format(page=number, pages=pages),
            size=how["size"],
            x=width - asked["right"],
            y=asked["below"] - place * how["size"] * how["line"],
            grey=how["colour"],
        )
        drawn.append(f"/Artifact <</Type /Pagination>> BDC q {line} Q EMC")
    return drawn


def _places(root: Any) -> dict[str, Any]:
    names = root.get("/Names")
    return _pairs(names.Dests.Names) if names is not None and "/Dests" in names else {}


def _pairs(names: Any) -> dict[str, Any]:
    return {str(key): to for key, to in zip(list(names)[::2], list(names)[1::2], strict=True)}


def _items(outlines: Any) -> list[Any]:
    found = []
    item = outlines.get("/First") if outlines is not None else None
    while item is not None:
        found.append(item)
        item = item.get("/Next")
    return found


def _hang(pdf: Any, items: list[Any], under: dict[int, list[Any]]) -> None:
    """Make one outline of the headings of all parts."""
    if not items:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    for number, more in under.items():
        _chain(items[number], [*_items(items[number]), *more])
    _chain(root, items)
    pdf.Root.Outlines = root


def _chain(parent: Any, items: list[Any]) -> None:
    for before, item in zip([None, *items], items, strict=False):
        item.Parent = parent
        for key in ("/Prev", "/Next"):
            if key in item:
                del item[key]
        if before is not None:
            item.Prev, before.Next = before, item
    parent.First, parent.Last = items[0], items[-1]
    parent.Count = len(items) + sum(max(int(each.get("/Count", 0)), 0) for each in items)
