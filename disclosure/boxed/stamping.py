"""Writes short lines on finished pages, in one small font of their own."""

import io
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

NAME = "/CopyStamp"
_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
1 begincodespacerange <0000> <ffff> endcodespacerange
{pairs}
endcmap CMapName currentdict /CMap defineresource pop end end
"""


class Stamp:
    """A font with the letters of ``words`` alone, embedded once in ``document``."""

    def __init__(self, document: Any, font: bytes, words: str) -> None:
        self._font = _cut(font, words)
        self._glyphs = {
            chr(point): self._font.getGlyphID(name)
            for point, name in self._font.getBestCmap().items()
        }
        self._em = self._font["head"].unitsPerEm
        self.object = self._embedded(document)

    def width(self, text: str, size: float) -> float:
        """Return how wide a line is, in points."""
        names = self._font.getGlyphOrder()
        wide = sum(self._font["hmtx"][names[self._glyphs[each]]][0] for each in text)
        return wide * size / self._em

    def baseline(self, size: float, line: float) -> float:
        """Return how far above the bottom of a line of text its letters stand."""
        ascent, descent = (
            self._font["hhea"].ascent / self._em,
            -self._font["hhea"].descent / self._em,
        )
        return size * ((line - ascent - descent) / 2 + descent)

    def drawn(self, text: str, *, size: float, x: float, y: float, grey: str) -> str:
        """Return what draws a line, in the units of the page; ``x`` is where it ends."""
        shapes = "".join(f"{self._glyphs[each]:04x}" for each in text)
        left = x - self.width(text, size)
        return f"{grey} rg BT {NAME} {size:.2f} Tf 1 0 0 1 {left:.2f} {y:.2f} Tm <{shapes}> Tj ET"

    def _embedded(self, document: Any) -> Any:
        written = io.BytesIO()
        self._font.save(written)
        file = document.make_stream(written.getvalue(), Length1=len(written.getvalue()))
        scale, head, line = 1000 / self._em, self._font["head"], self._font["hhea"]
        base = Name("/COPYST+CopyStamp")
        box = [round(each * scale) for each in (head.xMin, head.yMin, head.xMax, head.yMax)]
        described = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array(box),
            ItalicAngle=0,
            Ascent=round(line.ascent * scale),
            Descent=round(line.descent * scale),
            CapHeight=round(line.ascent * scale),
            StemV=80,
            FontFile2=document.make_indirect(file),
        )
        widths = Array()
        for number, name in enumerate(self._font.getGlyphOrder()):
            widths.extend([number, Array([round(self._font["hmtx"][name][0] * scale)])])
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            DW=1000,
            W=widths,
            FontDescriptor=document.make_indirect(described),
        )
        pairs = [f"<{glyph:04x}> <{ord(each):04x}>" for each, glyph in self._glyphs.items()]
        mapped = f"{len(pairs)} beginbfchar\n" + "\n".join(pairs) + "\nendbfchar"
        return document.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([document.make_indirect(descendant)]),
                ToUnicode=document.make_indirect(
                    Stream(document, _TO_UNICODE.format(pairs=mapped).encode())
                ),
            )
        )


def _cut(font: bytes, words: str) -> TTFont:
    """Return a TrueType font with the letters of ``words``; none of them may be missing."""
    opened = TTFont(io.BytesIO(font))
    wanted = sorted({*words} - {"\n"})
    options = Options(layout_features=[], notdef_outline=True, hinting=False, drop_tables=["GPOS"])
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(opened)
    opened.flavor = None
    written = io.BytesIO()
    opened.save(written)
    return TTFont(io.BytesIO(written.getvalue()))
