"""Staff and teams, how they came to stand as they do, and what the council decided for itself."""

from accounts.models.cover import Cover, DutyShift
from accounts.models.history import Invitation, Posting, TeamChange
from accounts.models.local import HolidayChange, SettingChange
from accounts.models.places import SignedInPlace
from accounts.models.staff import Digest, Often, StaffManager, Team, User
from accounts.models.training import MoreTime, Training

__all__ = [
    "Cover",
    "Digest",
    "DutyShift",
    "HolidayChange",
    "Invitation",
    "MoreTime",
    "Often",
    "Posting",
    "SettingChange",
    "SignedInPlace",
    "StaffManager",
    "Team",
    "TeamChange",
    "Training",
    "User",
]
