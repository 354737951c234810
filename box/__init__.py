"""The box: a program run on a stranger's file, in a process with limits, no secrets, no network.

Plain Python, and the lowest layer: it knows nothing of records.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from box import inside

logger = logging.getLogger(__name__)
OUT_OF_MEMORY = inside.OUT_OF_MEMORY
_DEEPEST = 3


@dataclass(frozen=True)
class Limits:
    """What a program may use: bytes of memory, seconds of work and of waiting, bytes of a file."""

    memory: int
    work: int
    wait: int
    file_size: int = 256 * 1024**2


class Failed(Exception):
    """A program in the box ended badly."""

    def __init__(self, status: int, errors: bytes) -> None:
        super().__init__(f"ended with {status}")
        self.status = status
        self.errors = errors

    @property
    def where(self) -> str:
        """Say in which lines of code it ended: never in what words, they may be somebody's."""
        lines = self.errors.decode(errors="replace").splitlines()
        places = [line.strip() for line in lines if line.startswith('  File "')]
        kind = lines[-1].partition(":")[0] if places else "no trace"
        return "; ".join([*places[-_DEEPEST:], kind])

    @property
    def out_of_time(self) -> bool:
        """Say whether it worked for longer than it may."""
        return self.status == -signal.SIGXCPU

    @property
    def stayed_connected(self) -> bool:
        """Say whether it was not begun, because this machine does not take its network away."""
        return self.status == inside.CONNECTED

    @property
    def out_of_memory(self) -> bool:
        """Say whether it needed more memory than it may have."""
        return self.status in (OUT_OF_MEMORY, -signal.SIGKILL) or b"MemoryError" in self.errors


class TookTooLong(Exception):
    """A program in the box was not done when its time on the clock was over."""


def run(program: Path, given: bytes, *, limits: Limits) -> bytes:
    """Run the ``main`` of a file of Python on ``given`` and return the bytes that it returns.

    Raises ``Failed`` or ``TookTooLong``; those who run the service read where in their log.
    """
    said = [str(program), str(limits.memory), str(limits.work), str(limits.file_size)]
    try:
        with tempfile.TemporaryDirectory(prefix="box-") as scratch:
            done = subprocess.run(
                [sys.executable, "-I", str(inside.__file__), *said],
                input=given,
                capture_output=True,
                env=environment() | {"TMPDIR": scratch},
                cwd="/",
                timeout=limits.wait,
                check=False,
            )
    except subprocess.TimeoutExpired:
        logger.warning("%s was not done after %s seconds", program.name, limits.wait)
        raise TookTooLong from None
    if done.returncode != 0:
        failed = Failed(done.returncode, done.stderr)
        note(program, failed)
        raise failed
    return done.stdout


def note(program: Path, failed: Failed) -> None:
    """Tell those who run the service what became of a program."""
    if failed.stayed_connected:
        logger.error(
            "%s was not begun: this machine does not take the network away from it. Let the "
            "service make network namespaces, or set %s=1 and answer for it.",
            program.name,
            inside.MAY_STAY_CONNECTED,
        )
    else:
        logger.warning("%s ended with %s: %s", program.name, failed.status, failed.where)


@cache
def is_closed() -> bool:
    """Say whether this machine takes the network away from what runs in the box."""
    asked = [sys.executable, "-I", str(inside.__file__), inside.CLOSED]
    return (
        subprocess.run(asked, env=environment(), capture_output=True, check=False).returncode == 0
    )


def environment() -> dict[str, str]:
    """Return what the process is told: where programs and caches are, and no secret of ours."""
    kept = (
        *("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "LD_LIBRARY_PATH"),
        inside.MAY_STAY_CONNECTED,
    )
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C.UTF-8"}
