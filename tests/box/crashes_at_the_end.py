"""A program for the box that answers, and would crash when Python takes it down."""

import atexit
import os
import signal


def main(given: bytes) -> bytes:
    """Return what was given, backwards."""
    atexit.register(os.kill, os.getpid(), signal.SIGSEGV)
    return given[::-1]
