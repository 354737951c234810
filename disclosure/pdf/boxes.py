"""A font of boxes, made when it is needed, for characters that no installed font has.

A glyph of their own keeps such characters in the text of the PDF, where search and a screen
reader find them.
"""

import io
from collections.abc import Iterable

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

_UNITS = 1000
_WIDTH = 640


def font_of(characters: Iterable[str]) -> bytes:
    """Return a TrueType font with an empty box for each of ``characters``.

    It has a space as well, because a space beside such a character may be set in its font.
    """
    names = {ord(each): f"box{ord(each):X}" for each in characters if not each.isspace()}
    names[ord(" ")] = "space"
    box = _box()
    font = FontBuilder(_UNITS, isTTF=True)
    order = [".notdef", *names.values()]
    font.setupGlyphOrder(order)
    font.setupCharacterMap(names)
    font.setupGlyf(dict.fromkeys(order, box) | {"space": TTGlyphPen(None).glyph()})
    font.setupHorizontalMetrics(dict.fromkeys(order, (_WIDTH, 70)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Copy boxes", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _box():
    pen = TTGlyphPen(None)
    for left, bottom, right, top in ((70, 0, 570, 700), (520, 50, 120, 650)):
        pen.moveTo((left, bottom))
        pen.lineTo((left, top))
        pen.lineTo((right, top))
        pen.lineTo((right, bottom))
        pen.closePath()
    return pen.glyph()
