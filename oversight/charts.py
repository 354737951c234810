"""The bars of a chart, in units of its own: a share for each of six months or quarters.

The whole height is 100 of 100, so that a small share looks small and charts can be held together.
"""

from collections.abc import Sequence
from typing import Any

_STEP, _BAR, _FLOOR, _TALLEST = 80, 44, 112, 90


def bars_of(shares: Sequence[tuple[str, int | None]]) -> list[dict[str, Any]]:
    """Return a bar for each name and share; without a share there is none to draw."""
    return [_bar(number, name, share) for number, (name, share) in enumerate(shares)]


def _bar(number: int, name: str, share: int | None) -> dict[str, Any]:
    height = 0 if share is None else round(share * _TALLEST / 100)
    left = number * _STEP + (_STEP - _BAR) // 2
    return {
        "x": left,
        "middle": left + _BAR // 2,
        "y": _FLOOR - height,
        "height": height,
        "above": _FLOOR - height - 6,
        "label": "" if share is None else f"{share}%",
        "name": name,
    }
