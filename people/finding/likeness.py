"""How near one name or birth is to another, between 0 and 1."""

from datetime import date
from functools import lru_cache

from people.finding.letters import sound_of
from people.finding.short_forms import one_for_another

BEGINS, STANDS_FOR, SOUNDS = 0.93, 0.92, 0.82


@lru_cache(maxsize=20_000)
def of_name(asked: str, known: str) -> float:
    """Return how near two single names are; 1 is the same."""
    if asked == known:
        return 1.0
    if one_for_another(asked, known):
        return STANDS_FOR
    near = 1 - steps_between(asked, known) / max(len(asked), len(known))
    if min(len(asked), len(known)) > 2 and sound_of(asked) and sound_of(asked) == sound_of(known):
        return max(near, SOUNDS)
    return near


def of_beginning(asked: str, known: str) -> float:
    """Return how near a name is to what was typed, which may be only how it begins."""
    if len(asked) > 1 and known.startswith(asked) and known != asked:
        return BEGINS
    return of_name(asked, known)


def of_birth(asked: date, known: date | None) -> float:
    """Return how near two dates of birth are: 1 the same, 0.9 the other way round, 0 unlike."""
    if known is None:
        return 0.0
    if asked == known:
        return 1.0
    if (asked.year, asked.month, asked.day) == (known.year, known.day, known.month):
        return 0.9
    wrong = steps_between(f"{asked:%Y%m%d}", f"{known:%Y%m%d}")
    return {1: 0.8, 2: 0.5}.get(wrong, 0.3 if asked.year == known.year else 0.0)


def steps_between(first: str, second: str) -> int:
    """Return how many letters to add, leave out, change or swap with a neighbour."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        now = [row]
        for column, other in enumerate(second, 1):
            steps = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            swapped = (
                row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other
            )
            now.append(min(steps, before[column - 2] + 1) if swapped else steps)
        before, last = last, now
    return last[-1]
