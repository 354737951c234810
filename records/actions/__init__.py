"""Every change to drafts, entries and actions."""

from records.actions.after_signing import (
    add_to_entry,
    correct_entry,
    link_entries,
)
from records.actions.chronologies import (
    begin_chronology,
    begin_from,
    describe_line,
    freeze_chronology,
    pick_entries,
    take_off_line,
)
from records.actions.drafts import (
    attach_file,
    keep_for_manager,
    save_draft,
    take_off_file,
    throw_away_draft,
)
from records.actions.removing import (
    agree_to_removal,
    ask_to_move,
    ask_to_remove,
    refuse_removal,
)
from records.actions.signing import sign_entry
from records.actions.tasks import close_action, hand_over_action, move_action

__all__ = [
    "add_to_entry",
    "agree_to_removal",
    "ask_to_move",
    "ask_to_remove",
    "attach_file",
    "begin_chronology",
    "begin_from",
    "close_action",
    "correct_entry",
    "describe_line",
    "freeze_chronology",
    "hand_over_action",
    "keep_for_manager",
    "link_entries",
    "move_action",
    "pick_entries",
    "refuse_removal",
    "save_draft",
    "sign_entry",
    "take_off_file",
    "take_off_line",
    "throw_away_draft",
]
