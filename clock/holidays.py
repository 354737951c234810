"""Bank holidays: the list that the product brings along, or whichever it has been handed."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("bank_holidays.toml")

Source = Callable[[], frozenset[date]]
_source: ContextVar[Source | None] = ContextVar("bank_holidays", default=None)


@cache
def shipped_holidays() -> dict[date, str]:
    """Return the bank holidays of England and Wales that the product brings along, with names."""
    days = tomllib.loads(_FILE.read_text(encoding="utf-8"))["days"]
    return {row["on"]: row["name"] for row in days}


@contextmanager
def holidays_from(source: Source) -> Iterator[None]:
    """Reckon with the bank holidays that ``source`` answers, inside the block."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def bank_holidays() -> frozenset[date]:
    """Return the bank holidays to reckon with here and now."""
    source = _source.get()
    return source() if source is not None else _shipped_days()


@cache
def _shipped_days() -> frozenset[date]:
    return frozenset(shipped_holidays())
