"""Holding records, reviewing them at the end of their time, and agreeing to destroy them."""

from retention.actions.batches import (
    agree_batch,
    propose_batch,
    refuse_batch,
    stop_batch,
    withdraw_batch,
)
from retention.actions.holds import end_hold, hold_many, look_at_hold, place_hold
from retention.actions.lengthening import lengthen, take_lengthening_back
from retention.actions.offering import (
    keep_answer_of_archive,
    keep_handing_over,
    offer_to_archive,
    take_offer_back,
)
from retention.actions.reviewing import (
    TOGETHER,
    agree_destruction,
    agree_together,
    keep_longer,
    propose_destruction,
    propose_destruction_of_part,
    propose_together,
    refuse_destruction,
    stop_destruction,
    withdraw_destruction,
)
from retention.actions.schedule import (
    ask_schedule_change,
    drop_schedule_change,
    keep_verification,
    put_in_force,
    work_out_again,
)

__all__ = [
    "TOGETHER",
    "agree_batch",
    "agree_destruction",
    "agree_together",
    "ask_schedule_change",
    "drop_schedule_change",
    "end_hold",
    "hold_many",
    "keep_answer_of_archive",
    "keep_handing_over",
    "keep_longer",
    "keep_verification",
    "lengthen",
    "look_at_hold",
    "offer_to_archive",
    "place_hold",
    "propose_batch",
    "propose_destruction",
    "propose_destruction_of_part",
    "propose_together",
    "put_in_force",
    "refuse_batch",
    "refuse_destruction",
    "stop_batch",
    "stop_destruction",
    "take_lengthening_back",
    "take_offer_back",
    "withdraw_batch",
    "withdraw_destruction",
    "work_out_again",
]
