"""Large print: the same pages with no letter smaller than somebody needs."""

import re

ORDINARY = 10.5
LARGEST_OF_ALL = 1.6
_SIZE = re.compile(r"font-size: ([\d.]+)pt")


def enlarge(css: str, points: int) -> str:
    """Return the rules with every size raised to ``points`` at least, headings above the text."""

    def larger(found: re.Match[str]) -> str:
        grown = float(found.group(1)) * points / ORDINARY
        # A heading that grew as the text does would fill the page.
        return f"font-size: {max(points, min(grown, points * LARGEST_OF_ALL)):.1f}pt"

    return _SIZE.sub(larger, css)
