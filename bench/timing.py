"""Time two ways of doing the same thing, turn and turn about."""

import statistics
import time
from collections.abc import Callable


def compare(
    title: str,
    *,
    plain: Callable[[], object],
    ours: Callable[[], object],
    rounds: int = 30,
) -> float:
    """Print the median of each way and return how many times quicker ours is."""
    taken: dict[str, list[float]] = {"plain": [], "ours": []}
    for _ in range(rounds):
        for name, way in (("plain", plain), ("ours", ours)):
            started = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - started)
    plain_ms, ours_ms = (statistics.median(times) * 1000 for times in taken.values())
    ratio = plain_ms / ours_ms
    print(f"{title}: plain {plain_ms:.2f} ms, ours {ours_ms:.2f} ms, {ratio:.1f} times quicker")
    return ratio
