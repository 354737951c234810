"""A virus scanner for tests: speaks ClamAV's INSTREAM over a unix socket, knows one signature."""

import socketserver
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The industry's harmless test file, in two parts so that no scanner takes this one for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Scanner(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        heard = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            heard += self.rfile.read(length)
        self.wfile.write(self.server.answer or self._found(heard))

    def _found(self, heard: bytes) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in heard else b"stream: OK\0"


@contextmanager
def scanner(answer: bytes = b"") -> Iterator[str]:
    """Run a scanner; gives the setting that leads to it. ``answer`` is said of every file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clamd.ctl"
        with socketserver.ThreadingUnixStreamServer(str(path), _Scanner) as server:
            server.answer = answer
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield f"unix:{path}"
            finally:
                server.shutdown()
                thread.join()
