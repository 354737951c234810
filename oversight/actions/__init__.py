"""What managers and workers change in how the work is looked after."""

from oversight.actions.audit_tools import write_tool
from oversight.actions.auditing import (
    agree_action,
    begin_audit,
    close_agreed_action,
    give_feedback,
    grade_questions,
    moderate_file,
    replace_auditor,
    submit_rating,
)
from oversight.actions.handing_over import accept_transfer, explain
from oversight.actions.kept import keep_words, let_words_go
from oversight.actions.library import add_guidance, answer_guidance, change_guidance
from oversight.actions.reviewing import (
    ChangedMeanwhile,
    answer_comment,
    approve_entry,
    comment_on_sentence,
    return_entry,
)
from oversight.actions.samples import change_sample
from oversight.actions.supervision import (
    add_point,
    agree_in_session,
    answer_agreement,
    answer_session,
    ask_to_read,
    end_agreement,
    offer_agreement,
    plan_session,
    put_on_agenda,
    say_not_held,
    sign_session,
    take_point_off,
)

__all__ = [
    "ChangedMeanwhile",
    "accept_transfer",
    "add_guidance",
    "add_point",
    "agree_action",
    "agree_in_session",
    "answer_agreement",
    "answer_comment",
    "answer_guidance",
    "answer_session",
    "approve_entry",
    "ask_to_read",
    "begin_audit",
    "change_guidance",
    "change_sample",
    "close_agreed_action",
    "comment_on_sentence",
    "end_agreement",
    "explain",
    "give_feedback",
    "grade_questions",
    "keep_words",
    "let_words_go",
    "moderate_file",
    "offer_agreement",
    "plan_session",
    "put_on_agenda",
    "replace_auditor",
    "return_entry",
    "say_not_held",
    "sign_session",
    "submit_rating",
    "take_point_off",
    "write_tool",
]
