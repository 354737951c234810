"""Every change to drafts, entries and actions."""

from records.actions.after_signing import (
    add_to_entry,
    correct_entry,
    link_entries,
)
from records.actions.attaching import (
    attach_file,
    attach_from_email,
    describe_file,
    fill_from_email,
    scan_again,
    take_off_file,
)
from records.actions.checks import change_check, report_check
from records.actions.chronologies import (
    begin_chronology,
    begin_from,
    describe_line,
    freeze_chronology,
    pick_entries,
    take_off_line,
)
from records.actions.confirming import answer_as_provider
from records.actions.decisions import log_taken_away, review_decision
from records.actions.draft_kind import change_draft_kind, settle_answer
from records.actions.drafts import (
    join_drafts,
    keep_for_manager,
    keep_reasons,
    keep_text,
    let_go_of_text,
    save_draft,
    throw_away_draft,
)
from records.actions.events import begin_for_others
from records.actions.guidance import answer_guidance, ask_for_guidance, withdraw_guidance
from records.actions.interpreters import (
    Booking,
    ask_for_interpreter,
    hand_over_booking,
    settle_interpreter,
)
from records.actions.left_behind import adopt_draft, set_aside_draft
from records.actions.misfilings import leave_where_it_is, report_misfiled
from records.actions.moving_in import add_moved_entries
from records.actions.removing import (
    agree_to_removal,
    ask_to_move,
    ask_to_remove,
    refuse_removal,
    unseal,
)
from records.actions.restricted import (
    add_to_entry_list,
    end_entry_restriction,
    end_what_has_passed,
    name_entry_owner,
    review_entry_restriction,
    take_off_entry_list,
)
from records.actions.significance import mark_significant, take_mark_off
from records.actions.signing import sign_entry
from records.actions.tasks import STALE, close_action, hand_over_action, move_action
from records.actions.unread import mark_read, mark_several_read
from records.actions.visits import cancel_visit, move_visit, plan_visit, record_visit

__all__ = [
    "STALE",
    "Booking",
    "add_moved_entries",
    "add_to_entry",
    "add_to_entry_list",
    "adopt_draft",
    "agree_to_removal",
    "answer_as_provider",
    "answer_guidance",
    "ask_for_guidance",
    "ask_for_interpreter",
    "ask_to_move",
    "ask_to_remove",
    "attach_file",
    "attach_from_email",
    "begin_chronology",
    "begin_for_others",
    "begin_from",
    "cancel_visit",
    "change_check",
    "change_draft_kind",
    "close_action",
    "correct_entry",
    "describe_file",
    "describe_line",
    "end_entry_restriction",
    "end_what_has_passed",
    "fill_from_email",
    "freeze_chronology",
    "hand_over_action",
    "hand_over_booking",
    "join_drafts",
    "keep_for_manager",
    "keep_reasons",
    "keep_text",
    "leave_where_it_is",
    "let_go_of_text",
    "link_entries",
    "log_taken_away",
    "mark_read",
    "mark_several_read",
    "mark_significant",
    "move_action",
    "move_visit",
    "name_entry_owner",
    "pick_entries",
    "plan_visit",
    "record_visit",
    "refuse_removal",
    "report_check",
    "report_misfiled",
    "review_decision",
    "review_entry_restriction",
    "save_draft",
    "scan_again",
    "set_aside_draft",
    "settle_answer",
    "settle_interpreter",
    "sign_entry",
    "take_mark_off",
    "take_off_entry_list",
    "take_off_file",
    "take_off_line",
    "throw_away_draft",
    "unseal",
    "withdraw_guidance",
]
