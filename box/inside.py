"""What runs in the box: sets limits, gives up the network, then calls a program's ``main``.

``main`` takes the bytes of standard input and returns the bytes for standard output. The program
may import its own siblings and installed packages. Asked for many, it answers one question after
another, each in a process of its own; ``ready`` of the program is called once, before the first.
"""

import contextlib
import ctypes
import importlib.util
import os
import resource
import shutil
import signal
import struct
import sys
import tempfile
import traceback
from pathlib import Path

OUT_OF_MEMORY, CONNECTED = 3, 4
MANY, CLOSED, SCRATCH = "many", "closed", "box-"
# Set to 1 on a machine that cannot take the network away, by whoever answers for that.
MAY_STAY_CONNECTED = "CASERECORDS_BOX_ON_NETWORK"
MOST_FILES = 128
ASKED, ANSWERED = ">Q", ">iQ"
NEW_NETWORK = 0x40000000
NEW_USER = 0x10000000
CALLS_REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.", "os.system")


def run(program: str, memory: int, seconds: int, file_size: int) -> int:
    """Run one program within its limits. Returns the exit status."""
    given = sys.stdin.buffer.read()
    _limit(memory, seconds, file_size)
    _leave_the_network()
    # Only what a program returns goes out: libraries that print must not mix their words into it.
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        answer = _module(program).main(given)
    except MemoryError:
        return OUT_OF_MEMORY
    with contextlib.closing(os.fdopen(answers, "wb")) as out:
        out.write(answer)
    return 0


def run_many(program: str, memory: int, seconds: int, file_size: int) -> int:
    """Answer until nobody asks any more. Returns the exit status."""
    _leave_the_network()
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module = _module(program)
    with contextlib.suppress(Exception):  # each question says for itself what is missing
        module.ready()
    with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
        while head := questions.read(struct.calcsize(ASKED)):
            given = questions.read(*struct.unpack(ASKED, head))
            status, said = _asked(module.main, given, (memory, seconds, file_size))
            answers.write(struct.pack(ANSWERED, status, len(said)) + said)
            answers.flush()
    if Path(os.environ["TMPDIR"]).name.startswith(SCRATCH):
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    return 0


def _asked(main, given: bytes, limits: tuple[int, int, int]) -> tuple[int, bytes]:
    """Have a process of its own answer, and take away what it left behind."""
    scratch = tempfile.mkdtemp(prefix=SCRATCH)
    end, beginning = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        tempfile.tempdir = os.environ["TMPDIR"] = scratch
        with os.fdopen(beginning, "wb") as out:
            out.write(_answered(main, given, limits))
        os._exit(0)
    os.close(beginning)
    with os.fdopen(end, "rb") as pipe:
        said = pipe.read()
    _, ended = os.waitpid(child, 0)
    shutil.rmtree(scratch, ignore_errors=True)
    if os.WIFSIGNALED(ended) or not said:
        return -(os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else signal.SIGKILL), b""
    return said[0], said[1:]


def _answered(main, given: bytes, limits: tuple[int, int, int]) -> bytes:
    """Return the status and, after it, the answer, or in which lines it ended."""
    try:
        _limit(*limits)
        return b"\0" + main(given)
    except MemoryError:
        return bytes([OUT_OF_MEMORY])
    except BaseException:
        return b"\1" + traceback.format_exc().encode(errors="replace")


def _module(program: str):
    root = Path(__file__).parent.parent
    sys.path.insert(0, str(root))
    name = ".".join(Path(program).relative_to(root).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, program)
    if spec is None or spec.loader is None:
        raise ImportError(program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _limit(memory: int, seconds: int, file_size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def left_the_network() -> bool:
    """Have the kernel take the network away, and say whether it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    return hasattr(libc, "unshare") and (
        libc.unshare(NEW_NETWORK) == 0 or libc.unshare(NEW_USER | NEW_NETWORK) == 0
    )


def _leave_the_network() -> None:
    """Give up the network and other programs: by the kernel, and in Python as well.

    Ends the process where the kernel does not take it away, unless the settings say that it may.
    """

    def refuse(event: str, args: tuple) -> None:
        if event.startswith(CALLS_REFUSED):
            raise PermissionError(f"{event} is refused in the box")

    if not left_the_network() and os.environ.get(MAY_STAY_CONNECTED) != "1":
        os._exit(CONNECTED)
    sys.addaudithook(refuse)


if __name__ == "__main__":
    if sys.argv[1:] == [CLOSED]:
        sys.exit(0 if left_the_network() else CONNECTED)
    begin = run_many if sys.argv[5:] == [MANY] else run
    status = begin(sys.argv[1], *(int(each) for each in sys.argv[2:5]))
    sys.stderr.flush()
    # At once, without taking libraries down: a thread that one of them keeps (Pango has one for
    # fonts) would now and then crash a process whose work is done and handed over.
    os._exit(status)
