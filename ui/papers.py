"""A page of ours as a PDF that can be kept and read aloud; the app that has the press offers it."""

from collections.abc import Callable

_PRESS: list[Callable[[str, str], bytes]] = []


class NotPrinted(Exception):
    """It could not be laid out. Its words are for the person who asked for it."""


def offer(press: Callable[[str, str], bytes]) -> None:
    """Say what turns a page and its title into a tagged PDF."""
    _PRESS[:] = [press]


def pdf_of(html: str, title: str) -> bytes:
    """Return a page as a tagged PDF. Raises ``NotPrinted`` if it could not be laid out."""
    return _PRESS[0](html, title)
