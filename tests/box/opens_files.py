"""A program for the box that opens files until it may not open another."""

import os


def main(given: bytes) -> bytes:
    """Return how many it could open."""
    opened = []
    try:
        while True:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        return str(len(opened)).encode()
