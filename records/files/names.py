"""Names of files as strangers give them, made safe for a page, a header and a disk."""

import unicodedata

LONGEST = 140
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_UNSAFE = frozenset('"<>|:*?;')


def plain(name: str) -> str:
    """Return the last part of a path, without control characters or ones that turn text about."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        each for each in last if unicodedata.category(each) not in _LEFT_OUT and each not in _UNSAFE
    )
    return " ".join(kept.split()).strip(" .")[:300] or "file"


def named(name: str, extension: str) -> str:
    """Return a plain name that ends as its kind does, whatever it ended with before."""
    shown = plain(name)
    stem = shown.rpartition(".")[0].strip(" .") or shown
    return f"{stem[:LONGEST]}{extension}"
