"""Large print: the same pages with no letter smaller than somebody needs."""

import math
import re

ORDINARY = 10.5
LARGEST_OF_ALL = 1.6
# How far the lines of the head and the foot stand apart.
LINE = 1.25
TWO_LINES_UP_TO = 24
# How wide a letter is in sizes of its print, and a line of the head in points.
_LETTER, _WIDTH = 0.56, 170 / 25.4 * 72
_SIZE = re.compile(r"font-size: ([\d.]+)pt")


def margin(points: int) -> float:
    """Return how many millimetres the head or the foot of a page takes, of two lines or three."""
    lines = 2 if points <= TWO_LINES_UP_TO else 3
    return 14 + lines * points * LINE * 25.4 / 72


def head(points: int, who: str) -> float:
    """Return how many millimetres the head of a page takes that says ``who``."""
    lines = math.ceil(len(who) * points * _LETTER / _WIDTH)
    return max(margin(points), 14 + lines * points * LINE * 25.4 / 72)


def enlarge(css: str, points: int) -> str:
    """Return the rules with every size raised to ``points`` at least, headings above the text."""

    def larger(found: re.Match[str]) -> str:
        grown = float(found.group(1)) * points / ORDINARY
        # A heading that grew as the text does would fill the page.
        return f"font-size: {max(points, min(grown, points * LARGEST_OF_ALL)):.1f}pt"

    return _SIZE.sub(larger, css)
