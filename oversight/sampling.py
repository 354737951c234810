"""A sample that can be drawn again, and how far two who grade apart agree."""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random


def draw(frame: Iterable[Sequence], *, size: int, seed: int) -> list[str]:
    """Return up to ``size`` keys of ``frame``, pairs of key and weight, none twice.

    The same frame and seed draw the same sample, whatever the order of the frame. One of weight 3
    is three times as likely to come first as one of weight 1 (Efraimidis and Spirakis, 2006).
    """
    source = Random(seed)  # noqa: S311, for it is drawn again and is no secret
    tickets = [(source.random() ** (1 / weight), key) for key, weight in sorted(frame)]
    return [key for _, key in sorted(tickets, reverse=True)[:size]]


def draw_for_each(frame: Iterable[Sequence], *, size: int, seed: int) -> list[tuple[str, str]]:
    """Return up to ``size`` keys for each worker of ``frame``, with the worker; no key twice.

    ``frame`` is of key, weight and worker. The same frame and seed draw the same sample.
    """
    of: dict[str, list[Sequence]] = {}
    for key, weight, worker in frame:
        of.setdefault(worker, []).append((key, weight))
    drawn: dict[str, str] = {}
    for worker, rows in sorted(of.items()):
        left = [row for row in rows if row[0] not in drawn]
        drawn |= dict.fromkeys(draw(left, size=size, seed=seed), worker)
    return list(drawn.items())


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two who graded the same questions: 1 is full agreement, 0 is chance.

    None where it cannot be said: nothing graded twice, or one single grade throughout.
    """
    total = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    by_chance = sum(first[grade] * second[grade] for grade in first)
    if by_chance == total * total:
        return None
    observed = sum(one == two for one, two in pairs) / total
    expected = by_chance / (total * total)
    return (observed - expected) / (1 - expected)
