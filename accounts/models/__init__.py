"""Staff and teams, and what the council has decided for itself."""

from accounts.models.local import HolidayChange, SettingChange
from accounts.models.staff import StaffManager, Team, User

__all__ = ["HolidayChange", "SettingChange", "StaffManager", "Team", "User"]
