"""What managers and workers change in how the work is looked after."""

from oversight.actions.auditing import (
    agree_action,
    begin_audit,
    close_agreed_action,
    give_feedback,
    grade_questions,
    moderate_file,
    submit_rating,
)
from oversight.actions.handing_over import accept_transfer, explain
from oversight.actions.reviewing import ChangedMeanwhile, approve_entry, return_entry

__all__ = [
    "ChangedMeanwhile",
    "accept_transfer",
    "agree_action",
    "approve_entry",
    "begin_audit",
    "close_agreed_action",
    "explain",
    "give_feedback",
    "grade_questions",
    "moderate_file",
    "return_entry",
    "submit_rating",
]
