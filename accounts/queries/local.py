"""The council's own figures and bank holidays, with how they came to stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

import clock
from accounts import local
from accounts.models import HolidayChange, SettingChange


@dataclass(frozen=True)
class LocalFigure:
    """A figure as it stands."""

    setting: local.Setting
    value: int

    @property
    def in_words(self) -> str:
        """The value with its unit."""
        return self.setting.in_words(self.value)

    @property
    def default_in_words(self) -> str:
        """The default with its unit."""
        return self.setting.in_words(self.setting.default)

    @property
    def is_changed(self) -> bool:
        """Say whether the council has decided otherwise than the default."""
        return self.value != self.setting.default


@dataclass(frozen=True)
class Holiday:
    """A bank holiday as it stands, or a day that the council has made an ordinary one."""

    day: date
    name: str
    is_holiday: bool
    change: HolidayChange | None


def figures(words: str = "") -> list[LocalFigure]:
    """Return every figure in which all of ``words`` stand, in the order of the catalogue."""
    wanted = words.casefold().split()
    return [
        LocalFigure(each, local.settings_value(each.key))
        for each in local.catalogue().values()
        if all(
            word in f"{each.group} {each.title} {each.means} {each.unit}".casefold()
            for word in wanted
        )
    ]


def settings_history(key: str) -> QuerySet[SettingChange]:
    """Return the changes of one figure, newest first."""
    return SettingChange.objects.filter(key=key).select_related("changed_by").order_by("-id")


def holidays_in(year: int) -> list[Holiday]:
    """Return the bank holidays of a year, and the days that were taken off the list."""
    shipped = {day: name for day, name in clock.shipped_holidays().items() if day.year == year}
    changes = {
        change.day: change
        for change in HolidayChange.objects.filter(day__year=year)
        .select_related("changed_by")
        .order_by("day", "-id")
        .distinct("day")
    }
    found = []
    for day in sorted(shipped.keys() | changes.keys()):
        change = changes.get(day)
        found.append(
            Holiday(
                day=day,
                name=(change.name if change else "") or shipped.get(day, ""),
                is_holiday=change.is_holiday if change else True,
                change=change,
            )
        )
    return found


def holiday_history() -> QuerySet[HolidayChange]:
    """Return every change to the list, newest first."""
    return HolidayChange.objects.select_related("changed_by").order_by("-id")
