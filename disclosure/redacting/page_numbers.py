"""Which pages of a file are meant: as somebody types them, and in words."""

import re

_SOME = re.compile(r"(\d{1,4})(?:\s*(?:-|–|to)\s*(\d{1,4}))?")


def page_numbers(typed: str, *, of: int) -> tuple[int, ...]:
    """Return the pages that ``typed`` names, such as "1-3, 5", of a file of ``of`` pages.

    Raises ``ValueError`` if it names none, or one that the file does not have.
    """
    found: set[int] = set()
    for some in filter(None, (each.strip() for each in re.split(r",|\band\b", typed))):
        match = _SOME.fullmatch(some)
        if match is None:
            raise ValueError(some)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= of:
            raise ValueError(some)
        found |= set(range(first, last + 1))
    if not found:
        raise ValueError(typed)
    return tuple(sorted(found))


def in_words(pages: tuple[int, ...]) -> str:
    """Return "page 2" or "pages 1 to 3, 5"."""
    runs: list[list[int]] = []
    for number in pages:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"{'page' if len(pages) == 1 else 'pages'} {said}"
