"""How alike two texts are: the runs of words that they share."""

from records.quality.text import NUMBER, WORD, Text

SHINGLE = 5


def words_of(written: str) -> list[str]:
    """Return the words of a text, all alike in their letters."""
    return [each.low for each in Text(written).pieces if each.kind in {WORD, NUMBER}]


def shingles(written: str, size: int = SHINGLE) -> frozenset[tuple[str, ...]]:
    """Return every run of so many words."""
    found = words_of(written)
    return frozenset(tuple(found[at : at + size]) for at in range(len(found) - size + 1))


def similarity(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of runs that are in both, of those that are in either."""
    either = one | other
    return len(one & other) / len(either) if either else 0.0


def longest_run(one: list[str], others: frozenset[tuple[str, ...]], size: int = SHINGLE) -> int:
    """Return how many words in a row have every run of theirs in another text."""
    longest = running = 0
    for at in range(len(one) - size + 1):
        running = running + 1 if tuple(one[at : at + size]) in others else 0
        longest = max(longest, running)
    return longest + size - 1 if longest else 0
