"""The figures that are the council's own, and its bank holidays, as they stand now.

``settings.toml`` says what each figure means, its default and its limits; apps above offer more.
A change holds from the next request on: inside one, the figures are read once.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from time import monotonic

import clock
from accounts.models import HolidayChange, SettingChange

_FILE = Path(__file__).with_name("settings.toml")
_YES_NO = "yes or no"


@dataclass(frozen=True)
class Setting:
    """One figure: what it means, what it is unless the council says otherwise, and its limits."""

    key: str
    group: str
    title: str
    means: str
    unit: str
    default: int
    least: int
    most: int
    source: str
    checked: bool = False
    is_read: bool = True

    @property
    def is_yes_or_no(self) -> bool:
        """Say whether it is a rule that is on or off."""
        return self.unit == _YES_NO

    def in_words(self, value: int) -> str:
        """Return a value as it is read: "5 working days", "Yes"."""
        if self.is_yes_or_no:
            return "Yes" if value else "No"
        unit = self.unit.removesuffix("s") if value == 1 and self.unit.endswith("s") else self.unit
        return f"{value}%" if unit == "%" else f"{value} {unit}"


_offered: list[Callable[[], Iterable[Setting]]] = []


def offer(source: Callable[[], Iterable[Setting]]) -> None:
    """Add the figures of an app above to the catalogue. They are asked for when first needed."""
    _offered.append(source)
    catalogue.cache_clear()


@cache
def catalogue() -> dict[str, Setting]:
    """Return every figure by its key, in the order in which a page lists them.

    Raises ``ValueError`` if a key comes twice or a default is outside its own limits.
    """
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))["group"]
    own = [Setting(group=group["title"], **row) for group in groups for row in group["setting"]]
    known: dict[str, Setting] = {}
    for each in [*own, *(each for source in _offered for each in source())]:
        if each.key in known or not each.least <= each.default <= each.most:
            raise ValueError(f"The setting {each.key} comes twice, or is outside its limits")
        known[each.key] = each
    return known


class _Held:
    """What has been read already."""

    @cached_property
    def values(self) -> dict[str, int]:
        return _changed_values()

    @cached_property
    def holidays(self) -> frozenset[date]:
        return _holidays()


_held: ContextVar[_Held | None] = ContextVar("held", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Read figures and bank holidays at most once inside the block, and only when asked for."""
    token = _held.set(_Held())
    try:
        with clock.holidays_from(holidays):
            yield
    finally:
        _held.reset(token)


def forget() -> None:
    """Read again from here on: something was changed."""
    if _held.get() is not None:
        _held.set(_Held())


def settings_value(key: str) -> int:
    """Return a figure as it stands. Raises ``KeyError`` for one that the catalogue does not have.

    What was stored before its limits were drawn closer counts as the nearest that they allow.
    """
    setting = catalogue()[key]
    held = _held.get()
    values = held.values if held else _changed_values(key)
    return min(max(values.get(key, setting.default), setting.least), setting.most)


def is_on(key: str) -> bool:
    """Say whether a rule of the council is on."""
    return bool(settings_value(key))


def holidays() -> frozenset[date]:
    """Return the bank holidays: those of the product's own list, with the council's changes."""
    held = _held.get()
    return held.holidays if held else _holidays()


_kept: list[tuple[float, frozenset[date]]] = []


def holidays_of_this_minute() -> frozenset[date]:
    """Return the bank holidays, at most a minute old: for commands and the worker."""
    if not _kept or monotonic() - _kept[0][0] > 60:
        _kept[:] = [(monotonic(), _holidays())]
    return _kept[0][1]


def _changed_values(key: str = "") -> dict[str, int]:
    changes = SettingChange.objects.filter(key=key) if key else SettingChange.objects.all()
    return dict(changes.order_by("key", "-id").distinct("key").values_list("key", "new"))


def _holidays() -> frozenset[date]:
    changes = dict(
        HolidayChange.objects.order_by("day", "-id")
        .distinct("day")
        .values_list("day", "is_holiday")
    )
    added = {day for day, is_holiday in changes.items() if is_holiday}
    return frozenset((clock.shipped_holidays().keys() - changes.keys()) | added)
