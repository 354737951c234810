"""Every change to staff, teams and the council's own figures."""

from accounts.actions.local import change_holiday, change_setting
from accounts.actions.staff import (
    add_staff,
    add_team,
    change_staff,
    change_team,
    choose_settings,
)

__all__ = [
    "add_staff",
    "add_team",
    "change_holiday",
    "change_setting",
    "change_staff",
    "change_team",
    "choose_settings",
]
