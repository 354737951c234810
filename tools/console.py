"""What the person at the terminal reads."""

import sys


class Refusal(Exception):
    """Something is missing or wrong, said in sentences; nothing more is attempted."""


def say(line: str = "") -> None:
    """Print a line at once, even into a pipe."""
    print(line, flush=True)


def step(line: str) -> None:
    """Announce what is about to take a while."""
    colour = sys.stdout.isatty()
    say(f"\033[1m{line}\033[0m" if colour else line)
