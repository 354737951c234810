"""The virus scanner: a small client of ClamAV's own protocol.

Only "OK" is clean. A time-out, "limit exceeded" or any reply not known here is not.
"""

import enum
import socket
import struct
from contextlib import closing

from django.conf import settings

SECONDS = 30
_CHUNK = 256 * 1024
_LONGEST_REPLY = 4096
_NOT_WHOLE = ("size limit exceeded", "heuristics.limits.exceeded")


class Verdict(enum.Enum):
    """What the scanner says of a file."""

    NO_SCANNER = "no scanner is configured"
    CLEAN = "nothing was found"
    FOUND = "something was found"
    NOT_WHOLE = "it could not look at all of it"
    NO_ANSWER = "it gave no answer that can be relied on"


def scan(content: bytes) -> Verdict:
    """Return what the scanner says of ``content``."""
    if not settings.CLAMD:
        return Verdict.NO_SCANNER
    try:
        reply = _reply(content)
    except (OSError, ValueError):
        return Verdict.NO_ANSWER
    if any(words in reply.lower() for words in _NOT_WHOLE):
        return Verdict.NOT_WHOLE
    if reply == "stream: OK":
        return Verdict.CLEAN
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return Verdict.FOUND
    return Verdict.NO_ANSWER


def _reply(content: bytes) -> str:
    with closing(_connected()) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it says why before it hangs up
        heard = b""
        while b"\0" not in heard and len(heard) < _LONGEST_REPLY:
            more = line.recv(_LONGEST_REPLY)
            if not more:
                break
            heard += more
    return heard.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    kind, _, where = settings.CLAMD.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
