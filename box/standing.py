"""A box that stays open: it reads its libraries once, and each question gets a process of its own.

What one question did, and the memory that it took, is gone with its process.
"""

import logging
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Timer

from box import Failed, Limits, TookTooLong, environment, inside, note

logger = logging.getLogger(__name__)
_TO_END = 1  # seconds


class Standing:
    """Answers questions to one program, one at a time. Begins when it is first asked."""

    def __init__(self, program: Path, limits: Limits) -> None:
        self._program, self._limits = program, limits
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch = ""

    def ask(self, given: bytes) -> bytes:
        """Run the ``main`` of the program on ``given`` and return the bytes that it returns.

        Raises ``Failed`` or ``TookTooLong``; whoever asks next is answered all the same.
        """
        process = self._process or self._begin()
        late = Timer(self._limits.wait, _kill, [process])
        late.start()
        try:
            status, said = _exchange(process, given)
        except (OSError, EOFError):
            was_late = not late.is_alive()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TO_END)
            failed = Failed(process.poll() or -signal.SIGKILL, b"")
            self.close()
            if failed.stayed_connected:
                note(self._program, failed)
                raise failed from None
            logger.warning("%s was not heard of again", self._program.name)
            raise (TookTooLong() if was_late else Failed(-signal.SIGKILL, b"")) from None
        finally:
            late.cancel()
        if status != 0:
            failed = Failed(status, said)
            note(self._program, failed)
            raise failed
        return said

    def close(self) -> None:
        """End it, whatever it is at."""
        if self._process is not None:
            _kill(self._process)
            self._process.communicate()
            self._process = None
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _begin(self) -> "subprocess.Popen[bytes]":
        limits = self._limits
        said = [str(self._program), str(limits.memory), str(limits.work), str(limits.file_size)]
        self._scratch = tempfile.mkdtemp(prefix=inside.SCRATCH)
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(inside.__file__), *said, inside.MANY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment() | {"TMPDIR": self._scratch},
            cwd="/",
            start_new_session=True,
        )
        return self._process


def _exchange(process: "subprocess.Popen[bytes]", given: bytes) -> tuple[int, bytes]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(struct.pack(inside.ASKED, len(given)) + given)
    process.stdin.flush()
    head = process.stdout.read(struct.calcsize(inside.ANSWERED))
    if len(head) < struct.calcsize(inside.ANSWERED):
        raise EOFError
    status, size = struct.unpack(inside.ANSWERED, head)
    said = process.stdout.read(size)
    if len(said) < size:
        raise EOFError
    return status, said


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
