"""What runs in the box: sets limits, gives up the network, then calls a program's ``main``.

``main`` takes the bytes of standard input and returns the bytes for standard output. The program
may import its own siblings and installed packages.
"""

import contextlib
import ctypes
import importlib.util
import os
import resource
import sys
from pathlib import Path

OUT_OF_MEMORY = 3
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
        answer = _main_of(program)(given)
    except MemoryError:
        return OUT_OF_MEMORY
    with contextlib.closing(os.fdopen(answers, "wb")) as out:
        out.write(answer)
    return 0


def _main_of(program: str):
    root = Path(__file__).parent.parent
    sys.path.insert(0, str(root))
    name = ".".join(Path(program).relative_to(root).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, program)
    spec = importlib.util.spec_from_file_location(name, program)
    if spec is None or spec.loader is None:
        raise ImportError(program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


def _limit(memory: int, seconds: int, file_size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_the_network() -> None:
    """Give up the network and other programs: by the kernel where it lets us, always in Python."""

    def refuse(event: str, args: tuple) -> None:
        if event.startswith(CALLS_REFUSED):
            raise PermissionError(f"{event} is refused in the box")

    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(NEW_NETWORK) != 0:
        libc.unshare(NEW_USER | NEW_NETWORK)
    sys.addaudithook(refuse)


if __name__ == "__main__":
    status = run(sys.argv[1], *(int(each) for each in sys.argv[2:5]))
    sys.stderr.flush()
    # At once, without taking libraries down: a thread that one of them keeps (Pango has one for
    # fonts) would now and then crash a process whose work is done and handed over.
    os._exit(status)
