"""Staff and teams, how they came to stand as they do, and what the council decided for itself."""

from accounts.models.cover import Cover, DutyShift
from accounts.models.history import Invitation, Posting, TeamChange
from accounts.models.local import HolidayChange, SettingChange
from accounts.models.staff import StaffManager, Team, User
from accounts.models.training import MoreTime, Training

__all__ = [
    "Cover",
    "DutyShift",
    "HolidayChange",
    "Invitation",
    "MoreTime",
    "Posting",
    "SettingChange",
    "StaffManager",
    "Team",
    "TeamChange",
    "Training",
    "User",
]
