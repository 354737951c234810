"""Every change to a person, to who works with them and to who may open their record."""

from people.actions.access import (
    end_access,
    give_reason,
    grant_access,
)
from people.actions.adding import (
    add_after_check,
    tell_apart,
)
from people.actions.alerts import (
    agree_alert,
    end_alert,
    raise_alert,
    read_alerts,
    review_alert,
    say_told,
)
from people.actions.allocation import (
    add_worker,
    allocate,
    allocate_worker,
    end_allocation,
    introduce_worker,
    keep_access,
)
from people.actions.conflicts import (
    close_near_every_own_record,
    decide_declaration,
    declare,
    end_declaration,
    leave_untied,
    tie_declaration,
)
from people.actions.death import (
    close_death_task,
    confirm_death,
    record_death,
    undo_death,
)
from people.actions.details import (
    answer_questions,
)
from people.actions.emergency import (
    answer_emergency,
    ask_for_record_not_found,
    break_glass,
    review_emergency,
    tell_of_emergency,
)
from people.actions.facts import (
    end_fact,
    record_fact,
    withdraw_what_an_entry_says,
)
from people.actions.front_door import (
    end_contact,
    log_contact,
    match_contact,
    read_contact,
)
from people.actions.involvement import (
    check_while_waiting,
    close_involvement,
    end_at_front_door,
    open_involvement,
    put_on_waiting_list,
    reopen,
    send_to_team,
    start_closing,
    stop_closing,
    triage,
)
from people.actions.merging import (
    agree_to_merge,
    ask_to_merge,
    refuse_merge,
    undo_merge,
    undo_merge_again,
)
from people.actions.moving_in import (
    add_moved_allocations,
    add_moved_involvements,
    add_moved_people,
    add_moved_relationships,
    begin_import,
    end_import,
    take_import_report,
)
from people.actions.names import (
    KEEP,
    end_name,
    name_person,
    protect_name,
)
from people.actions.person import (
    add_contact,
    add_person,
    change_contact,
    change_person,
)
from people.actions.referrals import (
    end_referral,
    refer,
)
from people.actions.relationships import (
    end_relationship,
    record_relationship,
)
from people.actions.restrictions import (
    add_to_list,
    answer_lift,
    ask_to_lift,
    name_owner,
    restrict,
    review_restriction,
    take_off_list,
    tell_of_restrictions,
)
from people.actions.roles import (
    take_on_role,
)
from people.actions.sharing import (
    record_sharing,
    withdraw_sharing,
)
from people.actions.shown import (
    let_see_protected_names,
    show_kept_back,
)
from people.actions.transfer import (
    accept_transfer,
    offer_transfer,
    send_back_transfer,
    withdraw_transfer,
)

__all__ = [
    "KEEP",
    "accept_transfer",
    "add_after_check",
    "add_contact",
    "add_moved_allocations",
    "add_moved_involvements",
    "add_moved_people",
    "add_moved_relationships",
    "add_person",
    "add_to_list",
    "add_worker",
    "agree_alert",
    "agree_to_merge",
    "allocate",
    "allocate_worker",
    "answer_emergency",
    "answer_lift",
    "answer_questions",
    "ask_for_record_not_found",
    "ask_to_lift",
    "ask_to_merge",
    "begin_import",
    "break_glass",
    "change_contact",
    "change_person",
    "check_while_waiting",
    "close_death_task",
    "close_involvement",
    "close_near_every_own_record",
    "confirm_death",
    "decide_declaration",
    "declare",
    "end_access",
    "end_alert",
    "end_allocation",
    "end_at_front_door",
    "end_contact",
    "end_declaration",
    "end_fact",
    "end_import",
    "end_name",
    "end_referral",
    "end_relationship",
    "give_reason",
    "grant_access",
    "introduce_worker",
    "keep_access",
    "leave_untied",
    "let_see_protected_names",
    "log_contact",
    "match_contact",
    "name_owner",
    "name_person",
    "offer_transfer",
    "open_involvement",
    "protect_name",
    "put_on_waiting_list",
    "raise_alert",
    "read_alerts",
    "read_contact",
    "record_death",
    "record_fact",
    "record_relationship",
    "record_sharing",
    "refer",
    "refuse_merge",
    "reopen",
    "restrict",
    "review_alert",
    "review_emergency",
    "review_restriction",
    "say_told",
    "send_back_transfer",
    "send_to_team",
    "show_kept_back",
    "start_closing",
    "stop_closing",
    "take_import_report",
    "take_off_list",
    "take_on_role",
    "tell_apart",
    "tell_of_emergency",
    "tell_of_restrictions",
    "tie_declaration",
    "triage",
    "undo_death",
    "undo_merge",
    "undo_merge_again",
    "withdraw_sharing",
    "withdraw_transfer",
    "withdraw_what_an_entry_says",
]
