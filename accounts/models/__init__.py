"""Staff and teams, how they came to stand as they do, and what the council decided for itself."""

from accounts.models.cover import Cover, DutyShift
from accounts.models.history import Invitation, Posting, TeamChange
from accounts.models.local import HolidayChange, SettingChange
from accounts.models.staff import StaffManager, Team, User

__all__ = [
    "Cover",
    "DutyShift",
    "HolidayChange",
    "Invitation",
    "Posting",
    "SettingChange",
    "StaffManager",
    "Team",
    "TeamChange",
    "User",
]
