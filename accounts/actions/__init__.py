"""Every change to staff, teams and the council's own figures."""

from accounts.actions.cover import arrange_cover, end_cover, set_rota
from accounts.actions.importing import import_staff, import_trainings
from accounts.actions.inviting import choose_password, invite
from accounts.actions.local import change_holiday, change_setting
from accounts.actions.own import choose_settings, say_how_to_reach
from accounts.actions.places import sign_out_elsewhere
from accounts.actions.staff import (
    add_staff,
    begin_postings,
    change_staff,
    confirm_posting,
    end_staff,
    move_staff,
    withdraw_posting,
)
from accounts.actions.teams import add_team, change_team, close_team
from accounts.actions.training import allow_more_time, record_training, withdraw_training

__all__ = [
    "add_staff",
    "add_team",
    "allow_more_time",
    "arrange_cover",
    "begin_postings",
    "change_holiday",
    "change_setting",
    "change_staff",
    "change_team",
    "choose_password",
    "choose_settings",
    "close_team",
    "confirm_posting",
    "end_cover",
    "end_staff",
    "import_staff",
    "import_trainings",
    "invite",
    "move_staff",
    "record_training",
    "say_how_to_reach",
    "set_rota",
    "sign_out_elsewhere",
    "withdraw_posting",
    "withdraw_training",
]
