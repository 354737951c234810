"""What the person at the terminal reads."""

import signal
import sys

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Refusal(Exception):
    """Something is missing or wrong, said in sentences; nothing more is attempted."""


class Interrupted(Exception):
    """Ctrl-C, or a signal that asks a program to end."""


def heed_signals() -> None:
    """Let every such signal raise ``Interrupted``, so that what was started is stopped."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> None:
    # A second Ctrl-C while we stop must not leave anything behind.
    for other in _SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted


def say(line: str = "") -> None:
    """Print a line at once, even into a pipe."""
    print(line, flush=True)


def step(line: str) -> None:
    """Announce what is about to take a while."""
    colour = sys.stdout.isatty()
    say(f"\033[1m{line}\033[0m" if colour else line)
